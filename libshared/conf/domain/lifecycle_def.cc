// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/lifecycle_def.h"

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

template <class Map>
void Fields(Map& m, PowerManagement& pm) {
  m.Group("suspend-to-mem", [&](auto& g) { g.Attribute("enabled", pm.suspend_to_mem); });
  m.Group("suspend-to-disk", [&](auto& g) { g.Attribute("enabled", pm.suspend_to_disk); });
}
template void Fields(xml::Reader&, PowerManagement&);
template void Fields(xml::Writer&, PowerManagement&);

}  // namespace pleiad::conf
