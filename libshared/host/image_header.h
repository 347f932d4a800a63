// SPDX-License-Identifier: Apache-2.0
// image_header.h: what a disk image says of itself in its first bytes: its format and the files that it needs below it. The
// names are as they stand there; which file they mean is for the caller, and nothing is opened but the image.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace pleiad::host {

struct ImageHeader {
  std::string format = "raw";   // "qcow", "qcow2", "qed", "vmdk", "vdi", "luks", "vhdx", or "raw" for all else
  std::string backing_file;     // empty: none
  std::string backing_format;   // empty: not said
  std::string data_file;        // of qcow2 with its data outside; empty: none
};

// Never more than this is read of an image.
inline constexpr size_t kImageHeaderBytes = 64 << 10;

// `bytes`: the image's beginning, kImageHeaderBytes or all of it. A header that contradicts itself is one of a format without
// backing file: QEMU refuses it with its own words.
ImageHeader ParseImageHeader(std::string_view bytes);

// Reads the image at `path` with the rights of this thread. Folders and devices without a medium are "raw".
//   Errors  SYSTEM_ERROR with errno; the text is that of open(2) with the path
absl::StatusOr<ImageHeader> ReadImageHeader(const std::string& path);

}  // namespace pleiad::host
