// SPDX-License-Identifier: Apache-2.0
// video_def.h: <video>, a graphics card.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class VideoType { kDefault, kVga, kCirrus, kVmvga, kXen, kVbox, kQxl, kParallels, kVirtio, kGop, kNone, kBochs, kRamfb };
inline constexpr xml::EnumNames<VideoType> kVideoTypes = {
    {VideoType::kDefault, "default"}, {VideoType::kVga, "vga"}, {VideoType::kCirrus, "cirrus"}, {VideoType::kVmvga, "vmvga"},
    {VideoType::kXen, "xen"},         {VideoType::kVbox, "vbox"}, {VideoType::kQxl, "qxl"},     {VideoType::kParallels, "parallels"},
    {VideoType::kVirtio, "virtio"},   {VideoType::kGop, "gop"}, {VideoType::kNone, "none"},     {VideoType::kBochs, "bochs"},
    {VideoType::kRamfb, "ramfb"}};
enum class VideoBackend { kDefault, kQemu, kVhostUser };
inline constexpr xml::EnumNames<VideoBackend> kVideoBackends = {{VideoBackend::kQemu, "qemu"}, {VideoBackend::kVhostUser, "vhostuser"}};

struct VideoAcceleration {
  YesNo accel3d, accel2d;
  std::string render_node;
};
struct VideoResolution {
  uint32_t x = 0, y = 0;
};

struct VideoDef {
  VideoType type = VideoType::kDefault;
  uint32_t ram = 0, vram = 0, vram64 = 0, vgamem = 0;  // KiB; 0 is not given
  uint32_t heads = 0;                                  // 0 is not given
  bool primary = false;
  VideoBackend backend = VideoBackend::kDefault;
  VirtioOptions virtio;
  std::optional<VideoAcceleration> acceleration;
  std::optional<VideoResolution> resolution;
  DeviceInfo info;
};

void Fields(xml::Reader&, VideoDef&);
void Fields(xml::Writer&, VideoDef&);

}  // namespace pleiad::conf
