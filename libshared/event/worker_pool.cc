// SPDX-License-Identifier: Apache-2.0
#include "libshared/event/worker_pool.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace pleiad::event {
WorkerPool::WorkerPool(Limits limits) : limits_(limits) {}

WorkerPool::~WorkerPool() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
  changed_.SignalAll();
  while (threads_ > 0) changed_.Wait(&mutex_);
}

void WorkerPool::Submit(absl::AnyInvocable<void()> task) {
  absl::MutexLock lock(&mutex_);
  queue_.push_back(std::move(task));
  if (queue_.size() > idle_ && threads_ < std::max<size_t>(limits_.max_threads, 1)) StartThread();
  changed_.Signal();
}

WorkerPool::Counts WorkerPool::counts() const {
  absl::MutexLock lock(&mutex_);
  return {.threads = threads_, .idle = idle_, .queued = queue_.size()};
}

WorkerPool::Limits WorkerPool::limits() const {
  absl::MutexLock lock(&mutex_);
  return limits_;
}

void WorkerPool::SetLimits(Limits limits) {
  absl::MutexLock lock(&mutex_);
  limits_ = limits;
  changed_.SignalAll();
}

void WorkerPool::StartThread() {
  const auto begin = [this] {
    // Signals are the loop's.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    Work();
  };
  ++threads_;
  try {
    std::thread(begin).detach();
  } catch (const std::system_error&) {
    // The system has no more threads for us now. What is queued waits for the present ones, or for the next attempt.
    --threads_;
  }
}

// After work with many objects malloc keeps several megabytes that nothing uses.
void WorkerPool::GiveMemoryBack() {
  worked_ = false;
  mutex_.Unlock();
  malloc_trim(0);
  mutex_.Lock();
}

void WorkerPool::Work() {
  absl::MutexLock lock(&mutex_);
  for (;;) {
    if (!queue_.empty()) {
      absl::AnyInvocable<void()> task = std::move(queue_.front());
      queue_.pop_front();
      mutex_.Unlock();
      task();
      task = nullptr;  // what it holds ends outside the lock
      mutex_.Lock();
      worked_ = true;
      continue;
    }
    if (stopping_ || threads_ > std::max<size_t>(limits_.max_threads, 1)) break;
    const bool may_rest = !worked_ && threads_ <= limits_.min_threads;
    ++idle_;
    const bool timed_out = changed_.WaitWithTimeout(&mutex_, may_rest ? absl::InfiniteDuration() : limits_.idle_time);
    --idle_;
    if (!timed_out || !queue_.empty()) continue;
    if (worked_ && idle_ + 1 == threads_) GiveMemoryBack();
    if (queue_.empty() && threads_ > limits_.min_threads) break;
  }
  --threads_;
  changed_.SignalAll();
}

}  // namespace pleiad::event
