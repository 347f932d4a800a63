// SPDX-License-Identifier: Apache-2.0
// console_locks.h: one client at a time has a console: of two who read one pty each would get half.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace pleiad::qemu {

// From any thread. Outlives what it hands out.
class ConsoleLocks {
 public:
  // Whoever holds the result has the console at `path`; null when somebody has it.
  std::shared_ptr<void> Take(const std::string& path);

 private:
  absl::Mutex mutex_;
  std::set<std::string> taken_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::qemu
