// SPDX-License-Identifier: Apache-2.0
// memballoon_def.h: <memballoon>, by which the guest gives memory back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class MemballoonModel { kVirtio, kXen, kNone, kVirtioTransitional, kVirtioNonTransitional };
inline constexpr xml::EnumNames<MemballoonModel> kMemballoonModels = {{MemballoonModel::kVirtio, "virtio"},
                                                                      {MemballoonModel::kXen, "xen"},
                                                                      {MemballoonModel::kNone, "none"},
                                                                      {MemballoonModel::kVirtioTransitional, "virtio-transitional"},
                                                                      {MemballoonModel::kVirtioNonTransitional, "virtio-non-transitional"}};
struct MemballoonDef {
  MemballoonModel model = MemballoonModel::kVirtio;
  OnOff autodeflate, free_page_reporting;
  int stats_period = 0;  // seconds; 0 is off
  VirtioOptions virtio;
  DeviceInfo info;
};

void Fields(xml::Reader&, MemballoonDef&);
void Fields(xml::Writer&, MemballoonDef&);

}  // namespace pleiad::conf
