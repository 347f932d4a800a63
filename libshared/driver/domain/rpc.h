// SPDX-License-Identifier: Apache-2.0
// domain/rpc.h: a hypervisor's driver as procedures of the native protocol. Each family of calls has a file of its own
// (host/rpc.cc, domain/lifecycle_rpc.cc, ...) with a line per procedure: method, permissions, and the thread it runs on.
#pragma once

#include "libshared/driver/domain/driver.h"
#include "libshared/rpc/access.h"

namespace pleiad::rpc {
class Table;
}

namespace pleiad::driver {

// What the bindings need besides the driver. All outlive the table.
struct DomainFront {
  // Which domains of a list a caller may see; null when everybody sees all.
  rpc::AccessCheck* access = nullptr;
};

// Every procedure about the connection, the host, domains, their events, and of the QEMU and LXC programs.
void BindDomainProcedures(rpc::Table& table, DomainDriver& driver, const DomainFront& front);

// Its parts.
void BindHostProcedures(rpc::Table& table, HostDriver& host);
void BindLifecycleProcedures(rpc::Table& table, DomainLifecycle& lifecycle, const DomainFront& front);
void BindInspectProcedures(rpc::Table& table, DomainInspect& inspect, const DomainFront& front);
void BindStatsProcedures(rpc::Table& table, DomainStats& stats, const DomainFront& front);
void BindTuningProcedures(rpc::Table& table, DomainTuning& tuning);
void BindGuestProcedures(rpc::Table& table, DomainGuest& guest, const DomainFront& front);
void BindDeviceProcedures(rpc::Table& table, DomainDevices& devices);
void BindSavedStateProcedures(rpc::Table& table, DomainSavedState& saved, const DomainFront& front);
void BindSnapshotProcedures(rpc::Table& table, DomainSnapshots& snapshots);
void BindCheckpointProcedures(rpc::Table& table, DomainCheckpoints& checkpoints);
void BindBlockJobProcedures(rpc::Table& table, DomainBlockJobs& jobs);
void BindMigrationProcedures(rpc::Table& table, DomainMigration& migration);
// Clients may register from now on, and hear of what goes by `bus` as far as the access check lets them know of the domain.
void BindDomainEvents(rpc::Table& table, DomainEventBus& bus, const DomainFront& front);

}  // namespace pleiad::driver
