// SPDX-License-Identifier: Apache-2.0
// daemon_router.h: which daemon owns a connection, by the URI that opens it, and the way to that daemon's socket.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "libshared/daemon/siblings.h"
#include "libshared/rpc/forwarder.h"

namespace pleiad::proxy {

class DaemonRouter final : public rpc::UpstreamRouter {
 public:
  explicit DaemonRouter(daemon::Siblings siblings) : siblings_(std::move(siblings)) {}

  // All calls of these programs go to the one daemon that connect_open has chosen.
  bool KnowsProgram(uint32_t program) const override;
  std::string_view RouteOf(uint32_t, int32_t) const override { return {}; }
  std::string UriOf(std::string_view) const override { return {}; }
  // NO_CONNECT for a driver that no daemon has, or whose daemon is not installed.
  absl::StatusOr<UniqueFd> Dial(const std::string& uri, const Caller& caller) override;

 private:
  absl::StatusOr<std::string> DaemonFor(const std::string& uri) const;

  const daemon::Siblings siblings_;
};

}  // namespace pleiad::proxy
