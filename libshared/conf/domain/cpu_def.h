// SPDX-License-Identifier: Apache-2.0
// cpu_def.h: the CPU a guest sees (<cpu>). The guest's NUMA nodes stand in the same element; see numa_def.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libshared/conf/domain/numa_def.h"
#include "libshared/conf/choice.h"

namespace pleiad::conf {

// kNone: no model is asked for, though a topology may be.
enum class CpuMode { kNone, kCustom, kHostModel, kHostPassthrough, kMaximum };
enum class CpuMatch { kNone, kMinimum, kExact, kStrict };
enum class CpuCheck { kDefault, kNone, kPartial, kFull };
enum class CpuFallback { kAllow, kForbid };
enum class CpuFeaturePolicy { kNone, kForce, kRequire, kOptional, kDisable, kForbid };
enum class CpuCacheMode { kEmulate, kPassthrough, kDisable };
enum class PhysAddrMode { kEmulate, kPassthrough };

struct CpuFeature {
  std::string name;
  CpuFeaturePolicy policy = CpuFeaturePolicy::kRequire;
};
struct CpuModel {
  std::string name;
  CpuFallback fallback = CpuFallback::kAllow;
  std::string vendor_id;  // 12 characters, or empty for the model's own
};
struct CpuTopology {
  uint32_t sockets = 0, dies = 1, cores = 0, threads = 0;
};
struct CpuCache {
  std::optional<int32_t> level;
  CpuCacheMode mode = CpuCacheMode::kEmulate;
};
struct MaxPhysAddr {
  PhysAddrMode mode = PhysAddrMode::kEmulate;
  std::optional<uint32_t> bits;
};

struct CpuDef {
  CpuMode mode = CpuMode::kNone;
  CpuMatch match = CpuMatch::kNone;
  CpuCheck check = CpuCheck::kDefault;
  OnOff migratable;
  std::optional<CpuModel> model;
  std::string vendor;
  std::optional<CpuTopology> topology;
  std::optional<CpuCache> cache;
  std::optional<MaxPhysAddr> max_phys_addr;
  std::vector<CpuFeature> features;
  Numa numa;

  const CpuFeature* FindFeature(std::string_view name) const;
};
template <class Map>
void Fields(Map& m, CpuDef& cpu);

}  // namespace pleiad::conf
