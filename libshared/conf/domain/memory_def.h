// SPDX-License-Identifier: Apache-2.0
// memory_def.h: how much memory a domain has, what backs it, and the limits of the host on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/bitmap.h"
#include "libshared/conf/choice.h"

namespace pleiad::xml {
class Reader;
class Writer;
}  // namespace pleiad::xml

namespace pleiad::conf {

// A size in KiB, as an element's text with an attribute "unit": any unit is read ("b", "KB", "KiB", "G", ...; KiB when
// absent; rounded up), KiB is written.
struct MemoryKib {
  uint64_t kib = 0;
  friend auto operator<=>(const MemoryKib&, const MemoryKib&) = default;
};
void Fields(xml::Reader&, MemoryKib&);
void Fields(xml::Writer&, MemoryKib&);

// Multiplies `value` by what `unit` stands for in bytes. `default_scale` is the unit when none is given.
// Errors: INVALID_ARG (8) for an unknown unit, OVERFLOW (47) when the bytes exceed 64 bits.
absl::StatusOr<uint64_t> ScaleToBytes(uint64_t value, std::string_view unit, uint64_t default_scale);

struct Memory {
  uint64_t total_kib = 0;                 // <memory>: all of it at boot, memory devices included
  std::optional<uint64_t> current_kib;    // <currentMemory>: what the balloon leaves; absent is all
  uint64_t max_kib = 0, slots = 0;        // <maxMemory>: up to where memory devices can be plugged; 0 is none
  OnOff dump_core;
};

struct HugePage {
  uint64_t size_kib = 0;  // 0: the host's default size
  Bitmap nodes;           // guest NUMA nodes; empty is all
};

enum class MemorySource { kNone, kFile, kAnonymous, kMemfd };
enum class MemoryAccess { kDefault, kShared, kPrivate };
inline constexpr xml::EnumNames<MemoryAccess> kMemoryAccesses = {{MemoryAccess::kShared, "shared"}, {MemoryAccess::kPrivate, "private"}};
enum class MemoryAllocation { kNone, kImmediate, kOnDemand };

struct MemoryBacking {
  bool huge_pages = false;
  std::vector<HugePage> pages;  // empty with huge_pages: the default size for all
  bool no_share_pages = false, locked = false, discard = false;
  MemorySource source = MemorySource::kNone;
  MemoryAccess access = MemoryAccess::kDefault;
  MemoryAllocation allocation = MemoryAllocation::kNone;
  uint32_t allocation_threads = 0;
};
template <class Map>
void Fields(Map& m, MemoryBacking& backing);

// Absent is no limit; so is 2^53 - 1 KiB and more, in documents.
struct MemTune {
  std::optional<uint64_t> hard_limit_kib, soft_limit_kib, min_guarantee_kib, swap_hard_limit_kib;
};
template <class Map>
void Fields(Map& m, MemTune& tune);

}  // namespace pleiad::conf
