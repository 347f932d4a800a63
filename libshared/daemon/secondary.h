// SPDX-License-Identifier: Apache-2.0
// secondary.h: a hypervisor daemon's clients call networks, storage and other secondary drivers on the same connection; here is
// which daemon owns each call. Passing it on is the forwarder's (rpc/forwarder.h). In a driver's Hooks::Start:
//
//   daemon.ForwardSecondary();
//
// A daemon that is not installed is a driver that the connection lacks (NO_SUPPORT, which clients pass over), not an error of
// the connection: Nova and KubeVirt take SYSTEM_ERROR from the RPC layer for a lost connection, drop it, and dial again. One that
// is installed and does not serve is such an error, which names its socket.
#pragma once

#include <string>
#include <string_view>

#include "libshared/daemon/siblings.h"
#include "libshared/rpc/forwarder.h"

namespace pleiad::daemon {

// The secondary driver whose call this is, as its URIs name it ("network", "nodedev"); empty for all other calls.
std::string_view SecondaryDriverOf(uint32_t program, int32_t procedure);

class SecondaryRouter final : public rpc::UpstreamRouter {
 public:
  SecondaryRouter(Siblings siblings, Mode mode) : siblings_(std::move(siblings)), mode_(mode) {}

  std::string_view RouteOf(uint32_t program, int32_t procedure) const override { return SecondaryDriverOf(program, procedure); }
  bool HasRoute(std::string_view route) const override;
  bool KnowsProgram(uint32_t) const override { return false; }
  std::string UriOf(std::string_view route) const override;
  absl::StatusOr<UniqueFd> Dial(const std::string& route, const Caller& caller) override;

 private:
  const Siblings siblings_;
  const Mode mode_;
};

// Both parts, as a daemon keeps them.
struct SecondaryForwarding {
  SecondaryForwarding(Siblings siblings, Mode mode)
      : router(std::move(siblings), mode), forwarder(router, rpc::Forwarder::Mode::kByProcedure, /*send_identity=*/true) {}
  SecondaryRouter router;
  rpc::Forwarder forwarder;
};

}  // namespace pleiad::daemon
