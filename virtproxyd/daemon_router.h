// SPDX-License-Identifier: Apache-2.0
// daemon_router.h: which daemon owns a connection, by the URI that opens it, and the way to that daemon's socket.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "libshared/rpc/forwarder.h"

namespace pleiad::proxy {

// The daemon for the driver that a URI names: "virtqemud" for "qemu:///system" and "qemu+unix:///session"; empty for
// drivers that no daemon has.
std::string_view DaemonOfUri(std::string_view uri);

class DaemonRouter final : public rpc::UpstreamRouter {
 public:
  // `run` is the folder of the sockets. `start`, when there is one, starts a daemon whose socket is missing and returns
  // when it serves: for sessions, where nobody else does.
  using StartDaemon = std::function<absl::Status(std::string_view daemon)>;
  DaemonRouter(std::string run, StartDaemon start) : run_(std::move(run)), start_(std::move(start)) {}

  // All calls of these programs go to the one daemon that connect_open has chosen.
  bool KnowsProgram(uint32_t program) const override;
  std::string_view RouteOf(uint32_t, int32_t) const override { return {}; }
  std::string UriOf(std::string_view) const override { return {}; }
  // NO_CONNECT for a driver that no daemon has, or whose daemon is not installed.
  absl::StatusOr<UniqueFd> Dial(const std::string& uri, const Caller& caller) override;

 private:
  absl::StatusOr<std::string> DaemonFor(const std::string& uri) const;
  std::string SocketOf(std::string_view daemon, bool read_only) const;

  const std::string run_;
  const StartDaemon start_;
};

}  // namespace pleiad::proxy
