// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/domain/rpc.h"

namespace pleiad::driver {

void BindDomainProcedures(rpc::Table& table, DomainDriver& driver, const DomainFront& front) {
  BindHostProcedures(table, driver.host);
  BindLifecycleProcedures(table, driver.lifecycle, front);
  BindInspectProcedures(table, driver.inspect, front);
  BindStatsProcedures(table, driver.stats, front);
  BindTuningProcedures(table, driver.tuning);
  BindGuestProcedures(table, driver.guest, front);
  BindDeviceProcedures(table, driver.devices);
  BindSavedStateProcedures(table, driver.saved_state, front);
  BindSnapshotProcedures(table, driver.snapshots);
  BindCheckpointProcedures(table, driver.checkpoints);
  BindBlockJobProcedures(table, driver.block_jobs);
  BindMigrationProcedures(table, driver.migration);
  BindDomainEvents(table, driver.events, front);
}

}  // namespace pleiad::driver
