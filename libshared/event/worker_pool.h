// SPDX-License-Identifier: Apache-2.0
// worker_pool.h: threads for calls that may wait (a monitor, a disk, netlink, a subprocess).
// Threads come when all present ones are busy, up to the maximum; idle ones above the minimum leave after a while. Some more are
// kept for urgent tasks, those that soon end, so that these do not wait behind the others.
#pragma once

#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace pleiad::event {

class WorkerPool {
 public:
  struct Limits {
    size_t min_threads = 0;
    size_t max_threads = 20;
    size_t urgent_threads = 0;  // besides those, for urgent tasks alone
    // What a thread without work waits before it leaves, and all of them before memory is given back.
    absl::Duration idle_time = absl::Seconds(10);
  };
  enum class Urgency { kNormal, kUrgent };
  struct Counts {
    size_t threads = 0;  // without those for urgent tasks alone
    size_t idle = 0;
    size_t queued = 0;
    bool at_rest = true;  // nothing runs or waits
  };

  explicit WorkerPool(Limits limits);
  // Runs what is queued still, and waits for it.
  ~WorkerPool();

  // Runs `task` on a worker, in the order of submission as workers come free. From any thread.
  void Submit(absl::AnyInvocable<void()> task, Urgency urgency = Urgency::kNormal);
  Counts counts() const;
  Limits limits() const;
  // Missing threads are started, and idle ones that are too many leave, at once; busy ones when their task ends. max_threads is
  // at least 1.
  void SetLimits(Limits limits);

 private:
  using Tasks = std::deque<absl::AnyInvocable<void()>>;
  // The threads of a kind.
  struct Crew {
    size_t threads = 0;
    size_t idle = 0;
  };
  void Work(Urgency least);
  void StartThread(Urgency least) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void StartMissing() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Null when there is nothing to do for a thread of that kind.
  Tasks* Next(Urgency least) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  size_t Most(Urgency least) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  size_t Least(Urgency least) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  Crew& CrewOf(Urgency least) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveMemoryBack() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  absl::CondVar changed_;
  Limits limits_ ABSL_GUARDED_BY(mutex_);
  Tasks queue_ ABSL_GUARDED_BY(mutex_), urgent_ ABSL_GUARDED_BY(mutex_);
  Crew crew_ ABSL_GUARDED_BY(mutex_), urgent_crew_ ABSL_GUARDED_BY(mutex_);
  bool worked_ ABSL_GUARDED_BY(mutex_) = false;  // since memory was given back last
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace pleiad::event
