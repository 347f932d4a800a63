// SPDX-License-Identifier: Apache-2.0
// image_size.h: how large an image file is, for itself and as its guest sees it. Reads a header at most; for workers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::qemu {

struct ImageSize {
  uint64_t capacity = 0, allocation = 0, physical = 0;  // bytes
};

// Of the image on top of a disk of type file or block.
//   Errors  SYSTEM_ERROR; CONFIG_UNSUPPORTED for a source that is no file or block device
absl::StatusOr<ImageSize> ReadImageSize(const conf::DiskDef& disk);
// The same for who does not ask why there is none.
std::optional<ImageSize> FindImageSize(const conf::DiskDef& disk);

}  // namespace pleiad::qemu
