// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/numa_def.h"

#include <algorithm>
#include <string>
#include <utility>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

constexpr xml::EnumNames<NumaMode> kNumaModes = {{NumaMode::kStrict, "strict"},
                                                 {NumaMode::kPreferred, "preferred"},
                                                 {NumaMode::kInterleave, "interleave"},
                                                 {NumaMode::kRestrictive, "restrictive"}};
constexpr xml::EnumNames<CacheAssociativity> kAssociativities = {
    {CacheAssociativity::kNone, "none"}, {CacheAssociativity::kDirect, "direct"}, {CacheAssociativity::kFull, "full"}};
constexpr xml::EnumNames<CachePolicy> kCachePolicies = {
    {CachePolicy::kNone, "none"}, {CachePolicy::kWriteBack, "writeback"}, {CachePolicy::kWriteThrough, "writethrough"}};
constexpr xml::EnumNames<InterconnectWhat> kInterconnectWhats = {
    {InterconnectWhat::kAccess, "access"}, {InterconnectWhat::kRead, "read"}, {InterconnectWhat::kWrite, "write"}};
constexpr uint32_t kLocalDistance = 10, kMaxDistance = 255;
constexpr uint32_t kMaxCells = 1024;

// ---- <numatune> -----------------------------------------------------------------------------------------------------
template <class Map>
static void Mode(Map& m, NumaMode& mode) {
  if constexpr (Map::kReading) {
    m.KnowAttribute("mode");
    const char* text = m.node().Attribute("mode");
    if (text && !xml::ValueOf(kNumaModes, text, mode)) m.Fail(Unsupported("Unsupported NUMA memory tuning mode '%s'", std::string(text)));
  } else {
    m.Attribute("mode", mode, kNumaModes, xml::kRequired);
  }
}

template <class Map>
static void Fields(Map& m, NumaMemory& memory) {
  Mode(m, memory.mode);
  ChosenAttribute(m, "placement", memory.placement, kPlacements, Placement::kDefault, "Unsupported NUMA memory placement mode");
  BitmapAttribute(m, "nodeset", memory.nodes);
}
template <class Map>
static void Fields(Map& m, NumaMemNode& node) {
  m.Attribute("cellid", node.cell, xml::kRequired);
  Mode(m, node.mode);
  BitmapAttribute(m, "nodeset", node.nodes);
}

// <memory/> without attributes says nothing; placement follows from the node set, and is written only when "auto".
static void Settle(xml::Reader& m, NumaTune& tune) {
  if (!tune.memory || m.failed()) return;
  NumaMemory& memory = *tune.memory;
  const bool says_something = m.node().FirstChild("memory").Attribute("mode") || memory.placement != Placement::kDefault;
  if (memory.nodes.empty() && !says_something) return tune.memory.reset();
  if (memory.placement == Placement::kAuto) memory.nodes = Bitmap();
  if (memory.placement != Placement::kAuto && memory.nodes.empty()) {
    return m.Fail(Unsupported("nodeset for NUMA memory tuning must be set if 'placement' is 'static'"));
  }
  if (memory.placement == Placement::kStatic) memory.placement = Placement::kDefault;
}

template <class Map>
void Fields(Map& m, NumaTune& tune) {
  m.Element("memory", tune.memory);
  m.List("memnode", tune.mem_nodes);
  if constexpr (Map::kReading) {
    Settle(m, tune);
    std::sort(tune.mem_nodes.begin(), tune.mem_nodes.end(), [](const auto& a, const auto& b) { return a.cell < b.cell; });
  }
}
template void Fields(xml::Reader&, NumaTune&);
template void Fields(xml::Writer&, NumaTune&);

// ---- <numa> ---------------------------------------------------------------------------------------------------------
template <class Map>
static void Fields(Map& m, NumaDistance& distance) {
  m.Attribute("id", distance.id, xml::kRequired);
  m.Attribute("value", distance.value, xml::kRequired);
}

