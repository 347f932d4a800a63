// SPDX-License-Identifier: Apache-2.0
// container_def.h: parts of a domain that only containers have: user namespace mappings (<idmap>).
#pragma once

#include <cstdint>
#include <vector>

namespace pleiad::conf {

struct IdMapEntry {
  uint32_t start = 0, target = 0, count = 0;
};
struct IdMap {
  std::vector<IdMapEntry> uids, gids;
};
template <class Map>
void Fields(Map& m, IdMap& map);

}  // namespace pleiad::conf
