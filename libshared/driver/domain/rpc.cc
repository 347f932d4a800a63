// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/domain/rpc.h"

#include "libshared/driver/domain/events_rpc.h"

namespace pleiad::driver {

void BindDomainProcedures(rpc::Table& table, DomainDriver& driver, DomainEventFront& events, const DomainFront& front) {
  BindHostProcedures(table, driver.host);
  BindLifecycleProcedures(table, driver.lifecycle, front);
  BindInspectProcedures(table, driver.inspect, front);
  BindSnapshotProcedures(table, driver.inspect);
  BindStatsProcedures(table, driver.stats, front);
  BindTuningProcedures(table, driver.tuning);
  BindGuestProcedures(table, driver.guest, front);
  BindDeviceProcedures(table, driver.devices);
  events.Bind(table);
}

}  // namespace pleiad::driver
