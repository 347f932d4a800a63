// SPDX-License-Identifier: Apache-2.0
// job.h: a job of a domain: one at a time saves it, dumps its memory, backs it up or moves it. It goes on by the clock, and can
// be cancelled while somebody waits for its end.
#pragma once

#include <cstdint>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libshared/base/domain_values.h"
#include "libshared/driver/domain/types.h"
#include "virttestd/domain/progress.h"

namespace pleiad::test {

// How far a job is, or was at its end.
struct JobReport {
  int32_t type = vir::kDomainJobNone;
  int32_t operation = vir::kDomainJobOperationUnknown;
  absl::Duration elapsed;
  uint64_t total = 0, done = 0, bytes_per_s = 0;
  std::string error = {};  // why it ended before its time

  // A backup that a client pulls: how far that is is not known here, and it goes on until it is told to end.
  bool is_pull() const { return operation == vir::kDomainJobOperationBackup && bytes_per_s == 0; }

  driver::JobInfo Info() const;
  driver::JobStats Stats() const;
};

// For all threads.
class Job {
 public:
  Job(int32_t operation, const Progress& progress) : operation_(operation), begun_(progress.since), progress_(progress) {}

  int32_t operation() const { return operation_; }
  // `type` is what has become of it: one that goes on is unbounded.
  JobReport Report(int32_t type = vir::kDomainJobUnbounded) const;
  absl::Duration Remaining() const;
  void SetSpeed(uint64_t bytes_per_s);
  void Cancel();
  bool cancelled() const;
  // Waits until everything is done; false when it was cancelled.
  bool Wait();

 private:
  const int32_t operation_;
  const absl::Time begun_;
  mutable absl::Mutex mutex_;
  absl::CondVar changed_;
  Progress progress_ ABSL_GUARDED_BY(mutex_);
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace pleiad::test
