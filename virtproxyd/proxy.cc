// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/proxy.h"

namespace pleiad::proxy {
absl::Status ProxyHooks::Start(daemon::Daemon& daemon) {
  router_ = std::make_unique<DaemonRouter>(daemon::Siblings::Of(daemon.paths()));
  forwarder_ = std::make_unique<rpc::Forwarder>(*router_, rpc::Forwarder::Mode::kByUri, /*send_identity=*/true);
  daemon.SetRouter(forwarder_.get());
  return absl::OkStatus();
}

}  // namespace pleiad::proxy
