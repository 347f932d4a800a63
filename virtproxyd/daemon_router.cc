// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/daemon_router.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/wire/procedure.h"

namespace pleiad::proxy {
namespace {
struct Driver {
  std::string_view scheme, daemon;
};

// Hypervisors first, in the order in which they are tried when a client names none.
constexpr Driver kDrivers[] = {
    {"qemu", "virtqemud"},
    {"lxc", "virtlxcd"},
    {"xen", "virtxend"},
    {"vbox", "virtvboxd"},
    {"bhyve", "virtbhyved"},
    {"ch", "virtchd"},
    {"vz", "virtvzd"},
    {"test", "virttestd"},
    {"network", "virtnetworkd"},
    {"storage", "virtstoraged"},
    {"nodedev", "virtnodedevd"},
    {"secret", "virtsecretd"},
    {"interface", "virtinterfaced"},
    {"nwfilter", "virtnwfilterd"},
};
constexpr size_t kProbed = 7;

absl::Status NoDriver(const std::string& uri) { return MakeError(ErrorDomain::kNone, ErrorCode::kNoConnect, uri); }
}  // namespace

std::string_view DaemonOfUri(std::string_view uri) {
  const std::string_view scheme = uri.substr(0, uri.find_first_of(":+"));
  for (const Driver& driver : kDrivers) {
    if (driver.scheme == scheme) return driver.daemon;
  }
  return {};
}

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
    if (siblings_.HasSocket(kDrivers[i].daemon)) return std::string(kDrivers[i].daemon);
  }
  if (siblings_.CanStart()) return std::string(kDrivers[0].daemon);
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
