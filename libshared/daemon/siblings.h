// SPDX-License-Identifier: Apache-2.0
// siblings.h: the other daemons of this instance, whose sockets are in the same folder: who is there, and the way to them.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "libshared/base/unique_fd.h"
#include "libshared/daemon/paths.h"

namespace pleiad::daemon {

class Siblings {
 public:
  // Starts a daemon whose socket is missing, and returns when it serves.
  using Start = std::function<absl::Status(std::string_view daemon)>;

  // `run` is the folder of the sockets, `programs` that of the daemons (empty: nobody looks for them). `start` is for sessions,
  // where nobody else starts daemons.
  Siblings(std::string run, std::string programs, Start start);
  // Those of an instance: its own folder, programs beside our own.
  static Siblings Of(const Paths& paths);

  std::string Socket(std::string_view daemon, bool read_only) const;
  bool HasSocket(std::string_view daemon, bool read_only = false) const;
  // Whether its socket is there or, in lack of one, its program.
  bool IsInstalled(std::string_view daemon) const;
  bool CanStart() const { return start_ != nullptr; }
  // Connects, and starts the daemon first where that is ours to do. May wait. Errors: SYSTEM_ERROR "Failed to connect socket to
  // 'PATH'", or why it does not start.
  absl::StatusOr<UniqueFd> Dial(std::string_view daemon, bool read_only) const;

 private:
  const std::string run_, programs_;
  const Start start_;
};

}  // namespace pleiad::daemon
