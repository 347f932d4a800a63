// SPDX-License-Identifier: Apache-2.0
// numa_def.h: the NUMA nodes a guest sees (<numa> in <cpu>) and the host nodes its memory comes from (<numatune>).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libshared/base/bitmap.h"
#include "libshared/conf/domain/memory_def.h"
#include "libshared/conf/domain/vcpu_def.h"
#include "libshared/conf/choice.h"

namespace pleiad::conf {

enum class NumaMode { kStrict, kPreferred, kInterleave, kRestrictive };

struct NumaMemory {
  NumaMode mode = NumaMode::kStrict;
  Placement placement = Placement::kDefault;
  Bitmap nodes;
};
struct NumaMemNode {
  uint32_t cell = 0;
  NumaMode mode = NumaMode::kStrict;
  Bitmap nodes;
};
struct NumaTune {
  std::optional<NumaMemory> memory;
  std::vector<NumaMemNode> mem_nodes;
};
template <class Map>
void Fields(Map& m, NumaTune& tune);

struct NumaDistance {
  uint32_t id = 0, value = 0;
};
enum class CacheAssociativity { kNone, kDirect, kFull };
enum class CachePolicy { kNone, kWriteBack, kWriteThrough };
struct NumaCache {
  uint32_t level = 0, size_kib = 0, line_bytes = 0;
  CacheAssociativity associativity = CacheAssociativity::kNone;
  CachePolicy policy = CachePolicy::kNone;
};
struct NumaCell {
  uint32_t id = 0;
  Bitmap cpus;  // empty: a node of memory alone
  uint64_t memory_kib = 0;
  MemoryAccess access = MemoryAccess::kDefault;
  YesNo discard;
  std::vector<NumaDistance> distances;
  std::vector<NumaCache> caches;
};
enum class InterconnectType { kLatency, kBandwidth };
enum class InterconnectWhat { kNone, kAccess, kRead, kWrite };
struct Interconnect {
  InterconnectType kind = InterconnectType::kLatency;
  uint32_t initiator = 0, target = 0, cache = 0;
  InterconnectWhat type = InterconnectWhat::kNone;
  uint64_t value = 0;  // ns of a latency, KiB/s of a bandwidth
};
struct Numa {
  std::vector<NumaCell> cells;
  std::vector<Interconnect> interconnects;
};
template <class Map>
void Fields(Map& m, Numa& numa);

}  // namespace pleiad::conf
