// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/daemon_router.h"

#include "libshared/base/daemon_names.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/wire/procedure.h"

namespace pleiad::proxy {
namespace {
constexpr size_t kProbed = 7;  // those of kDaemonNames that are real hypervisors

absl::Status NoDriver(const std::string& uri) { return MakeError(ErrorDomain::kNone, ErrorCode::kNoConnect, uri); }
}  // namespace

bool DaemonRouter::KnowsProgram(uint32_t program) const {
  return program == static_cast<uint32_t>(rpc::Program::kRemote) || program == static_cast<uint32_t>(rpc::Program::kQemu) ||
         program == static_cast<uint32_t>(rpc::Program::kLxc);
}

absl::StatusOr<std::string> DaemonRouter::DaemonFor(const std::string& uri) const {
  if (!uri.empty()) {
    const std::string_view daemon = DaemonOfUri(uri);
    if (daemon.empty()) return NoDriver(uri);
    return std::string(daemon);
  }
  for (size_t i = 0; i < kProbed; ++i) {
    if (siblings_.HasSocket(kDaemonNames[i].daemon)) return std::string(kDaemonNames[i].daemon);
  }
  if (siblings_.CanStart()) return std::string(kDaemonNames[0].daemon);
  return NoDriver("");
}

absl::StatusOr<UniqueFd> DaemonRouter::Dial(const std::string& uri, const Caller& caller) {
  ASSIGN_OR_RETURN(const std::string daemon, DaemonFor(uri));
  auto socket = siblings_.Dial(daemon, caller.read_only);
  // Without a socket nobody has installed that daemon; a socket at which nobody answers is another fault, and told.
  if (!socket.ok() && !siblings_.CanStart() && !siblings_.HasSocket(daemon, caller.read_only)) return NoDriver(uri);
  return socket;
}

}  // namespace pleiad::proxy
