// SPDX-License-Identifier: Apache-2.0
// console_locks.h: one client at a time has a console: of two who read one pty each would get half.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/rpc/stream_end.h"

namespace pleiad::driver {

// From any thread. Outlives what it hands out.
class ConsoleLocks {
 public:
  // Whoever holds the result has the console at `path`; null when somebody has it. With `force` that one loses it by `revoker`.
  std::shared_ptr<void> Take(const std::string& path, const std::shared_ptr<rpc::StreamRevoker>& revoker, bool force);

 private:
  absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<rpc::StreamRevoker>> taken_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::driver