static void SizeOfCache(xml::Reader& m, const char* child, uint32_t& size, uint64_t scale) {
  m.Group(child, [&](auto& g) {
    uint64_t value = 0;
    std::string unit;
    g.Attribute("value", value, xml::kRequired);
    g.Attribute("unit", unit);
    auto bytes = ScaleToBytes(value, unit, scale);
    bytes.ok() ? void(size = static_cast<uint32_t>(*bytes / scale)) : g.Fail(bytes.status());
  });
}
static void SizeOfCache(xml::Writer& m, const char* child, uint32_t& size, uint64_t scale) {
  m.Group(child, [&](auto& g) {
    g.Attribute("value", size);
    g.Attribute("unit", std::string(scale == 1 ? "B" : "KiB"));
  });
}
template <class Map>
static void Fields(Map& m, NumaCache& cache) {
  m.Attribute("level", cache.level, xml::kRequired);
  m.Attribute("associativity", cache.associativity, kAssociativities, xml::kRequired);
  m.Attribute("policy", cache.policy, kCachePolicies, xml::kRequired);
  SizeOfCache(m, "size", cache.size_kib, 1024);
  SizeOfCache(m, "line", cache.line_bytes, 1);
}

static void MemoryOfCell(xml::Reader& m, NumaCell& cell) {
  std::string memory, unit;
  m.Attribute("memory", memory);
  m.Attribute("unit", unit);
  if (m.failed()) return;
  if (memory.empty()) return m.Fail(XmlError("missing element or attribute './@memory'"));
  auto kib = ParseKib(memory, unit, "./@memory");
  kib.ok() ? void(cell.memory_kib = *kib) : m.Fail(kib.status());
}
static void MemoryOfCell(xml::Writer& m, NumaCell& cell) {
  m.Attribute("memory", cell.memory_kib);
  m.Attribute("unit", std::string("KiB"));
}

template <class Map>
static void Fields(Map& m, NumaCell& cell) {
  m.Attribute("id", cell.id);
  BitmapAttribute(m, "cpus", cell.cpus);
  MemoryOfCell(m, cell);
  m.Attribute("memAccess", cell.access, kMemoryAccesses, MemoryAccess::kDefault);
  m.Attribute("discard", cell.discard);
  m.Group("distances", [&](auto& g) { g.List("sibling", cell.distances); });
  m.List("cache", cell.caches);
}

// A cell without an id has that of its place. The ids must be 0..n-1, each once; the cells are kept in their order.
static void ReadCells(xml::Reader& m, std::vector<NumaCell>& cells) {
  m.EachElement("cell", [&](xml::Reader& g) {
    NumaCell cell;
    cell.id = static_cast<uint32_t>(cells.size());
    Fields(g, cell);
    cells.push_back(std::move(cell));
  });
  if (m.failed()) return;
  std::stable_sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0 && cells[i].id == cells[i - 1].id) return m.Fail(XmlError("Duplicate NUMA cell info for cell id '%d'", cells[i].id));
    if (cells[i].id != i || cells.size() > kMaxCells) {
      return m.Fail(
          XmlError("Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous ranges or ranges not starting from 0 are not "
                   "allowed"));
    }
  }
}

static void CheckOverlap(xml::Reader& m, const std::vector<NumaCell>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (cells[i].cpus.Overlaps(cells[j].cpus)) m.Fail(Unsupported("NUMA cells %d and %d have overlapping vCPU ids", i, j));
    }
  }
}

static uint32_t DistanceTo(const NumaCell& cell, uint32_t id) {
  for (const NumaDistance& distance : cell.distances) {
    if (distance.id == id) return distance.value;
  }
  return 0;
}

