// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/boot_order.h"

namespace pleiad::qemu {
namespace {
const conf::DeviceInfo* FirstDisk(const conf::DomainDef& def, conf::DiskDevice kind) {
  for (const conf::DiskDef& disk : def.devices.disks) {
    const conf::DiskDevice device = disk.device == conf::DiskDevice::kLun ? conf::DiskDevice::kDisk : disk.device;
    if (device == kind) return &disk.info;
  }
  return nullptr;
}

const conf::DeviceInfo* FirstInterface(const conf::DomainDef& def) {
  return def.devices.interfaces.empty() ? nullptr : &def.devices.interfaces.front().info;
}

const conf::DeviceInfo* FirstOf(const conf::DomainDef& def, conf::BootDevice kind) {
  switch (kind) {
    case conf::BootDevice::kFd: return FirstDisk(def, conf::DiskDevice::kFloppy);
    case conf::BootDevice::kCdrom: return FirstDisk(def, conf::DiskDevice::kCdrom);
    case conf::BootDevice::kHd: return FirstDisk(def, conf::DiskDevice::kDisk);
    case conf::BootDevice::kNetwork: return FirstInterface(def);
  }
  return nullptr;
}
}  // namespace

uint32_t BootIndexOf(const conf::DomainDef& def, const conf::DeviceInfo& info) {
  if (info.boot.order) return info.boot.order;
  uint32_t index = 1;
  for (const conf::BootDevice kind : def.os.boot) {
    if (FirstOf(def, kind) == &info) return index;
    ++index;
  }
  return 0;
}

}  // namespace pleiad::qemu
