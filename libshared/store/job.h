// SPDX-License-Identifier: Apache-2.0
// job.h: one writer at a time for an object. Readers never take a job: they use the published snapshot.
// An asynchronous job (save, migration, backup) goes on over many calls and says which kinds may run beside it.
#pragma once

#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libshared/base/error_codes.h"

namespace pleiad::store {

enum class JobKind { kQuery, kModify, kDestroy, kAsyncStep };

class JobLock {
 public:
  // Holds the job until it is dropped.
  class Guard {
   public:
    Guard() = default;
    explicit Guard(JobLock* lock) : lock_(lock) {}
    Guard(Guard&& other) noexcept : lock_(std::exchange(other.lock_, nullptr)) {}
    Guard& operator=(Guard&& other) noexcept {
      Release();
      lock_ = std::exchange(other.lock_, nullptr);
      return *this;
    }
    ~Guard() { Release(); }
    void Release() {
      if (lock_) std::exchange(lock_, nullptr)->End();
    }

   private:
    JobLock* lock_ = nullptr;
  };

  // Waits for the job at most until `deadline`. `api` is the call's public name, for the message of whoever waits in vain.
  //   Errors  OPERATION_TIMEOUT (68) "cannot acquire state change lock (held by agent=…, monitor=API)"
  absl::StatusOr<Guard> Begin(JobKind kind, const std::string& api, absl::Time deadline, ErrorDomain domain);

  // Starts an asynchronous job: from then on Begin() lets in only kQuery (when `queries_allowed`), kDestroy and kAsyncStep.
  // The caller holds the job by a Guard.
  void BeginAsync(const std::string& name, bool queries_allowed);
  void EndAsync();
  // Whether a call or an asynchronous job works on the object now.
  bool held() const {
    absl::MutexLock lock(&mutex_);
    return held_ || !async_.empty();
  }
  // How many calls wait for the job.
  size_t waiting() const {
    absl::MutexLock lock(&mutex_);
    return waiting_;
  }
  // The name of the asynchronous job, empty when there is none.
  std::string async_name() const;

 private:
  void End();
  bool MayBegin(JobKind kind) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  mutable absl::Mutex mutex_;
  bool held_ ABSL_GUARDED_BY(mutex_) = false;
  size_t waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  bool queries_allowed_ ABSL_GUARDED_BY(mutex_) = false;
  std::string holder_ ABSL_GUARDED_BY(mutex_);
  std::string async_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::store
