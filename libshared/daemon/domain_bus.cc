// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/domain_bus.h"

#include <utility>

namespace pleiad::daemon {

std::unique_ptr<driver::DomainBus> JoinBus(Daemon& daemon, driver::DomainDriver& driver, std::string name, std::string root,
                                           driver::FrontWatch* watch) {
  using Bus = dbus::Connection::Bus;
  if (daemon.mode() == Mode::kEmbedded) return nullptr;
  driver::DomainBusService service{
      .bus = daemon.IsSystem() ? Bus::kSystem : Bus::kSession, .address = {}, .name = std::move(name), .front = {}};
  service.front.root = std::move(root);
  service.front.access = daemon.access();
  service.front.policy = [&daemon](const Caller& caller, dbus::Peers::Admitted admitted) {
    daemon.gatekeeper().AdmitBusPeer(caller, std::move(admitted));
  };
  service.watch = watch;
  service.count_changed = [&daemon](size_t peers) { daemon.SetOtherClients(peers); };
  return std::make_unique<driver::DomainBus>(daemon.loop(), daemon.workers(), driver, std::move(service));
}

}  // namespace pleiad::daemon
