// SPDX-License-Identifier: Apache-2.0
// Slots of memory modules; see bus_addresses.h.
#include <set>

#include "libshared/base/error.h"
#include "libshared/conf/domain/complete/bus_addresses.h"

namespace pleiad::conf {
namespace {

bool HasSlot(const MemoryDeviceDef& memory) { return memory.model == MemoryModel::kDimm || memory.model == MemoryModel::kNvdimm; }

}  // namespace

absl::Status AssignDimmSlots(Devices& d, uint64_t slots) {
  std::set<uint32_t> taken;
  for (const MemoryDeviceDef& memory : d.memories) {
    const auto* given = memory.info.As<DimmAddress>();
    if (!HasSlot(memory) || !given) continue;
    if (given->slot >= slots) {
      return Error(ErrorDomain::kDomain, ErrorCode::kConfigUnsupported,
                   "memory device slot '%u' exceeds slots count '%u' in memory configuration", given->slot, slots);
    }
    if (!taken.insert(given->slot).second) {
      return Error(ErrorDomain::kDomain, ErrorCode::kConfigUnsupported, "memory device slot '%u' is already being used by another memory device",
                   given->slot);
    }
  }
  uint32_t next = 0;
  for (MemoryDeviceDef& memory : d.memories) {
    if (!HasSlot(memory) || memory.info.HasAddress()) continue;
    while (taken.contains(next)) ++next;
    taken.insert(next);
    memory.info.address = DimmAddress{.slot = next};
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf
