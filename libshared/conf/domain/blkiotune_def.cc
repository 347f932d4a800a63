// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/blkiotune_def.h"

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

template <class Map>
static void Fields(Map& m, BlkioDevice& device) {
  m.Text("path", device.path);
  m.Text("weight", device.weight, 0u);
  m.Text("read_iops_sec", device.read_iops_sec, 0u);
  m.Text("write_iops_sec", device.write_iops_sec, 0u);
  m.Text("read_bytes_sec", device.read_bytes_sec, uint64_t{0});
  m.Text("write_bytes_sec", device.write_bytes_sec, uint64_t{0});
  if constexpr (Map::kReading) {
    if (device.path.empty() && !m.failed()) m.Fail(Unsupported("missing per-device path"));
  }
}

static void CheckDevices(xml::Reader& m, const BlkioTune& tune) {
  for (size_t i = 0; i < tune.devices.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (tune.devices[i].path == tune.devices[j].path) m.Fail(XmlError("duplicate blkio device path '%s'", tune.devices[i].path));
    }
  }
}

template <class Map>
void Fields(Map& m, BlkioTune& tune) {
  // A weight that is no number counts as none, as in libvirt.
  if constexpr (Map::kReading) {
    std::string weight;
    m.Text("weight", weight);
    if (!xml::FromText(weight, tune.weight)) tune.weight = 0;
  } else {
    m.Text("weight", tune.weight, 0u);
  }
  m.List("device", tune.devices);
  if constexpr (Map::kReading) CheckDevices(m, tune);
}
template void Fields(xml::Reader&, BlkioTune&);
template void Fields(xml::Writer&, BlkioTune&);

}  // namespace pleiad::conf
