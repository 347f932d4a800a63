// SPDX-License-Identifier: Apache-2.0
// numa.cc: the guest's NUMA nodes: their processors, memory, distances, and the caches and speeds between them.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/families.h"
#include "virtqemud/command/memory_backend.h"

namespace pleiad::qemu {
namespace {
std::string CpuParts(const Bitmap& cpus) {
  std::string out;
  for (const Bitmap::Range& range : cpus.ranges()) {
    absl::StrAppend(&out, ",cpus=", range.first);
    if (range.last != range.first) absl::StrAppend(&out, "-", range.last);
  }
  return out;
}

uint64_t CellBytes(const conf::DomainDef& def, const conf::NumaCell& cell) {
  const uint64_t granularity = MemoryGranularityKib(def);
  return (cell.memory_kib + granularity - 1) / granularity * granularity * 1024;
}

bool HasHmat(const conf::Numa& numa) {
  if (!numa.interconnects.empty()) return true;
  for (const conf::NumaCell& cell : numa.cells) {
    if (!cell.caches.empty()) return true;
  }
  return false;
}

// The nearest node with processors, from whose side this one's memory is reached.
uint32_t InitiatorOf(const conf::Numa& numa, const conf::NumaCell& cell) {
  if (!cell.cpus.empty()) return cell.id;
  uint32_t nearest = 0, best = UINT32_MAX;
  for (const conf::NumaDistance& distance : cell.distances) {
    for (const conf::NumaCell& other : numa.cells) {
      if (other.id == distance.id && !other.cpus.empty() && distance.value < best) nearest = other.id, best = distance.value;
    }
  }
  if (best != UINT32_MAX) return nearest;
  for (const conf::NumaCell& other : numa.cells) {
    if (!other.cpus.empty()) return other.id;
  }
  return 0;
}

void AddCell(Builder& b, const conf::Numa& numa, const conf::NumaCell& cell) {
  std::string node = absl::StrCat("node,nodeid=", cell.id, CpuParts(cell.cpus));
  if (HasHmat(numa)) absl::StrAppend(&node, ",initiator=", InitiatorOf(numa, cell));
  if (cell.memory_kib) {
    const MemoryBackend backend{.id = absl::StrCat("ram-node", cell.id), .size_bytes = CellBytes(b.def, cell), .cell = cell.id};
    b.Object(BackendProperties(b, backend));
    absl::StrAppend(&node, ",memdev=", backend.id);
  }
  b.Add("-numa", node);
}

void AddDistances(Builder& b, const conf::Numa& numa) {
  bool any = false;
  for (const conf::NumaCell& cell : numa.cells) any = any || !cell.distances.empty();
  if (!any) return;
  const auto given = [&](const conf::NumaCell& from, uint32_t to) -> uint32_t {
    for (const conf::NumaDistance& distance : from.distances) {
      if (distance.id == to) return distance.value;
    }
    return 0;
  };
  for (const conf::NumaCell& from : numa.cells) {
    for (const conf::NumaCell& to : numa.cells) {
      uint32_t value = given(from, to.id);
      if (!value) value = given(to, from.id);
      if (!value) value = from.id == to.id ? 10 : 20;
      b.Add("-numa", absl::StrCat("dist,src=", from.id, ",dst=", to.id, ",val=", value));
    }
  }
}

const char* AccessText(conf::InterconnectWhat what, conf::InterconnectType kind) {
  const bool latency = kind == conf::InterconnectType::kLatency;
  switch (what) {
    case conf::InterconnectWhat::kRead: return latency ? "read-latency" : "read-bandwidth";
    case conf::InterconnectWhat::kWrite: return latency ? "write-latency" : "write-bandwidth";
    default: return latency ? "access-latency" : "access-bandwidth";
  }
}

const char* const kHierarchy[] = {"memory", "first-level", "second-level", "third-level"};

void AddInterconnects(Builder& b, const conf::Numa& numa) {
  for (const conf::Interconnect& link : numa.interconnects) {
    const bool latency = link.kind == conf::InterconnectType::kLatency;
    b.Add("-numa", absl::StrCat("hmat-lb,initiator=", link.initiator, ",target=", link.target, ",hierarchy=",
                                kHierarchy[link.cache < 4 ? link.cache : 0], ",data-type=", AccessText(link.type, link.kind),
                                latency ? ",latency=" : ",bandwidth=", link.value, latency ? "" : "K"));
  }
}

void AddCaches(Builder& b, const conf::Numa& numa) {
  for (const conf::NumaCell& cell : numa.cells) {
    for (const conf::NumaCache& cache : cell.caches) {
      std::string value = absl::StrCat("hmat-cache,node-id=", cell.id, ",size=", cache.size_kib, "K,level=", cache.level, ",associativity=");
      value += cache.associativity == conf::CacheAssociativity::kDirect ? "direct" : cache.associativity == conf::CacheAssociativity::kFull ? "complex" : "none";
      value += ",policy=";
      value += cache.policy == conf::CachePolicy::kWriteBack ? "write-back" : cache.policy == conf::CachePolicy::kWriteThrough ? "write-through" : "none";
      absl::StrAppend(&value, ",line=", cache.line_bytes);
      b.Add("-numa", value);
    }
  }
}
}  // namespace

absl::Status AddNuma(Builder& b) {
  if (!b.def.cpu || b.def.cpu->numa.cells.empty()) return absl::OkStatus();
  const conf::Numa& numa = b.def.cpu->numa;
  for (const conf::NumaCell& cell : numa.cells) AddCell(b, numa, cell);
  AddDistances(b, numa);
  if (HasHmat(numa)) {
    AddInterconnects(b, numa);
    AddCaches(b, numa);
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
