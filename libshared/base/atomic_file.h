// SPDX-License-Identifier: Apache-2.0
// atomic_file.h: files that are either the old or the new one after a crash, and whole reads with a bound.
// Errors are kSystemError with errno and the path. Temporary files are named ".NAME.N.new" and lie in the same folder;
// whoever lists a folder passes over names that begin with a dot.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace pleiad {

struct FileOwner {
  uid_t uid = 0;
  gid_t gid = 0;
};

// kDurable waits until the disk has it. kVolatile is for what a reboot makes void (everything under /run).
enum class Durability { kDurable, kVolatile };

// Puts `bytes` in place of `path` as a whole, with exactly `mode` whatever the umask, owned by `owner` when given.
// When it fails (a full disk, say), the old file is there as before.
absl::Status WriteFileAtomically(const std::string& path, std::string_view bytes, mode_t mode = 0600,
                                 std::optional<FileOwner> owner = std::nullopt, Durability durability = Durability::kDurable);

// Removes `path`; one that is not there is no error.
absl::Status RemoveFile(const std::string& path, Durability durability = Durability::kDurable);

// Makes `path` a symbolic link to `target`, in place of what was there (autostart links).
absl::Status LinkAtomically(const std::string& target, const std::string& path);

// The whole file. kSystemError with EFBIG when it is longer than `max_bytes`, with ENOENT when it is not there.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes = size_t{16} << 20);

// The folder and those above it that are missing. The last one gets `mode` and `owner` when it is made here; one that
// exists is left as its administrator has set it up.
absl::Status EnsureDirectory(const std::string& path, mode_t mode = 0755, std::optional<FileOwner> owner = std::nullopt);

// True when `status` is kSystemError for `error_number`.
bool IsSystemError(const absl::Status& status, int error_number);

}  // namespace pleiad
