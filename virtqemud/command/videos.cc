// SPDX-License-Identifier: Apache-2.0
// videos.cc: graphics cards: the first is the machine's primary one.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::VideoDef;
using conf::VideoType;

bool IsVhostUser(const VideoDef& video) { return video.backend == conf::VideoBackend::kVhostUser; }

// The name of a card that is the machine's display from the start, VGA and all; null when it has no such form.
const char* PrimaryDriver(const Builder& b, const VideoDef& video) {
  switch (video.type) {
    case VideoType::kVga: return "VGA";
    case VideoType::kCirrus: return "cirrus-vga";
    case VideoType::kVmvga: return "vmware-svga";
    case VideoType::kQxl: return "qxl-vga";
    case VideoType::kBochs: return "bochs-display";
    case VideoType::kRamfb: return "ramfb";
    case VideoType::kVirtio:
      if (IsVhostUser(video)) return "vhost-user-vga";
      // Boards without VGA have the plain card.
      if (!video.info.As<conf::PciAddress>() || !IsX86(b.def)) return nullptr;
      return video.acceleration && conf::IsYes(video.acceleration->accel3d) && b.emulator.HasDevice("virtio-vga-gl") ? "virtio-vga-gl" : "virtio-vga";
    default: return nullptr;
  }
}

std::string SecondaryDriver(const Builder& b, const VideoDef& video) {
  switch (video.type) {
    case VideoType::kQxl: return "qxl";
    case VideoType::kVirtio: {
      const bool gl = video.acceleration && conf::IsYes(video.acceleration->accel3d) && b.emulator.HasDevice("virtio-gpu-gl-pci");
      return VirtioName(IsVhostUser(video) ? "vhost-user-gpu" : gl ? "virtio-gpu-gl" : "virtio-gpu", video.info);
    }
    default: return {};
  }
}

void AddQxl(const VideoDef& video, JsonObject& device) {
  device.Given("max_outputs", uint64_t{video.heads});
  device.Number("ram_size", uint64_t{video.ram} * 1024).Number("vram_size", uint64_t{video.vram} * 1024);
  device.Number("vram64_size_mb", video.vram64 / 1024).Number("vgamem_mb", video.vgamem / 1024);
}

void AddMemory(const Builder& b, const VideoDef& video, JsonObject& device) {
  switch (video.type) {
    case VideoType::kQxl: AddQxl(video, device); break;
    case VideoType::kVirtio: device.Given("max_outputs", uint64_t{video.heads}); break;
    case VideoType::kVga:
    case VideoType::kVmvga:
      if (video.vram) device.Number("vgamem_mb", video.vram / 1024);
      break;
    case VideoType::kBochs:
      if (video.vram) device.Number("vgamem", uint64_t{video.vram} * 1024);
      break;
    default: break;
  }
  (void)b;
}

absl::Status AddVideo(Builder& b, const VideoDef& video) {
  std::string driver;
  if (video.primary) {
    if (const char* name = PrimaryDriver(b, video)) driver = name;
  }
  if (driver.empty()) driver = SecondaryDriver(b, video);
  if (driver.empty()) {
    if (const char* name = PrimaryDriver(b, video)) driver = name;
  }
  if (driver.empty()) return Unsupported("invalid model for video type '%s'", xml::NameOf(conf::kVideoTypes, video.type));
  JsonObject device("driver", driver);
  if (video.type == VideoType::kVirtio) {
    device.Given("iommu_platform", video.virtio.iommu).Given("ats", video.virtio.ats).Given("packed", video.virtio.packed);
    device.Given("page-per-vq", video.virtio.page_per_vq);
  }
  device.String("id", video.info.alias);
  AddMemory(b, video, device);
  if (IsVhostUser(video)) device.String("chardev", "chr-vu-" + video.info.alias);
  if (video.resolution && video.resolution->x) device.Number("xres", video.resolution->x).Number("yres", video.resolution->y);
  RETURN_IF_ERROR(AddAddress(b, video.info, device));
  b.Device(std::move(device));
  return absl::OkStatus();
}
}  // namespace

absl::Status AddVideos(Builder& b) {
  for (const VideoDef& video : b.def.devices.videos) {
    if (video.type == VideoType::kNone) continue;
    if (IsVhostUser(video)) {
      b.Add("-chardev", absl::StrCat("socket,id=chr-vu-", video.info.alias, ",path=", b.context.folder, "/", video.info.alias, "-vhost-user-gpu.sock"));
    }
  }
  for (const VideoDef& video : b.def.devices.videos) {
    if (video.type != VideoType::kNone) RETURN_IF_ERROR(AddVideo(b, video));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
