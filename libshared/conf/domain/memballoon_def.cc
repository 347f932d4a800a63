// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/memballoon_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {
template <class Map>
void Describe(Map& m, MemballoonDef& balloon) {
  m.Attribute("model", balloon.model, kMemballoonModels, xml::kRequired);
  m.Attribute("autodeflate", balloon.autodeflate);
  m.Attribute("freePageReporting", balloon.free_page_reporting);
  m.Group("stats", [&](auto& g) { g.Attribute("period", balloon.stats_period, 0); });
  Fields(m, balloon.info);
  VirtioDriver(m, balloon.virtio);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(MemballoonDef)

}  // namespace pleiad::conf
