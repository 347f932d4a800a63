// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/idle_exit.h"

#include <utility>

namespace pleiad::daemon {

IdleExit::IdleExit(event::Loop& loop, absl::Duration timeout, std::function<bool()> busy, std::function<void()> leave)
    : timeout_(timeout), busy_(std::move(busy)), leave_(std::move(leave)) {
  if (timeout_ != absl::InfiniteDuration()) timer_ = loop.AddTimer(timeout_, [this] { TimeIsUp(); });
}

void IdleExit::SetClients(size_t count) {
  if (!timer_) return;
  if (count > 0 && clients_ == 0) timer_.Disarm();
  if (count == 0 && clients_ > 0) timer_.Arm(timeout_);
  clients_ = count;
}

void IdleExit::TimeIsUp() {
  if (busy_ && busy_()) {
    timer_.Arm(timeout_);
  } else {
    leave_();
  }
}

}  // namespace pleiad::daemon
