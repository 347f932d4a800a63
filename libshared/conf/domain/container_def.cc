// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/container_def.h"

#include <algorithm>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {
namespace {
template <class Map>
void Entry(Map& m, IdMapEntry& entry) {
  m.Attribute("start", entry.start, xml::kRequired);
  m.Attribute("target", entry.target, xml::kRequired);
  m.Attribute("count", entry.count, xml::kRequired);
}

void Entries(xml::Reader& m, const char* child, std::vector<IdMapEntry>& entries) {
  m.EachElement(child, [&](xml::Reader& g) {
    if (g.failed()) return;
    uint32_t number = 0;
    for (const char* name : {"start", "target", "count"}) {
      const char* text = g.node().Attribute(name);
      if (!text || !xml::FromText(text, number)) return g.Fail(XmlError("invalid idmap start/target/count settings"));
    }
    Entry(g, entries.emplace_back());
  });
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
}
void Entries(xml::Writer& m, const char* child, std::vector<IdMapEntry>& entries) {
  for (IdMapEntry& entry : entries) {
    m.Nest(child, /*keep_empty=*/true, [&](xml::Writer& g) { Entry(g, entry); });
  }
}
}  // namespace

template <class Map>
void Fields(Map& m, IdMap& map) {
  Entries(m, "uid", map.uids);
  Entries(m, "gid", map.gids);
  if constexpr (Map::kReading) {
    if (map.uids.empty() != map.gids.empty()) m.Fail(Unsupported("uid and gid should be mapped both"));
  }
}
template void Fields(xml::Reader&, IdMap&);
template void Fields(xml::Writer&, IdMap&);

}  // namespace pleiad::conf
