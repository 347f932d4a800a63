// SPDX-License-Identifier: Apache-2.0
// progress.h: work that nobody does: so many bytes at so many bytes a second. Jobs and blockjobs are made of it.
#pragma once

#include <cstdint>

#include "absl/time/time.h"

namespace pleiad::test {

inline constexpr uint64_t kMib = uint64_t{1} << 20;
inline constexpr uint64_t kDiskJobBytes = 1024 * kMib;      // what a job has to do for each disk
inline constexpr uint64_t kDiskBytesPerS = 1024 * kMib;     // how fast, without a limit
inline constexpr uint64_t kMemoryBytesPerS = 16384 * kMib;  // and how fast memory is written

struct Progress {
  uint64_t total = 0;
  uint64_t bytes_per_s = 0;  // 0: it stands still
  uint64_t done = 0;         // when `since` was
  absl::Time since = {};

  uint64_t DoneAt(absl::Time now) const;
  // How long it takes from `now` on.
  absl::Duration RemainingAt(absl::Time now) const;
  // From `now` on it goes on so fast.
  void SetSpeed(uint64_t speed, absl::Time now);
};

}  // namespace pleiad::test
