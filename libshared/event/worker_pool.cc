// SPDX-License-Identifier: Apache-2.0
#include "libshared/event/worker_pool.h"

#include <malloc.h>
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace pleiad::event {
WorkerPool::WorkerPool(Limits limits) : limits_(limits) {
  absl::MutexLock lock(&mutex_);
  StartMissing();
}

WorkerPool::~WorkerPool() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
  changed_.SignalAll();
  while (crew_.threads + urgent_crew_.threads > 0) changed_.Wait(&mutex_);
}

void WorkerPool::Submit(absl::AnyInvocable<void()> task, Urgency urgency) {
  absl::MutexLock lock(&mutex_);
  const bool urgent = urgency == Urgency::kUrgent;
  (urgent ? urgent_ : queue_).push_back(std::move(task));
  const size_t waiting = queue_.size() + urgent_.size();
  if (waiting > crew_.idle && crew_.threads < Most(Urgency::kNormal)) {
    StartThread(Urgency::kNormal);
  } else if (urgent && waiting > crew_.idle + urgent_crew_.idle && urgent_crew_.threads < Most(Urgency::kUrgent)) {
    StartThread(Urgency::kUrgent);
  }
  // One of those that wait may be of the kind that does not take it.
  urgent_crew_.idle > 0 ? changed_.SignalAll() : changed_.Signal();
}

WorkerPool::Counts WorkerPool::counts() const {
  absl::MutexLock lock(&mutex_);
  const size_t queued = queue_.size() + urgent_.size();
  const size_t busy = crew_.threads + urgent_crew_.threads - crew_.idle - urgent_crew_.idle;
  return {.threads = crew_.threads, .idle = crew_.idle, .queued = queued, .at_rest = queued + busy == 0};
}

WorkerPool::Limits WorkerPool::limits() const {
  absl::MutexLock lock(&mutex_);
  return limits_;
}

void WorkerPool::SetLimits(Limits limits) {
  absl::MutexLock lock(&mutex_);
  limits_ = limits;
  StartMissing();
  changed_.SignalAll();
}

WorkerPool::Crew& WorkerPool::CrewOf(Urgency least) { return least == Urgency::kUrgent ? urgent_crew_ : crew_; }

size_t WorkerPool::Most(Urgency least) const {
  return least == Urgency::kUrgent ? limits_.urgent_threads : std::max<size_t>(limits_.max_threads, 1);
}

size_t WorkerPool::Least(Urgency least) const { return least == Urgency::kUrgent ? 0 : limits_.min_threads; }

WorkerPool::Tasks* WorkerPool::Next(Urgency least) {
  if (!urgent_.empty()) return &urgent_;
  return least == Urgency::kNormal && !queue_.empty() ? &queue_ : nullptr;
}

void WorkerPool::StartMissing() {
  const size_t busy = crew_.threads - crew_.idle;
  const size_t wanted = std::max(Least(Urgency::kNormal), busy + queue_.size() + urgent_.size());
  for (size_t count = crew_.threads; count < std::min(wanted, Most(Urgency::kNormal)); ++count) StartThread(Urgency::kNormal);
}

void WorkerPool::StartThread(Urgency least) {
  const auto begin = [this, least] {
    // Signals are the loop's.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
    Work(least);
  };
  ++CrewOf(least).threads;
  try {
    std::thread(begin).detach();
  } catch (const std::system_error&) {
    // The system has no more threads for us now. What is queued waits for the present ones, or for the next attempt.
    --CrewOf(least).threads;
  }
}

// After work with many objects malloc keeps several megabytes that nothing uses.
void WorkerPool::GiveMemoryBack() {
  worked_ = false;
  mutex_.Unlock();
  malloc_trim(0);
  mutex_.Lock();
}

void WorkerPool::Work(Urgency least) {
  absl::MutexLock lock(&mutex_);
  Crew& crew = CrewOf(least);
  for (;;) {
    if (Tasks* const tasks = Next(least)) {
      absl::AnyInvocable<void()> task = std::move(tasks->front());
      tasks->pop_front();
      mutex_.Unlock();
      task();
      task = nullptr;  // what it holds ends outside the lock
      mutex_.Lock();
      worked_ = true;
      continue;
    }
    if (stopping_ || crew.threads > Most(least)) break;
    const bool may_rest = !worked_ && crew.threads <= Least(least);
    ++crew.idle;
    const bool timed_out = changed_.WaitWithTimeout(&mutex_, may_rest ? absl::InfiniteDuration() : limits_.idle_time);
    --crew.idle;
    if (!timed_out || Next(least)) continue;
    const size_t resting = crew_.idle + urgent_crew_.idle + 1;
    if (worked_ && resting == crew_.threads + urgent_crew_.threads) GiveMemoryBack();
    if (!Next(least) && crew.threads > Least(least)) break;
  }
  --crew.threads;
  changed_.SignalAll();
}

}  // namespace pleiad::event
