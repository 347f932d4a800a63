// SPDX-License-Identifier: Apache-2.0
// proxy.h: virtproxyd's hooks: a server without procedures of its own, whose clients are all passed on.
#pragma once

#include <memory>

#include "libshared/daemon/daemon.h"
#include "libshared/rpc/forwarder.h"
#include "virtproxyd/daemon_router.h"
#include "virtproxyd/remote_clients.h"

namespace pleiad::proxy {

class ProxyHooks final : public daemon::Hooks {
 public:
  absl::Status Start(daemon::Daemon& daemon) override;
  daemon::RemoteDoor* remote_door() override { return &remote_; }

 private:
  RemoteClients remote_;
  std::unique_ptr<DaemonRouter> router_;
  std::unique_ptr<rpc::Forwarder> forwarder_;
};

}  // namespace pleiad::proxy
