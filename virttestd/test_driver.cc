// SPDX-License-Identifier: Apache-2.0
#include "virttestd/test_driver.h"

#include "libshared/base/status_macros.h"
#include "libshared/driver/domain/events_rpc.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/secondary_rpc.h"
#include "virttestd/domain/guest.h"
#include "virttestd/domain/inspect.h"
#include "virttestd/domain/lifecycle.h"
#include "virttestd/domain/stats.h"
#include "virttestd/domain/tuning.h"
#include "virttestd/host.h"

namespace pleiad::test {

struct TestDriver::Parts {
  Parts(daemon::Daemon& daemon, std::unique_ptr<Node> pretended)
      : node(std::move(pretended)),
        events(daemon.loop()),
        host(*node),
        lifecycle(*node, events),
        inspect(*node),
        stats(*node),
        tuning(*node, events),
        guest(*node),
        driver{.host = host,
               .lifecycle = lifecycle,
               .inspect = inspect,
               .stats = stats,
               .tuning = tuning,
               .guest = guest,
               .devices = devices,
               .events = events},
        event_front(events, daemon.access()) {}

  const std::unique_ptr<Node> node;
  driver::DomainEventBus events;
  Host host;
  Lifecycle lifecycle;
  Inspect inspect;
  Stats stats;
  Tuning tuning;
  Guest guest;
  driver::DomainDevices devices;
  driver::DomainDriver driver;
  driver::DomainEventFront event_front;
};

TestDriver::TestDriver() = default;
TestDriver::~TestDriver() = default;

absl::Status TestDriver::Start(daemon::Daemon& daemon) {
  ASSIGN_OR_RETURN(auto node, NewDefaultNode());
  parts_ = std::make_unique<Parts>(daemon, std::move(node));
  daemon.SetObjects({.domains = &parts_->inspect,
                     .networks = parts_->node->networks.get(),
                     .storage = parts_->node->pools.get(),
                     .interfaces = parts_->node->interfaces.get()});
  driver::BindDomainProcedures(daemon.table(), parts_->driver, parts_->event_front, {.access = daemon.access()});
  driver::BindNetworkProcedures(daemon.table(), *parts_->node->networks, daemon.access());
  driver::BindInterfaceProcedures(daemon.table(), *parts_->node->interfaces, daemon.access());
  driver::BindStorageProcedures(daemon.table(), *parts_->node->pools, daemon.access());
  return absl::OkStatus();
}

}  // namespace pleiad::test
