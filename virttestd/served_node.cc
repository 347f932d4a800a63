// SPDX-License-Identifier: Apache-2.0
#include "virttestd/served_node.h"

#include <utility>

#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/object_events.h"
#include "libshared/driver/secondary_rpc.h"

namespace pleiad::test {

ServedNode::ServedNode(event::Loop& loop, rpc::AccessCheck* access, driver::ConnectionWatch& connections,
                       std::unique_ptr<Node> pretended)
    : access_(access),
      node_(std::move(pretended)),
      events_(loop),
      context_{.loop = loop, .node = *node_, .events = events_},
      host_(*node_),
      lifecycle_(context_, connections),
      migration_(context_, jobs_, connections),
      driver_{.host = host_,
              .lifecycle = lifecycle_,
              .inspect = inspect_,
              .stats = stats_,
              .tuning = tuning_,
              .guest = guest_,
              .devices = devices_,
              .saved_state = saved_state_,
              .snapshots = snapshots_,
              .checkpoints = checkpoints_,
              .block_jobs = block_jobs_,
              .migration = migration_,
              .events = events_} {}

driver::KnownObjects ServedNode::objects() {
  return {.domains = &inspect_,
          .networks = &node_->networks,
          .storage = &node_->pools,
          .node_devices = &node_->devices,
          .secrets = &node_->secrets,
          .nwfilters = &node_->nwfilters,
          .interfaces = &node_->interfaces};
}

void ServedNode::Bind(rpc::Table& table) {
  driver::BindDomainProcedures(table, driver_, {.access = access_});
  driver::BindNetworkProcedures(table, node_->networks, access_);
  driver::BindInterfaceProcedures(table, node_->interfaces, access_);
  driver::BindStorageProcedures(table, node_->pools, access_);
  driver::BindNodeDeviceProcedures(table, node_->devices, access_);
  driver::BindSecretProcedures(table, node_->secrets, access_);
  driver::BindNwfilterProcedures(table, node_->nwfilters, access_);
  driver::BindNetworkEvents(table, node_->network_events, access_);
  driver::BindStoragePoolEvents(table, node_->pool_events, access_);
  driver::BindNodeDeviceEvents(table, node_->device_events, access_);
  driver::BindSecretEvents(table, node_->secret_events, access_);
}

}  // namespace pleiad::test
