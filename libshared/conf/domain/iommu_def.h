// SPDX-License-Identifier: Apache-2.0
// iommu_def.h: <iommu>, which translates what devices address.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class IommuModel { kIntel, kSmmuv3, kVirtio };
inline constexpr xml::EnumNames<IommuModel> kIommuModels = {{IommuModel::kIntel, "intel"}, {IommuModel::kSmmuv3, "smmuv3"}, {IommuModel::kVirtio, "virtio"}};

struct IommuDef {
  IommuModel model = IommuModel::kIntel;
  OnOff intremap, caching_mode, eim, iotlb;
  uint32_t aw_bits = 0;  // 0 is not given
  DeviceInfo info;
};

void Fields(xml::Reader&, IommuDef&);
void Fields(xml::Writer&, IommuDef&);

}  // namespace pleiad::conf
