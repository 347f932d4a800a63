// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/daemon_router.h"

#include <unistd.h>

#include "absl/strings/str_cat.h"
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

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }
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

std::string DaemonRouter::SocketOf(std::string_view daemon, bool read_only) const {
  return absl::StrCat(run_, "/", std::string(daemon), read_only ? "-sock-ro" : "-sock");
}

absl::StatusOr<std::string> DaemonRouter::DaemonFor(const std::string& uri) const {
  if (!uri.empty()) {
    const std::string_view daemon = DaemonOfUri(uri);
    if (daemon.empty()) return NoDriver(uri);
    return std::string(daemon);
  }
  for (size_t i = 0; i < kProbed; ++i) {
    if (Exists(SocketOf(kDrivers[i].daemon, /*read_only=*/false))) return std::string(kDrivers[i].daemon);
  }
  if (start_) return std::string(kDrivers[0].daemon);
  return NoDriver("");
}

absl::StatusOr<UniqueFd> DaemonRouter::Dial(const std::string& uri, const Caller& caller) {
  ASSIGN_OR_RETURN(const std::string daemon, DaemonFor(uri));
  const std::string path = SocketOf(daemon, caller.read_only);
  auto socket = rpc::DialUnix(path);
  if (socket.ok() || !start_) {
    // Without a socket nobody has installed that daemon; a socket at which nobody answers is another fault, and told.
    if (!socket.ok() && !Exists(path)) return NoDriver(uri);
    return socket;
  }
  const absl::Status started = start_(daemon);
  socket = rpc::DialUnix(path);
  // Another client may have started it at the same time; what counts is that somebody answers.
  if (!socket.ok() && !started.ok()) return started;
  return socket;
}

}  // namespace pleiad::proxy
