// SPDX-License-Identifier: Apache-2.0
// worker_pool.h: threads for calls that may wait (a monitor, a disk, netlink, a subprocess).
// Threads come when all present ones are busy, up to the maximum; idle ones above the minimum leave after a while.
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
    // What a thread without work waits before it leaves, and all of them before memory is given back.
    absl::Duration idle_time = absl::Seconds(10);
  };
  struct Counts {
    size_t threads = 0;
    size_t idle = 0;
    size_t queued = 0;
  };

  explicit WorkerPool(Limits limits);
  // Runs what is queued still, and waits for it.
  ~WorkerPool();

  // Runs `task` on a worker, in the order of submission as workers come free. From any thread.
  void Submit(absl::AnyInvocable<void()> task);
  Counts counts() const;
  Limits limits() const;
  // Takes effect as threads come and go. max_threads is at least 1.
  void SetLimits(Limits limits);

 private:
  void Work();
  void StartThread() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void GiveMemoryBack() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  absl::CondVar changed_;
  Limits limits_ ABSL_GUARDED_BY(mutex_);
  std::deque<absl::AnyInvocable<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  size_t threads_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t idle_ ABSL_GUARDED_BY(mutex_) = 0;
  bool worked_ ABSL_GUARDED_BY(mutex_) = false;  // since memory was given back last
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace pleiad::event
