// SPDX-License-Identifier: Apache-2.0
// worker_pool_test.cc: every task runs once, by no more threads than allowed, and threads without work leave.
#include "libshared/event/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>

#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"

namespace pleiad::event {
namespace {

// Waits at most 10 s for `condition`.
bool Comes(const std::function<bool()>& condition) {
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (!condition()) {
    if (absl::Now() > deadline) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

TEST(WorkerPoolTest, RunsWhatIsQueuedBeforeItEnds) {
  std::atomic<int> done = 0;
  {
    WorkerPool pool({.min_threads = 1, .max_threads = 3});
    for (int i = 0; i < 1000; ++i) pool.Submit([&done] { ++done; });
  }
  EXPECT_EQ(done, 1000);
}

TEST(WorkerPoolTest, StartsNoMoreThreadsThanAllowed) {
  absl::Notification go;
  WorkerPool pool({.min_threads = 0, .max_threads = 2});
  for (int i = 0; i < 5; ++i) pool.Submit([&go] { go.WaitForNotification(); });
  ASSERT_TRUE(Comes([&] { return pool.counts().queued == 3; }));
  EXPECT_EQ(pool.counts().threads, 2u);
  go.Notify();
  EXPECT_TRUE(Comes([&] { return pool.counts().queued == 0; }));
}

TEST(WorkerPoolTest, RunsAtOnceWhatIsAllowedByARaisedLimit) {
  absl::Notification go;
  std::atomic<bool> second_ran = false;
  WorkerPool pool({.min_threads = 0, .max_threads = 1});
  pool.Submit([&go] { go.WaitForNotification(); });
  pool.SetLimits({.min_threads = 0, .max_threads = 2});
  pool.Submit([&second_ran] { second_ran = true; });
  EXPECT_TRUE(Comes([&] { return second_ran.load(); }));
  go.Notify();
}

TEST(WorkerPoolTest, StartsAndEndsThreadsAsItsLimitsChange) {
  WorkerPool pool({.min_threads = 2, .max_threads = 4});
  EXPECT_EQ(pool.counts().threads, 2u);
  pool.SetLimits({.min_threads = 6, .max_threads = 8});
  EXPECT_EQ(pool.counts().threads, 6u);
  pool.SetLimits({.min_threads = 0, .max_threads = 3});
  EXPECT_TRUE(Comes([&] { return pool.counts().threads == 3; }));
}

TEST(WorkerPoolTest, RunsUrgentTasksWhileAllOthersWait) {
  absl::Notification go, ran, other;
  WorkerPool pool({.min_threads = 0, .max_threads = 1, .urgent_threads = 1});
  pool.Submit([&go] { go.WaitForNotification(); });
  pool.Submit([&other] { other.Notify(); });
  pool.Submit([&ran] { ran.Notify(); }, WorkerPool::Urgency::kUrgent);
  EXPECT_TRUE(ran.WaitForNotificationWithTimeout(absl::Seconds(10)));
  EXPECT_FALSE(other.HasBeenNotified());
  EXPECT_FALSE(pool.counts().at_rest);
  go.Notify();
  EXPECT_TRUE(other.WaitForNotificationWithTimeout(absl::Seconds(10)));
  EXPECT_TRUE(Comes([&] { return pool.counts().at_rest; }));
}

TEST(WorkerPoolTest, LetsThreadsAboveTheMinimumLeaveWhenThereIsNoWork) {
  WorkerPool pool({.min_threads = 1, .max_threads = 8, .idle_time = absl::Milliseconds(5)});
  absl::Notification go;
  for (int i = 0; i < 8; ++i) pool.Submit([&go] { go.WaitForNotification(); });
  ASSERT_TRUE(Comes([&] { return pool.counts().threads == 8; }));
  go.Notify();
  EXPECT_TRUE(Comes([&] { return pool.counts().threads == 1; }));
}

// Threads leave and memory is given back all the time here: no task may fall between.
TEST(WorkerPoolTest, LosesNoTaskWhileThreadsLeave) {
  WorkerPool pool({.min_threads = 0, .max_threads = 1, .idle_time = absl::Microseconds(50)});
  for (int i = 0; i < 500; ++i) {
    auto done = std::make_shared<absl::Notification>();
    pool.Submit([done] { done->Notify(); });
    ASSERT_TRUE(done->WaitForNotificationWithTimeout(absl::Seconds(10))) << "task " << i;
    absl::SleepFor(absl::Microseconds(i % 100));
  }
}

}  // namespace
}  // namespace pleiad::event
