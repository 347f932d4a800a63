// SPDX-License-Identifier: Apache-2.0
// subprocess.h: other programs: run to their end with a deadline and bounded output, or started and kept by a pidfd.
// For workers, not for the loop: RunProgram waits. A child gets the standard streams and the descriptors named here and no
// other, default signals, and a process group of its own, which is killed as a whole when the deadline passes.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libshared/base/unique_fd.h"

namespace pleiad {

struct PassedFd {
  int ours = -1;   // stays open and the caller's
  int theirs = 0;  // its number in the program, 3 or more
};

struct Command {
  std::vector<std::string> argv = {};                   // argv[0] without a slash is looked for in PATH
  std::optional<std::vector<std::string>> environment = {};  // "NAME=value" each; absent: that of this process
  std::string directory = {};                           // where it runs; empty: where this process does
  std::vector<PassedFd> fds = {};

  std::string ToString() const;  // as logs show it
};

struct RunOptions {
  std::string input = {};  // what it reads from its standard input
  absl::Duration timeout = absl::Seconds(30);
  size_t max_output = size_t{1} << 20;  // of each stream; a program that says more is killed
};

struct RunResult {
  int exit_code = -1;  // -1 when a signal ended it
  int signal = 0;
  std::string output, errors;
  bool ok() const { return exit_code == 0; }
};

// Runs it to its end, whatever its exit code. Errors: kSystemError (cannot be started), kOperationTimeout (killed at the
// deadline), kOperationFailed (too much output).
absl::StatusOr<RunResult> RunProgram(const Command& command, const RunOptions& options = {});

// The same for a program that must succeed: its standard output, or kInternalError with how it ended and what it said
// on standard error.
absl::StatusOr<std::string> OutputOf(const Command& command, const RunOptions& options = {});

// A program that runs on. Dropping the object neither kills nor waits for it; a child that ended before its Process
// was dropped is reaped by Wait() only, so keep the object and watch pidfd(), which becomes readable at the end.
class Process {
 public:
  struct Streams {
    int input = -1, output = -1, errors = -1;  // ours, passed on as 0, 1 and 2; -1 is /dev/null
  };
  // A session of its own: no terminal and no signal of ours reaches it.
  static absl::StatusOr<Process> Start(const Command& command, Streams streams);

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }
  absl::Status Signal(int signal_number) const;
  // Waits for the end; absent when it has not come by `timeout` (zero looks and does not wait).
  std::optional<RunResult> Wait(absl::Duration timeout);

 private:
  pid_t pid_ = -1;
  UniqueFd pidfd_;
};

}  // namespace pleiad
