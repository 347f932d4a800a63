// SPDX-License-Identifier: Apache-2.0
// devices.h: <devices> of a domain, and the document of a single device (attach, detach and update take one).
// What is missing in the documents (addresses, controllers, defaults) is filled in by completion.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/audio_def.h"
#include "libshared/conf/domain/chardev_def.h"
#include "libshared/conf/domain/controller_def.h"
#include "libshared/conf/domain/disk_def.h"
#include "libshared/conf/domain/filesystem_def.h"
#include "libshared/conf/domain/graphics_def.h"
#include "libshared/conf/domain/hostdev_def.h"
#include "libshared/conf/domain/input_def.h"
#include "libshared/conf/domain/interface_def.h"
#include "libshared/conf/domain/iommu_def.h"
#include "libshared/conf/domain/memballoon_def.h"
#include "libshared/conf/domain/memory_device_def.h"
#include "libshared/conf/domain/misc_devices.h"
#include "libshared/conf/domain/panic_def.h"
#include "libshared/conf/domain/redirdev_def.h"
#include "libshared/conf/domain/rng_def.h"
#include "libshared/conf/domain/shmem_def.h"
#include "libshared/conf/domain/smartcard_def.h"
#include "libshared/conf/domain/sound_def.h"
#include "libshared/conf/domain/tpm_def.h"
#include "libshared/conf/domain/video_def.h"
#include "libshared/conf/domain/vsock_def.h"
#include "libshared/conf/domain/watchdog_def.h"

namespace pleiad::conf {

struct Devices {
  std::string emulator;
  std::vector<DiskDef> disks;
  std::vector<ControllerDef> controllers;
  std::vector<LeaseDef> leases;
  std::vector<FilesystemDef> filesystems;
  std::vector<InterfaceDef> interfaces;
  std::vector<SmartcardDef> smartcards;
  std::vector<ChardevDef> serials, parallels, consoles, channels;
  std::vector<InputDef> inputs;
  std::vector<TpmDef> tpms;
  std::vector<GraphicsDef> graphics;
  std::vector<SoundDef> sounds;
  std::vector<AudioDef> audios;
  std::vector<VideoDef> videos;
  std::vector<HostdevDef> hostdevs;
  std::vector<RedirdevDef> redirdevs;
  std::optional<RedirFilterDef> redirfilter;
  std::vector<HubDef> hubs;
  std::optional<WatchdogDef> watchdog;
  std::optional<MemballoonDef> memballoon;
  std::vector<RngDef> rngs;
  std::optional<NvramDeviceDef> nvram;
  std::vector<PanicDef> panics;
  std::vector<ShmemDef> shmems;
  std::vector<MemoryDeviceDef> memories;
  std::optional<IommuDef> iommu;
  std::optional<VsockDef> vsock;
};

void Fields(xml::Reader&, Devices&);
void Fields(xml::Writer&, Devices&);
// What is wrong among the devices of one domain, each alone and all together, wherever it runs.
absl::Status Check(const Devices& devices);

// Calls visit(DeviceInfo&) for every device that has one, in the order of the document.
template <class DevicesRef, class F>
void ForEachInfo(DevicesRef& d, F&& visit) {
  const auto each = [&](auto& list) {
    for (auto& device : list) visit(device.info);
  };
  each(d.disks), each(d.controllers), each(d.filesystems), each(d.interfaces), each(d.smartcards), each(d.serials), each(d.parallels);
  each(d.consoles), each(d.channels), each(d.inputs), each(d.tpms), each(d.sounds), each(d.videos), each(d.hostdevs);
  each(d.redirdevs), each(d.hubs);
  if (d.watchdog) visit(d.watchdog->info);
  if (d.memballoon) visit(d.memballoon->info);
  each(d.rngs);
  if (d.nvram) visit(d.nvram->info);
  each(d.panics), each(d.shmems), each(d.memories);
  if (d.iommu) visit(d.iommu->info);
  if (d.vsock) visit(d.vsock->info);
}

// One device by itself. A ChardevDef says by its kind which element it is.
using DeviceDef = std::variant<DiskDef, ControllerDef, LeaseDef, FilesystemDef, InterfaceDef, SmartcardDef, ChardevDef, InputDef, TpmDef,
                               GraphicsDef, SoundDef, AudioDef, VideoDef, HostdevDef, RedirdevDef, HubDef, WatchdogDef, MemballoonDef, RngDef,
                               NvramDeviceDef, PanicDef, ShmemDef, MemoryDeviceDef, IommuDef, VsockDef>;

// Errors: XML_ERROR for what is no XML or no valid device, INTERNAL_ERROR for an element that is no device. Unknown parts go to `unknown`.
absl::StatusOr<DeviceDef> ParseDevice(std::string_view text, const xml::Options& options, std::vector<std::string>* unknown = nullptr);
std::string FormatDevice(const DeviceDef& device, const xml::Options& options);
// The name of the element that it is.
const char* DeviceElement(const DeviceDef& device);

}  // namespace pleiad::conf
