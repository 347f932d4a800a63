// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/progress.h"

#include <algorithm>

namespace pleiad::test {

uint64_t Progress::DoneAt(absl::Time now) const {
  const double more = static_cast<double>(bytes_per_s) * std::max(0.0, absl::ToDoubleSeconds(now - since));
  return more >= static_cast<double>(total - done) ? total : done + static_cast<uint64_t>(more);
}

absl::Duration Progress::RemainingAt(absl::Time now) const {
  const uint64_t left = total - DoneAt(now);
  if (left == 0) return absl::ZeroDuration();
  if (bytes_per_s == 0) return absl::InfiniteDuration();
  return absl::Seconds(static_cast<double>(left) / static_cast<double>(bytes_per_s));
}

void Progress::SetSpeed(uint64_t speed, absl::Time now) {
  done = DoneAt(now);
  since = now;
  bytes_per_s = speed;
}

}  // namespace pleiad::test
