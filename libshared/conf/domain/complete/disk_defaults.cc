// SPDX-License-Identifier: Apache-2.0
// Disks; see device_defaults.h.
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "libshared/conf/domain/complete/device_defaults.h"

namespace pleiad::conf {
namespace {

DiskBus BusByName(const DiskDef& disk) {
  const std::string& dev = disk.target.dev;
  if (disk.device == DiskDevice::kFloppy) return DiskBus::kFdc;
  if (dev.starts_with("hd")) return DiskBus::kIde;
  if (dev.starts_with("sd")) return DiskBus::kScsi;
  if (dev.starts_with("vd")) return DiskBus::kVirtio;
  if (dev.starts_with("xvd")) return DiskBus::kXen;
  if (dev.starts_with("ubd")) return DiskBus::kUml;
  return DiskBus::kNone;
}

uint32_t DefaultPort(NetProtocol protocol) {
  switch (protocol) {
    case NetProtocol::kHttp: return 80;
    case NetProtocol::kHttps: return 443;
    case NetProtocol::kFtp: return 21;
    case NetProtocol::kFtps: return 990;
    case NetProtocol::kTftp: return 69;
    case NetProtocol::kNbd: return 10809;
    case NetProtocol::kGluster: return 24007;
    case NetProtocol::kIscsi: return 3260;
    case NetProtocol::kSsh: return 22;
    case NetProtocol::kSheepdog: return 7000;
    case NetProtocol::kVxhs: return 9999;
    case NetProtocol::kNfs: return 2049;
    default: return 0;
  }
}

void CompleteHosts(StorageSource& source) {
  if (source.type != StorageType::kNetwork) return;
  for (StorageHost& host : source.hosts) {
    if (host.transport == HostTransport::kTcp && host.port == 0) host.port = DefaultPort(source.protocol);
  }
}

// Where libvirt inserts disks as it reads them: among those of the same bus as written, by the number of the target's name.
// Those that name no bus count as of one.
void Sort(std::vector<DiskDef>& disks) {
  std::vector<DiskDef> sorted;
  sorted.reserve(disks.size());
  for (DiskDef& disk : disks) {
    const int number = DiskIndexOf(disk.target.dev);
    std::optional<size_t> place;
    for (size_t i = sorted.size(); i-- > 0;) {
      if (sorted[i].target.bus != disk.target.bus) continue;
      if (DiskIndexOf(sorted[i].target.dev) > number) {
        place = i;
      } else {
        if (!place) place = i + 1;
        break;
      }
    }
    sorted.insert(sorted.begin() + static_cast<std::ptrdiff_t>(place.value_or(sorted.size())), std::move(disk));
  }
  disks = std::move(sorted);
}

void Complete(DiskDef& disk) {
  if (disk.target.bus == DiskBus::kNone) disk.target.bus = BusByName(disk);
  StorageSource& source = disk.source;
  // An empty drive has no kind of medium.
  if (disk.IsRemovable() && source.type == StorageType::kBlock && source.path.empty()) source.type = StorageType::kFile;
  CompleteHosts(source);
  if (source.type == StorageType::kVhostUser) return;
  if (disk.driver.name.empty()) disk.driver.name = "qemu";
  if (source.format == StorageFormat::kNone) source.format = StorageFormat::kRaw;
}

}  // namespace

void CompleteDisks(Devices& d) {
  Sort(d.disks);
  for (DiskDef& disk : d.disks) Complete(disk);
}

}  // namespace pleiad::conf
