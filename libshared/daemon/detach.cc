// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/detach.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace pleiad::daemon {

std::optional<int> Detachment::Begin() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return 1;
  UniqueFd from_child(ends[0]), to_parent(ends[1]);
  const pid_t child = fork();
  if (child < 0) return 1;
  if (child > 0) {
    to_parent.Reset();
    char code = 1;
    while (read(from_child.get(), &code, 1) < 0 && errno == EINTR) {
    }
    return code;
  }
  setsid();
  // Once more: a process that leads no session never gets a terminal again.
  if (fork() != 0) _exit(0);
  waiting_ = std::move(to_parent);
  return std::nullopt;
}

void Detachment::Succeed() {
  if (!waiting_) return;
  const UniqueFd null(open("/dev/null", O_RDWR | O_CLOEXEC));
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(null.get(), stream);
  if (chdir("/") != 0) return Tell(1);
  Tell(0);
}

void Detachment::Fail() { Tell(1); }

void Detachment::Tell(char code) {
  if (!waiting_) return;
  [[maybe_unused]] const ssize_t told = write(waiting_.get(), &code, 1);
  waiting_.Reset();
}

}  // namespace pleiad::daemon
