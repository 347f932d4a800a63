// SPDX-License-Identifier: Apache-2.0
// polkit_answers.h: what polkit has answered lately, so that listing a thousand domains does not ask a thousand questions each
// time. Bounded in time, in callers and in answers for each of them, so that nobody crowds out the others. From any thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace pleiad::daemon {

class PolkitAnswers {
 public:
  struct Limits {
    absl::Duration keep = absl::Seconds(60);
    size_t callers = 256;
    size_t answers_each = 4096;
  };
  PolkitAnswers() = default;
  explicit PolkitAnswers(Limits limits) : limits_(limits) {}

  // `caller` and `question` are all that the answer depends on, but for the rules.
  std::optional<absl::Status> Find(const std::string& caller, const std::string& question) const;
  void Add(const std::string& caller, std::string question, absl::Status answer);
  // The rules have changed.
  void Clear();
  size_t size() const;

 private:
  struct Answer {
    absl::Status status;
    absl::Time until;
  };
  struct Answers {
    std::map<std::string, Answer> by_question;
    absl::Time used;  // when something was added last
  };
  void DropOldestCaller() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Limits limits_ = {};
  mutable absl::Mutex mutex_;
  std::map<std::string, Answers> by_caller_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::daemon
