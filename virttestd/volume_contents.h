// SPDX-License-Identifier: Apache-2.0
// volume_contents.h: the bytes of a volume that was written to: a file in memory, which has holes where nothing was.
#pragma once

#include <cstdint>
#include <memory>

#include "absl/status/statusor.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::test {

// For one thread at a time; what it has opened is free of it.
class VolumeContents {
 public:
  // Zeros.
  static absl::StatusOr<std::unique_ptr<VolumeContents>> Create(uint64_t bytes);

  // At a position of its own, for reading, or for writing as well.
  absl::StatusOr<UniqueFd> Open(uint64_t offset, bool writable) const;
  absl::Status Resize(uint64_t bytes);
  // As much of `other` as fits.
  absl::Status CopyFrom(const VolumeContents& other);
  // Memory that it takes, in bytes.
  uint64_t held_bytes() const;

 private:
  explicit VolumeContents(UniqueFd file) : file_(std::move(file)) {}
  UniqueFd file_;
};

}  // namespace pleiad::test
