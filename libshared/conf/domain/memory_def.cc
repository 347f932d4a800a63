// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/memory_def.h"

#include <limits>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

constexpr uint64_t kUnlimitedKib = (uint64_t{1} << 53) - 1;  // libvirt's VIR_DOMAIN_MEMORY_PARAM_UNLIMITED

constexpr xml::EnumNames<MemorySource> kMemorySources = {
    {MemorySource::kFile, "file"}, {MemorySource::kAnonymous, "anonymous"}, {MemorySource::kMemfd, "memfd"}};
constexpr xml::EnumNames<MemoryAllocation> kMemoryAllocations = {{MemoryAllocation::kImmediate, "immediate"},
                                                                 {MemoryAllocation::kOnDemand, "ondemand"}};

static char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
static std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = Lower(c);
  return lower;
}

// The bytes of one unit; 0 for an unknown one. Any letter case: "k", "KiB" are 1024 and "KB" is 1000.
static uint64_t UnitBytes(std::string_view unit) {
  const std::string name = Lower(unit);
  if (name == "b" || name == "byte" || name == "bytes") return 1;
  const size_t power = std::string_view("kmgtpe").find(name[0]);
  const std::string_view rest = std::string_view(name).substr(1);
  if (power == std::string_view::npos || (!rest.empty() && rest != "b" && rest != "ib")) return 0;
  const uint64_t base = rest == "b" ? 1000 : 1024;
  uint64_t bytes = base;
  for (size_t i = 0; i < power; ++i) bytes *= base;
  return bytes;
}

absl::StatusOr<uint64_t> ScaleToBytes(uint64_t value, std::string_view unit, uint64_t default_scale) {
  const uint64_t scale = unit.empty() ? default_scale : UnitBytes(unit);
  if (scale == 0) return Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "unknown suffix '%s'", std::string(unit));
  if (value > std::numeric_limits<uint64_t>::max() / scale) {
    return Error(ErrorDomain::kNone, ErrorCode::kOverflow, "value too large: %d%s", value, std::string(unit));
  }
  return value * scale;
}

absl::StatusOr<uint64_t> ParseKib(std::string_view text, std::string_view unit, std::string_view where) {
  uint64_t value = 0;
  if (!xml::FromText(text, value)) {
    return XmlError("Invalid value '%s' for element or attribute '%s'", std::string(text.substr(0, 200)), std::string(where));
  }
  ASSIGN_OR_RETURN(const uint64_t bytes, ScaleToBytes(value, unit, 1024));
  return bytes / 1024 + (bytes % 1024 != 0);
}

void Fields(xml::Writer& m, MemoryKib& size) {
  m.Attribute("unit", std::string("KiB"));
  m.Value(size.kib);
}
// `parent` is that of the element, for the error: "" when that is the root.
static void ReadKib(xml::Reader& m, const char* parent, uint64_t& kib) {
  m.KnowAttribute("unit");
  const char* unit = m.node().Attribute("unit");
  auto read = ParseKib(m.node().Text(), unit ? unit : "", std::string("./") + parent + m.node().name() + "[1]");
  read.ok() ? void(kib = *read) : m.Fail(read.status());
}
void Fields(xml::Reader& m, MemoryKib& size) { ReadKib(m, "", size.kib); }

// The hugepage's size is an attribute with a unit beside it.
static void Fields(xml::Writer& m, HugePage& page) {
  if (page.size_kib != 0) {
    m.Attribute("size", page.size_kib);
    m.Attribute("unit", std::string("KiB"));
  }
  BitmapAttribute(m, "nodeset", page.nodes);
}
static void Fields(xml::Reader& m, HugePage& page) {
  std::string size, unit;
  m.Attribute("size", size);
  m.Attribute("unit", unit);
  BitmapAttribute(m, "nodeset", page.nodes);
  if (size.empty()) return m.Fail(XmlError("missing element or attribute './@size'"));
  auto kib = ParseKib(size, unit, "./@size");
  if (!kib.ok()) return m.Fail(kib.status());
  page.size_kib = *kib;
  if (*kib == 0) m.Fail(MakeError(ErrorDomain::kDomain, ErrorCode::kXmlDetail, "hugepage size can't be zero"));
}

template <class Map>
static void Allocation(Map& m, MemoryBacking& backing) {
  ChosenAttribute(m, "mode", backing.allocation, kMemoryAllocations, MemoryAllocation::kNone, "unknown memoryBacking/allocation/mode");
  m.Attribute("threads", backing.allocation_threads, 0u);
}

// At most one page size may go without nodes: it is that of all others.
static void CheckMasterPages(xml::Reader& m, const MemoryBacking& backing) {
  const HugePage* master = nullptr;
  for (const HugePage& page : backing.pages) {
    if (!page.nodes.empty()) continue;
    if (master) {
      return m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kXmlDetail, "two master hugepages detected: %d and %d", page.size_kib,
                          master->size_kib));
    }
    master = &page;
  }
}

template <class Map>
void Fields(Map& m, MemoryBacking& backing) {
  if constexpr (Map::kReading) {
    backing.huge_pages = m.HasElement("hugepages");
    m.Group("hugepages", [&](auto& g) { g.List("page", backing.pages); });
    CheckMasterPages(m, backing);
  } else if (backing.huge_pages) {
    m.Nest("hugepages", /*keep_empty=*/true, [&](auto& g) { g.List("page", backing.pages); });
  }
  m.Flag("nosharepages", backing.no_share_pages);
  m.Flag("locked", backing.locked);
  m.Group("source", [&](auto& g) {
    ChosenAttribute(g, "type", backing.source, kMemorySources, MemorySource::kNone, "unknown memoryBacking/source/type");
  });
  m.Group("access", [&](auto& g) {
    ChosenAttribute(g, "mode", backing.access, kMemoryAccesses, MemoryAccess::kDefault, "unknown memoryBacking/access/mode");
  });
  m.Group("allocation", [&](auto& g) { Allocation(g, backing); });
  m.Flag("discard", backing.discard);
}
template void Fields(xml::Reader&, MemoryBacking&);
template void Fields(xml::Writer&, MemoryBacking&);

static void Limit(xml::Reader& m, const char* child, std::optional<uint64_t>& kib) {
  uint64_t limit = kUnlimitedKib;
  m.Group(child, [&](xml::Reader& g) { ReadKib(g, "memtune/", limit); });
  if (limit < kUnlimitedKib) kib = limit;
}
static void Limit(xml::Writer& m, const char* child, std::optional<uint64_t>& kib) {
  if (kib) m.Element(child, MemoryKib{*kib});
}

template <class Map>
void Fields(Map& m, MemTune& tune) {
  Limit(m, "hard_limit", tune.hard_limit_kib);
  Limit(m, "soft_limit", tune.soft_limit_kib);
  Limit(m, "min_guarantee", tune.min_guarantee_kib);
  Limit(m, "swap_hard_limit", tune.swap_hard_limit_kib);
}
template void Fields(xml::Reader&, MemTune&);
template void Fields(xml::Writer&, MemTune&);

}  // namespace pleiad::conf
