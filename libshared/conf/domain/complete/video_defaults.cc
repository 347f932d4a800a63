// SPDX-License-Identifier: Apache-2.0
// Graphics cards; see device_defaults.h.
#include <algorithm>
#include <bit>

#include "libshared/conf/domain/complete/device_defaults.h"

namespace pleiad::conf {
namespace {

constexpr uint32_t kMiB = 1024;  // of the KiB in which video memory is counted

// QEMU takes powers of two alone.
uint32_t Size(uint32_t given, uint32_t otherwise) { return given == 0 ? otherwise : std::bit_ceil(given); }

void CompleteMemory(VideoDef& video) {
  switch (video.type) {
    case VideoType::kQxl:
      video.ram = Size(video.ram, 64 * kMiB);
      video.vram = Size(video.vram, 64 * kMiB);
      video.vgamem = Size(video.vgamem, 16 * kMiB);
      if (video.vram64 != 0) video.vram64 = std::bit_ceil(video.vram64);
      break;
    case VideoType::kVga:
    case VideoType::kCirrus:
    case VideoType::kVmvga:
    case VideoType::kBochs:
      if (video.vram == 0) video.vram = 16 * kMiB;
      break;
    default:
      break;
  }
}

}  // namespace

VideoType DefaultVideoType(const EmulatorFacts& facts, const MachineKind& machine) {
  if (machine.ppc64) return VideoType::kVga;
  if (machine.Is(MachineFamily::kArmVirt) || machine.Is(MachineFamily::kRiscvVirt) || machine.s390) return VideoType::kVirtio;
  if (facts.HasDevice("cirrus-vga")) return VideoType::kCirrus;
  return facts.HasDevice("VGA") ? VideoType::kVga : VideoType::kNone;
}

void CompleteVideos(Devices& d, const EmulatorFacts& facts, const MachineKind& machine) {
  if (d.videos.empty()) return;
  auto primary = std::find_if(d.videos.begin(), d.videos.end(), [](const VideoDef& video) { return video.primary; });
  if (primary == d.videos.end()) primary = d.videos.begin();
  std::rotate(d.videos.begin(), primary, primary + 1);
  for (VideoDef& video : d.videos) {
    if (video.type == VideoType::kDefault) video.type = DefaultVideoType(facts, machine);
    video.primary = false;
    if (video.type == VideoType::kNone) continue;
    if (video.heads == 0) video.heads = 1;
    CompleteMemory(video);
  }
  d.videos.front().primary = d.videos.front().type != VideoType::kNone;
}

}  // namespace pleiad::conf
