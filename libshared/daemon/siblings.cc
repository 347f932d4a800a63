// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/siblings.h"

#include <unistd.h>

#include <filesystem>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/subprocess.h"
#include "libshared/rpc/upstream.h"

namespace pleiad::daemon {
namespace {
bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

std::string OwnFolder() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).parent_path().string();
}

std::string ProgramIn(const std::string& folder, std::string_view daemon) {
  return absl::StrCat(folder, "/", std::string(daemon));
}

// --daemon returns when the socket is served.
absl::Status StartSessionDaemon(const std::string& folder, std::string_view daemon) {
  const std::string program = ProgramIn(folder, daemon);
  if (!Exists(program)) {
    return MakeError(ErrorDomain::kNone, ErrorCode::kNoConnect, absl::StrCat("'", std::string(daemon), "': it is not installed"));
  }
  return OutputOf({.argv = {program, "--session", "--daemon", "--timeout", "120"}}, {.timeout = absl::Seconds(20)}).status();
}
}  // namespace

Siblings::Siblings(std::string run, std::string programs, Start start)
    : run_(std::move(run)), programs_(std::move(programs)), start_(std::move(start)) {}

Siblings Siblings::Of(const Paths& paths) {
  // An instance in a folder of its own has the daemons that somebody has started there, whatever is installed.
  std::string programs = paths.mode == Mode::kEmbedded ? std::string() : OwnFolder();
  Start start;
  if (paths.mode == Mode::kSession) {
    start = [programs](std::string_view daemon) { return StartSessionDaemon(programs, daemon); };
  }
  return Siblings(paths.run, std::move(programs), std::move(start));
}

std::string Siblings::Socket(std::string_view daemon, bool read_only) const {
  return absl::StrCat(run_, "/", std::string(daemon), read_only ? "-sock-ro" : "-sock");
}

bool Siblings::HasSocket(std::string_view daemon, bool read_only) const { return Exists(Socket(daemon, read_only)); }

bool Siblings::IsInstalled(std::string_view daemon) const {
  return HasSocket(daemon) || (!programs_.empty() && Exists(ProgramIn(programs_, daemon)));
}

absl::StatusOr<UniqueFd> Siblings::Dial(std::string_view daemon, bool read_only) const {
  const std::string path = Socket(daemon, read_only);
  auto socket = rpc::DialUnix(path);
  if (socket.ok() || !start_) return socket;
  const absl::Status started = start_(daemon);
  socket = rpc::DialUnix(path);
  // Another client may have started it at the same time; what counts is that somebody answers.
  if (!socket.ok() && !started.ok()) return started;
  return socket;
}

}  // namespace pleiad::daemon
