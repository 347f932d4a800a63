// SPDX-License-Identifier: Apache-2.0
// detach.h: --daemon: goes into the background, while the command that was typed waits until clients can connect.
#pragma once

#include <optional>

#include "libshared/base/unique_fd.h"

namespace pleiad::daemon {

class Detachment {
 public:
  // Forks. In the process that was started: waits and returns its exit code. In the background: returns nothing, and either
  // Succeed() or Fail() follows. Errors in between still reach the terminal. Before any thread starts.
  std::optional<int> Begin();
  // Lets the waiting process end, and lets go of the terminal. Without Begin() both do nothing.
  void Succeed();
  void Fail();

 private:
  void Tell(char code);
  UniqueFd waiting_;
};

}  // namespace pleiad::daemon
