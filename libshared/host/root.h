// SPDX-License-Identifier: Apache-2.0
// root.h: reads what the kernel tells in /proc and /sys, below a folder of choice: "" is the machine itself, and tests
// put a small tree of their own there. Files are read whole, with a bound; what does not parse counts as absent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/bitmap.h"

namespace pleiad::host {

class Root {
 public:
  static constexpr size_t kMaxFileBytes = 16 << 20;

  explicit Root(std::string folder = {}) : folder_(std::move(folder)) {}

  // `path` is absolute, e.g. "/proc/meminfo". Errors: kSystemError with errno.
  absl::StatusOr<std::string> Read(std::string_view path) const;
  // The content without white space at its ends; nullopt when it cannot be read.
  std::optional<std::string> Line(std::string_view path) const;
  std::optional<uint64_t> Number(std::string_view path) const;
  std::optional<int64_t> SignedNumber(std::string_view path) const;
  // A list as in "0-3,8"; nullopt when absent, empty when the file is.
  std::optional<Bitmap> List(std::string_view path) const;
  bool Exists(std::string_view path) const;
  // The names in a folder, in no order; empty when there is none.
  std::vector<std::string> Names(std::string_view path) const;
  std::string PathOf(std::string_view path) const { return folder_ + std::string(path); }
  bool IsMachine() const { return folder_.empty(); }

 private:
  std::string folder_;
};

// The number that follows `key` at the start of a line, as in "MemTotal:  123 kB"; nullopt when there is no such line.
std::optional<uint64_t> NumberAfter(std::string_view text, std::string_view key);

}  // namespace pleiad::host
