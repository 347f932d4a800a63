// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/job.h"

#include "absl/time/clock.h"

namespace pleiad::test {
namespace {
constexpr uint64_t kPageBytes = 4096;

uint64_t Ms(absl::Duration time) { return static_cast<uint64_t>(absl::ToInt64Milliseconds(time)); }

void AddDiskFigures(const JobReport& report, TypedParams& params) {
  if (report.is_pull()) {
    params.push_back({"disk_temp_used", uint64_t{0}});
    params.push_back({"disk_temp_total", report.total});
  } else {
    params.push_back({"disk_total", report.total});
    params.push_back({"disk_processed", report.done});
    params.push_back({"disk_remaining", report.total - report.done});
  }
  if (report.type != vir::kDomainJobUnbounded) params.push_back({"success", report.type == vir::kDomainJobCompleted});
  if (!report.error.empty()) params.push_back({"errmsg", report.error});
}

void AddMemoryFigures(const JobReport& report, TypedParams& params) {
  const uint64_t left = report.total - report.done;
  for (const char* of : {"data", "memory"}) {
    params.push_back({std::string(of) + "_total", report.total});
    params.push_back({std::string(of) + "_processed", report.done});
    params.push_back({std::string(of) + "_remaining", left});
  }
  params.push_back({"memory_bps", report.bytes_per_s});
  params.push_back({"memory_normal", report.done / kPageBytes});
  params.push_back({"memory_normal_bytes", report.done / kPageBytes * kPageBytes});
  params.push_back({"memory_dirty_rate", uint64_t{0}});
  params.push_back({"memory_iteration", uint64_t{1}});
  params.push_back({"memory_page_size", kPageBytes});
}
}  // namespace

driver::JobInfo JobReport::Info() const {
  driver::JobInfo info{.type = type, .time_elapsed_ms = Ms(elapsed)};
  if (is_pull()) return info;
  const bool of_disks = operation == vir::kDomainJobOperationBackup;
  info.data_total = total;
  info.data_processed = done;
  info.data_remaining = total - done;
  (of_disks ? info.file_total : info.memory_total) = total;
  (of_disks ? info.file_processed : info.memory_processed) = done;
  (of_disks ? info.file_remaining : info.memory_remaining) = total - done;
  return info;
}

driver::JobStats JobReport::Stats() const {
  driver::JobStats stats{.type = type, .params = {}};
  if (type == vir::kDomainJobNone) return stats;
  stats.params = {{"operation", int32_t{operation}}, {"time_elapsed", Ms(elapsed)}};
  operation == vir::kDomainJobOperationBackup ? AddDiskFigures(*this, stats.params) : AddMemoryFigures(*this, stats.params);
  return stats;
}

JobReport Job::Report(int32_t type) const {
  absl::MutexLock lock(&mutex_);
  const absl::Time now = absl::Now();
  return {.type = type,
          .operation = operation_,
          .elapsed = now - begun_,
          .total = progress_.total,
          .done = progress_.DoneAt(now),
          .bytes_per_s = progress_.bytes_per_s};
}

absl::Duration Job::Remaining() const {
  absl::MutexLock lock(&mutex_);
  return progress_.RemainingAt(absl::Now());
}

void Job::SetSpeed(uint64_t bytes_per_s) {
  absl::MutexLock lock(&mutex_);
  progress_.SetSpeed(bytes_per_s, absl::Now());
  changed_.SignalAll();
}

void Job::Cancel() {
  absl::MutexLock lock(&mutex_);
  cancelled_ = true;
  changed_.SignalAll();
}

bool Job::cancelled() const {
  absl::MutexLock lock(&mutex_);
  return cancelled_;
}

bool Job::Wait() {
  absl::MutexLock lock(&mutex_);
  while (!cancelled_) {
    const absl::Duration left = progress_.RemainingAt(absl::Now());
    if (left == absl::ZeroDuration()) return true;
    changed_.WaitWithTimeout(&mutex_, left);
  }
  return false;
}

}  // namespace pleiad::test
