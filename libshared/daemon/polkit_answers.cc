// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/polkit_answers.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"

namespace pleiad::daemon {

std::optional<absl::Status> PolkitAnswers::Find(const std::string& caller, const std::string& question) const {
  const absl::MutexLock lock(&mutex_);
  const auto answers = by_caller_.find(caller);
  if (answers == by_caller_.end()) return std::nullopt;
  const auto found = answers->second.by_question.find(question);
  if (found == answers->second.by_question.end() || found->second.until < absl::Now()) return std::nullopt;
  return found->second.status;
}

void PolkitAnswers::Add(const std::string& caller, std::string question, absl::Status answer) {
  const absl::Time now = absl::Now();
  const absl::MutexLock lock(&mutex_);
  if (!by_caller_.contains(caller) && by_caller_.size() >= limits_.callers) DropOldestCaller();
  Answers& answers = by_caller_[caller];
  answers.used = now;
  // One that asks for so many gets them anew.
  if (answers.by_question.size() >= limits_.answers_each) answers.by_question.clear();
  answers.by_question.insert_or_assign(std::move(question), Answer{std::move(answer), now + limits_.keep});
}

void PolkitAnswers::DropOldestCaller() {
  const auto used = [](const auto& entry) { return entry.second.used; };
  by_caller_.erase(std::ranges::min_element(by_caller_, {}, used));
}

void PolkitAnswers::Clear() {
  const absl::MutexLock lock(&mutex_);
  by_caller_.clear();
}

size_t PolkitAnswers::size() const {
  const absl::MutexLock lock(&mutex_);
  size_t count = 0;
  for (const auto& [caller, answers] : by_caller_) count += answers.by_question.size();
  return count;
}

}  // namespace pleiad::daemon
