// SPDX-License-Identifier: Apache-2.0
// node_device_lists.h: which node devices a client asks for, by what they can do.
#pragma once

#include <cstdint>
#include <string_view>

#include "libshared/conf/node_device/node_device_def.h"

namespace pleiad::conf {

// Those of virConnectListAllNodeDeviceFlags that name capabilities.
inline constexpr uint32_t kListNodeDeviceCaps = 0x3fffff;

// Whether it has the capability of that name, or one within a capability: "fc_host", "vports", "mdev_types", "vpd".
bool HasCap(const NodeDeviceDef& device, std::string_view name);
// Whether it has one of those that `flags` name; every device when they name none.
bool PassesCapFlags(const NodeDeviceDef& device, uint32_t flags);

}  // namespace pleiad::conf
