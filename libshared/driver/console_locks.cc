// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/console_locks.h"

namespace pleiad::driver {

std::shared_ptr<void> ConsoleLocks::Take(const std::string& path, const std::shared_ptr<rpc::StreamRevoker>& revoker,
                                         bool force) {
  absl::MutexLock lock(&mutex_);
  std::shared_ptr<rpc::StreamRevoker>& holder = taken_[path];
  if (holder && !force) return nullptr;
  if (holder) holder->Revoke();
  holder = revoker;
  // Whoever lost the console gives back nothing.
  return std::shared_ptr<void>(this, [path, mine = revoker.get()](void* self) {
    auto* locks = static_cast<ConsoleLocks*>(self);
    absl::MutexLock lock(&locks->mutex_);
    const auto at = locks->taken_.find(path);
    if (at != locks->taken_.end() && at->second.get() == mine) locks->taken_.erase(at);
  });
}

}  // namespace pleiad::driver
