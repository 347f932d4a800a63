// SPDX-License-Identifier: Apache-2.0
// Disks; see device_defaults.h.
#include <algorithm>

#include "libshared/base/error.h"
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

void Complete(DiskDef& disk) {
  if (disk.target.bus == DiskBus::kNone) disk.target.bus = BusByName(disk);
  StorageSource& source = disk.source;
  // An empty drive has no kind of medium.
  if (disk.IsRemovable() && source.type == StorageType::kBlock && source.path.empty()) source.type = StorageType::kFile;
  if (source.type == StorageType::kVhostUser) return;
  if (disk.driver.name.empty()) disk.driver.name = "qemu";
  if (source.format == StorageFormat::kNone) source.format = StorageFormat::kRaw;
}

}  // namespace

absl::Status CompleteDisks(Devices& d) {
  for (DiskDef& disk : d.disks) Complete(disk);
  // libvirt orders by the number in the name, whatever the bus: vda, sda, vdb.
  std::stable_sort(d.disks.begin(), d.disks.end(), [](const DiskDef& a, const DiskDef& b) { return DiskIndexOf(a.target.dev) < DiskIndexOf(b.target.dev); });
  return absl::OkStatus();
}

}  // namespace pleiad::conf
