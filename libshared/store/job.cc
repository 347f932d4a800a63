// SPDX-License-Identifier: Apache-2.0
#include "libshared/store/job.h"

#include "libshared/base/error.h"

namespace pleiad::store {

bool JobLock::MayBegin(JobKind kind) const {
  if (held_) return false;
  if (async_.empty() || kind == JobKind::kAsyncStep || kind == JobKind::kDestroy) return true;
  return kind == JobKind::kQuery && queries_allowed_;
}

absl::StatusOr<JobLock::Guard> JobLock::Begin(JobKind kind, const std::string& api, absl::Time deadline, ErrorDomain domain) {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this, kind]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return MayBegin(kind); };
  ++waiting_;
  const bool in_time = mutex_.AwaitWithDeadline(absl::Condition(&ready), deadline);
  --waiting_;
  if (!in_time) {
    return Error(domain, ErrorCode::kOperationTimeout, "cannot acquire state change lock (held by monitor=%s)",
                 held_ ? holder_ : async_);
  }
  held_ = true;
  holder_ = api;
  return Guard(this);
}

void JobLock::End() {
  absl::MutexLock lock(&mutex_);
  held_ = false;
}

void JobLock::BeginAsync(const std::string& name, bool queries_allowed) {
  absl::MutexLock lock(&mutex_);
  async_ = name;
  queries_allowed_ = queries_allowed;
}

void JobLock::EndAsync() {
  absl::MutexLock lock(&mutex_);
  async_.clear();
}

std::string JobLock::async_name() const {
  absl::MutexLock lock(&mutex_);
  return async_;
}

}  // namespace pleiad::store
