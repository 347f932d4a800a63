// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/perf_def.h"

#include <algorithm>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

template <class Map>
static void Fields(Map& m, PerfEvent& event) {
  m.Attribute("name", event.name, kPerfEventNames, xml::kRequired);
  m.Attribute("enabled", event.enabled, xml::kRequired);
}

template <class Map>
void Fields(Map& m, Perf& perf) {
  m.List("event", perf.events);
  if constexpr (Map::kReading) {
    std::sort(perf.events.begin(), perf.events.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (size_t i = 1; i < perf.events.size(); ++i) {
      if (perf.events[i].name != perf.events[i - 1].name) continue;
      m.Fail(XmlError("perf event '%s' was already specified", xml::NameOf(kPerfEventNames, perf.events[i].name)));
    }
  }
}
template void Fields(xml::Reader&, Perf&);
template void Fields(xml::Writer&, Perf&);

}  // namespace pleiad::conf
