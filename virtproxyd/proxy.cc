// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/proxy.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/subprocess.h"

namespace pleiad::proxy {
namespace {
// A session's daemons are started by whoever needs them first; --daemon returns when the socket is served.
absl::Status StartSessionDaemon(std::string_view daemon) {
  std::error_code error;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::string program = (own.parent_path() / daemon).string();
  if (error || !std::filesystem::exists(program)) {
    return MakeError(ErrorDomain::kNone, ErrorCode::kNoConnect, absl::StrCat("'", std::string(daemon), "': it is not installed"));
  }
  return OutputOf({.argv = {program, "--session", "--daemon", "--timeout", "120"}}, {.timeout = absl::Seconds(20)}).status();
}
}  // namespace

absl::Status ProxyHooks::Start(daemon::Daemon& daemon) {
  DaemonRouter::StartDaemon start;
  if (daemon.mode() == daemon::Mode::kSession) start = StartSessionDaemon;
  router_ = std::make_unique<DaemonRouter>(daemon.paths().run, std::move(start));
  forwarder_ = std::make_unique<rpc::Forwarder>(*router_, rpc::Forwarder::Mode::kByUri, /*send_identity=*/true);
  daemon.SetRouter(forwarder_.get());
  return absl::OkStatus();
}

}  // namespace pleiad::proxy
