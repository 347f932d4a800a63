// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/idle_exit.h"

#include <gmock/gmock.h>

#include "absl/time/clock.h"

namespace pleiad::daemon {
namespace {

class IdleExitTest : public ::testing::Test {
 protected:
  void Turn(absl::Duration time) {
    for (const absl::Time end = absl::Now() + time; absl::Now() < end && !left_;) loop_->RunOnce(end - absl::Now());
  }
  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  bool busy_ = false, left_ = false;
  int asked_ = 0;
  std::function<bool()> is_busy_ = [this] { return ++asked_, busy_; };
  std::function<void()> leave_ = [this] { left_ = true; };
};

TEST_F(IdleExitTest, LeavesWhenNobodyComes) {
  IdleExit idle(*loop_, absl::Milliseconds(20), is_busy_, leave_);
  Turn(absl::Seconds(5));
  EXPECT_TRUE(left_);
}

TEST_F(IdleExitTest, StaysWhileAClientIsConnectedAndLeavesAfterTheLast) {
  IdleExit idle(*loop_, absl::Milliseconds(20), is_busy_, leave_);
  idle.SetClients(1);
  idle.SetClients(2);
  Turn(absl::Milliseconds(80));
  EXPECT_FALSE(left_);
  idle.SetClients(0);
  Turn(absl::Seconds(5));
  EXPECT_TRUE(left_);
}

TEST_F(IdleExitTest, StaysWhileTheDriverIsBusy) {
  busy_ = true;
  IdleExit idle(*loop_, absl::Milliseconds(10), is_busy_, leave_);
  Turn(absl::Milliseconds(100));
  EXPECT_FALSE(left_);
  EXPECT_GE(asked_, 2);
  busy_ = false;
  Turn(absl::Seconds(5));
  EXPECT_TRUE(left_);
}

TEST_F(IdleExitTest, NeverLeavesWithoutATimeout) {
  IdleExit idle(*loop_, absl::InfiniteDuration(), is_busy_, leave_);
  idle.SetClients(1);
  idle.SetClients(0);
  Turn(absl::Milliseconds(50));
  EXPECT_FALSE(left_);
}

}  // namespace
}  // namespace pleiad::daemon
