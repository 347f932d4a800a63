// SPDX-License-Identifier: Apache-2.0
// misc_devices.h: the smallest devices: <hub>, <nvram> (a pseries machine's) and <lease>.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

struct HubDef {
  std::string type = "usb";
  DeviceInfo info;
};

struct NvramDeviceDef {
  DeviceInfo info;
};

// A lock at a lock manager, held while the guest runs.
struct LeaseDef {
  std::string lockspace, key, path;
  uint64_t offset = 0;
};

void Fields(xml::Reader&, HubDef&);
void Fields(xml::Writer&, HubDef&);
void Fields(xml::Reader&, NvramDeviceDef&);
void Fields(xml::Writer&, NvramDeviceDef&);
void Fields(xml::Reader&, LeaseDef&);
void Fields(xml::Writer&, LeaseDef&);

}  // namespace pleiad::conf