// A distance holds both ways unless the other cell says otherwise, and each cell that has one has one to itself.
static void CompleteDistances(xml::Reader& m, std::vector<NumaCell>& cells) {
  std::vector<std::pair<uint32_t, NumaDistance>> implied;
  for (const NumaCell& cell : cells) {
    for (const NumaDistance& distance : cell.distances) {
      const bool to_itself = distance.id == cell.id;
      if (distance.id >= cells.size()) return m.Fail(XmlError("'sibling id %d' does not refer to a valid cell within NUMA 'cell id %d'", distance.id, cell.id));
      if (distance.value < kLocalDistance || distance.value > kMaxDistance || (distance.value == kLocalDistance) != to_itself) {
        return m.Fail(XmlError("'value %d' is invalid for 'sibling id %d' under NUMA 'cell id %d'", distance.value, distance.id, cell.id));
      }
      implied.push_back({cell.id, {cell.id, kLocalDistance}});
      implied.push_back({distance.id, {distance.id, kLocalDistance}});
      implied.push_back({distance.id, {cell.id, distance.value}});
    }
  }
  for (const auto& [id, distance] : implied) {
    if (DistanceTo(cells[id], distance.id) == 0) cells[id].distances.push_back(distance);
  }
  for (NumaCell& cell : cells) {
    std::sort(cell.distances.begin(), cell.distances.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  }
}

// ---- <interconnects>: latencies and bandwidths in one list, in the order of the document ------------------------------
template <class Map>
static void InterconnectFields(Map& m, Interconnect& link) {
  m.Attribute("initiator", link.initiator, xml::kRequired);
  m.Attribute("target", link.target, xml::kRequired);
  m.Attribute("cache", link.cache, 0u);
  m.Attribute("type", link.type, kInterconnectWhats, xml::kRequired);
  m.Attribute("value", link.value, xml::kRequired);
  if (link.kind != InterconnectType::kBandwidth) return;
  if constexpr (Map::kReading) {
    std::string unit;
    m.Attribute("unit", unit);
    auto bytes = ScaleToBytes(link.value, unit, 1024);
    bytes.ok() ? void(link.value = *bytes / 1024) : m.Fail(bytes.status());
  } else {
    m.Attribute("unit", std::string("KiB"));
  }
}

static bool HasCache(const NumaCell& cell, uint32_t level) {
  return std::any_of(cell.caches.begin(), cell.caches.end(), [&](const NumaCache& cache) { return cache.level == level; });
}

static void ReadInterconnects(xml::Reader& m, Numa& numa) {
  m.Group("interconnects", [&](xml::Reader& g) {
    const auto read = [&](const char* child, InterconnectType kind) {
      g.EachElement(child, [&](xml::Reader& e) {
        Interconnect link;
        link.kind = kind;
        InterconnectFields(e, link);
        if (e.failed()) return;
        if (link.initiator >= numa.cells.size()) return e.Fail(XmlError("'initiator' refers to a non-existent NUMA node"));
        if (link.target >= numa.cells.size()) return e.Fail(XmlError("'target' refers to a non-existent NUMA node"));
        if (link.cache != 0 && !HasCache(numa.cells[link.target], link.cache)) {
          return e.Fail(XmlError("'cache' refers to a non-existent NUMA node cache"));
        }
        numa.interconnects.push_back(link);
      });
    };
    read("latency", InterconnectType::kLatency);
    read("bandwidth", InterconnectType::kBandwidth);
  });
}
static void WriteInterconnects(xml::Writer& m, Numa& numa) {
  m.Group("interconnects", [&](xml::Writer& g) {
    for (Interconnect& link : numa.interconnects) {
      g.Nest(link.kind == InterconnectType::kLatency ? "latency" : "bandwidth", /*keep_empty=*/true,
             [&](xml::Writer& e) { InterconnectFields(e, link); });
    }
  });
}

template <class Map>
void Fields(Map& m, Numa& numa) {
  if constexpr (Map::kReading) {
    ReadCells(m, numa.cells);
    if (m.failed()) return;
    CheckOverlap(m, numa.cells);
    CompleteDistances(m, numa.cells);
    if (!m.failed()) ReadInterconnects(m, numa);
  } else {
    m.List("cell", numa.cells);
    WriteInterconnects(m, numa);
  }
}
template void Fields(xml::Reader&, Numa&);
template void Fields(xml::Writer&, Numa&);

}  // namespace pleiad::conf
