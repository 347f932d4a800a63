// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/idle_exit.h"

#include <utility>

namespace pleiad::daemon {

IdleExit::IdleExit(event::Loop& loop, absl::Duration timeout, std::function<bool()> busy, std::function<void()> leave)
    : loop_(loop), busy_(std::move(busy)), leave_(std::move(leave)) {
  SetTimeout(timeout);
}

void IdleExit::SetTimeout(absl::Duration timeout) {
  timeout_ = timeout;
  timer_.Reset();
  if (timeout_ == absl::InfiniteDuration()) return;
  timer_ = loop_.AddTimer(timeout_, [this] { TimeIsUp(); });
  if (clients_ > 0) timer_.Disarm();
}

void IdleExit::SetClients(size_t count) {
  if (timer_ && count > 0 && clients_ == 0) timer_.Disarm();
  if (timer_ && count == 0 && clients_ > 0) timer_.Arm(timeout_);
  clients_ = count;
}

void IdleExit::BeginAnew() {
  if (timer_ && clients_ == 0) timer_.Arm(timeout_);
}

void IdleExit::TimeIsUp() {
  if (busy_ && busy_()) {
    timer_.Arm(timeout_);
  } else {
    leave_();
  }
}

}  // namespace pleiad::daemon
