// SPDX-License-Identifier: Apache-2.0
// idle_exit.h: ends a socket-activated daemon that nobody has needed for --timeout seconds. For the loop's thread.
#pragma once

#include <functional>

#include "absl/time/time.h"
#include "libshared/event/loop.h"

namespace pleiad::daemon {

class IdleExit {
 public:
  // `busy` is asked when the time is up (a guest runs, a job works): true begins it anew. `leave` ends the daemon.
  IdleExit(event::Loop& loop, absl::Duration timeout, std::function<bool()> busy, std::function<void()> leave);

  // The number of clients connected; the time runs while it is 0.
  void SetClients(size_t count);
  // The daemon has not left after all: the time begins anew.
  void BeginAnew();
  // From now on; infinite is never.
  void SetTimeout(absl::Duration timeout);

 private:
  void TimeIsUp();

  event::Loop& loop_;
  absl::Duration timeout_ = absl::InfiniteDuration();
  const std::function<bool()> busy_;
  const std::function<void()> leave_;
  size_t clients_ = 0;
  event::Source timer_;
};

}  // namespace pleiad::daemon
