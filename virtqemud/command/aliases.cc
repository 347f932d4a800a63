// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/aliases.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/machine_kind.h"

namespace pleiad::qemu {
namespace {
using conf::ControllerModel;
using conf::ControllerType;

// Devices of a kind are numbered by their place; those that the user named keep their names.
template <class List>
void Number(List& devices, const char* prefix) {
  int index = 0;
  for (auto& device : devices) {
    if (device.info.alias.empty()) device.info.alias = absl::StrCat(prefix, index);
    ++index;
  }
}

template <class Device>
void Single(std::optional<Device>& device, const char* alias) {
  if (device && device->info.alias.empty()) device->info.alias = alias;
}

// Interfaces that are host devices count as such.
void NumberInterfaces(conf::DomainDef& def) {
  for (conf::InterfaceDef& interface : def.devices.interfaces) {
    if (!interface.info.alias.empty()) continue;
    interface.info.alias = NextAlias(def, interface.type == conf::InterfaceType::kHostdev ? "hostdev" : "net");
  }
  for (conf::HostdevDef& hostdev : def.devices.hostdevs) {
    if (hostdev.info.alias.empty()) hostdev.info.alias = NextAlias(def, "hostdev");
  }
}

// The first console may be the first serial port seen from another side.
void NumberConsoles(conf::Devices& devices) {
  Number(devices.consoles, "console");
  if (devices.consoles.empty() || devices.serials.empty()) return;
  conf::ChardevDef& first = devices.consoles.front();
  if (first.target == conf::ChardevTarget::kSerial) first.info.alias = devices.serials.front().info.alias;
}

// Blockdev nodes are numbered from the last disk to the first, each chain from the top down.
void NumberNodes(conf::Devices& devices) {
  uint32_t next = 1;
  for (auto disk = devices.disks.rbegin(); disk != devices.disks.rend(); ++disk) {
    if (disk->target.bus == conf::DiskBus::kSd) continue;  // has no nodes
    disk->source.index = next++;
    for (Box<conf::StorageSource>* below = &disk->source.backing; *below && (*below)->type != conf::StorageType::kNone;
         below = &(*below)->backing) {
      (*below)->index = next++;
    }
  }
}
}  // namespace

std::string AliasOf(const conf::DomainDef& def, const conf::ControllerDef& controller) {
  const std::string index = std::to_string(controller.index);
  switch (controller.type) {
    case ControllerType::kPci:
      if (controller.model == ControllerModel::kPcieRoot) return "pcie." + index;
      return HasPciMultiBus(def) ? "pci." + index : "pci";
    case ControllerType::kIde:
      return HasBuiltinIde(def) && controller.index == 0 ? "ide" : "ide" + index;
    case ControllerType::kSata:
      return HasBuiltinSata(def) && controller.index == 0 ? "ide" : "sata" + index;
    case ControllerType::kUsb:
      return controller.index == 0 ? "usb" : "usb" + index;
    case ControllerType::kScsi:
      return HasBuiltinEsp(def) && controller.model == ControllerModel::kNcr53c90 ? "scsi" : "scsi" + index;
    default:
      return xml::NameOf(conf::kControllerTypes, controller.type) + index;
  }
}

std::string AliasOf(const conf::DomainDef& def, const conf::DiskDef& disk) {
  const std::string prefix = xml::NameOf(conf::kDiskBuses, disk.target.bus);
  const auto* drive = disk.info.As<conf::DriveAddress>();
  if (!drive) return absl::StrCat(prefix, "-disk", conf::DiskIndexOf(disk.target.dev));
  bool with_target = false;
  if (disk.target.bus == conf::DiskBus::kScsi) {
    const auto* controller = FindController(def, ControllerType::kScsi, static_cast<int>(drive->controller));
    with_target = !controller || controller->model != ControllerModel::kLsilogic;
  }
  if (!with_target) return absl::StrCat(prefix, drive->controller, "-", drive->bus, "-", drive->unit);
  return absl::StrCat(prefix, drive->controller, "-", drive->bus, "-", drive->target, "-", drive->unit);
}

std::string AliasOf(const conf::MemoryDeviceDef& memory) {
  const char* prefix = "dimm";
  switch (memory.model) {
    case conf::MemoryModel::kDimm: break;
    case conf::MemoryModel::kNvdimm: prefix = "nvdimm"; break;
    case conf::MemoryModel::kVirtioPmem: prefix = "virtiopmem"; break;
    case conf::MemoryModel::kVirtioMem: prefix = "virtiomem"; break;
    case conf::MemoryModel::kSgxEpc: prefix = "epc"; break;
  }
  const auto* dimm = memory.info.As<conf::DimmAddress>();
  return absl::StrCat(prefix, dimm ? dimm->slot : 0);
}

std::string NextAlias(const conf::DomainDef& def, const std::string& prefix) {
  uint32_t next = 0;
  conf::ForEachInfo(def.devices, [&](const conf::DeviceInfo& info) {
    uint32_t number = 0;
    if (info.alias.starts_with(prefix) && xml::FromText(std::string_view(info.alias).substr(prefix.size()), number)) {
      next = std::max(next, number + 1);
    }
  });
  return absl::StrCat(prefix, next);
}

void AssignAliases(conf::DomainDef& def) {
  conf::Devices& d = def.devices;
  for (conf::ControllerDef& controller : d.controllers) {
    if (controller.info.alias.empty()) controller.info.alias = AliasOf(def, controller);
  }
  for (conf::DiskDef& disk : d.disks) {
    if (disk.info.alias.empty()) disk.info.alias = AliasOf(def, disk);
  }
  NumberNodes(d);
  NumberInterfaces(def);
  Number(d.filesystems, "fs"), Number(d.sounds, "sound"), Number(d.redirdevs, "redir"), Number(d.videos, "video");
  Number(d.serials, "serial"), Number(d.parallels, "parallel"), Number(d.channels, "channel");
  NumberConsoles(d);
  Number(d.hubs, "hub"), Number(d.shmems, "shmem"), Number(d.smartcards, "smartcard"), Number(d.inputs, "input");
  Number(d.rngs, "rng"), Number(d.tpms, "tpm"), Number(d.panics, "panic");
  for (conf::MemoryDeviceDef& memory : d.memories) {
    if (!memory.info.alias.empty()) continue;
    const std::string alias = AliasOf(memory);
    memory.info.alias = memory.info.As<conf::DimmAddress>() ? alias : NextAlias(def, alias.substr(0, alias.size() - 1));
  }
  Single(d.watchdog, "watchdog0"), Single(d.memballoon, "balloon0"), Single(d.nvram, "nvram"), Single(d.vsock, "vsock0");
  Single(d.iommu, "iommu0");
}

}  // namespace pleiad::qemu
