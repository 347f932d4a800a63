// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/console_locks.h"

namespace pleiad::qemu {

std::shared_ptr<void> ConsoleLocks::Take(const std::string& path) {
  absl::MutexLock lock(&mutex_);
  if (!taken_.insert(path).second) return nullptr;
  return std::shared_ptr<void>(this, [path](void* self) {
    auto* locks = static_cast<ConsoleLocks*>(self);
    absl::MutexLock lock(&locks->mutex_);
    locks->taken_.erase(path);
  });
}

}  // namespace pleiad::qemu
