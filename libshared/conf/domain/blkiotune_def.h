// SPDX-License-Identifier: Apache-2.0
// blkiotune_def.h: the host's share and limits of block I/O for a whole domain (<blkiotune>).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pleiad::conf {

// 0 is unset throughout.
struct BlkioDevice {
  std::string path;
  uint32_t weight = 0, read_iops_sec = 0, write_iops_sec = 0;
  uint64_t read_bytes_sec = 0, write_bytes_sec = 0;
};
struct BlkioTune {
  uint32_t weight = 0;
  std::vector<BlkioDevice> devices;
};
template <class Map>
void Fields(Map& m, BlkioTune& tune);

}  // namespace pleiad::conf
