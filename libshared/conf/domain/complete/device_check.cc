// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/device_check.h"

#include <algorithm>
#include <string>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::conf {
namespace {

template <class... Args>
absl::Status Unsupported(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return Error(ErrorDomain::kDomain, ErrorCode::kConfigUnsupported, format, args...);
}

absl::Status CheckDisk(const DiskDef& disk) {
  const std::string& name = disk.target.dev;
  if (!disk.driver.name.empty() && disk.driver.name != "qemu") {
    return Unsupported("unsupported driver name '%s' for disk '%s'", disk.driver.name, name);
  }
  if (disk.shareable && disk.source.format != StorageFormat::kRaw && !disk.source.IsEmpty()) {
    return Unsupported("shared access for disk '%s' requires use of supported storage format", name);
  }
  return absl::OkStatus();
}

// What is wrong wherever the disk's domain runs.
absl::Status CheckDiskKind(const DiskDef& disk) {
  const DiskBus bus = disk.target.bus;
  if (disk.IsRemovable() && bus == DiskBus::kVirtio) {
    return Unsupported("disk type of '%s' does not support ejectable media", disk.target.dev);
  }
  if (!disk.wwn.empty() && bus != DiskBus::kIde && bus != DiskBus::kScsi && bus != DiskBus::kSata) {
    return Unsupported("Only ide and scsi disk support wwn");
  }
  return absl::OkStatus();
}

// The kind of address that a bus has.
absl::Status CheckDiskAddress(const DiskDef& disk) {
  const DeviceAddress& address = disk.info.address;
  if (!disk.info.HasAddress()) return absl::OkStatus();
  const bool drive = disk.info.As<DriveAddress>() != nullptr;
  switch (disk.target.bus) {
    case DiskBus::kVirtio:
      if (drive || disk.info.As<UsbAddress>()) {
        return Unsupported("virtio disk cannot have an address of type '%s'", AddressTypeName(address));
      }
      break;
    case DiskBus::kIde:
    case DiskBus::kScsi:
    case DiskBus::kSata:
    case DiskBus::kFdc:
      if (drive) break;
      return Unsupported("Invalid address type '%s' for the disk '%s' with the bus type '%s'", AddressTypeName(address), disk.target.dev,
                         xml::NameOf(kDiskBuses, disk.target.bus));
    default: break;
  }
  return absl::OkStatus();
}

absl::Status CheckDriveTwice(const std::vector<DiskDef>& disks) {
  for (size_t i = 0; i < disks.size(); ++i) {
    const auto* address = disks[i].info.As<DriveAddress>();
    if (!address) continue;
    for (size_t j = i + 1; j < disks.size(); ++j) {
      const auto* other = disks[j].info.As<DriveAddress>();
      if (!other || disks[j].target.bus != disks[i].target.bus || !(*address == *other)) continue;
      return Unsupported("Found duplicate drive address for disk with target name '%s' controller='%u' bus='%u' target='%u' unit='%u'",
                         disks[i].target.dev, address->controller, address->bus, address->target, address->unit);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckScsiTargets(const Devices& d) {
  for (const DiskDef& disk : d.disks) {
    const auto* address = disk.info.As<DriveAddress>();
    if (!address || disk.target.bus != DiskBus::kScsi) continue;
    for (const ControllerDef& c : d.controllers) {
      if (c.type != ControllerType::kScsi || c.index != static_cast<int>(address->controller)) continue;
      if (c.model == ControllerModel::kLsilogic && address->target != 0) {
        return Unsupported("target must be 0 for controller model 'lsilogic'");
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckIde(const Devices& d, const MachineKind& machine) {
  const auto ide = [](const ControllerDef& c) { return c.type == ControllerType::kIde; };
  if (std::none_of(d.controllers.begin(), d.controllers.end(), ide)) return absl::OkStatus();
  if (!machine.builtin_ide && !machine.Is(MachineFamily::kIsapc)) {
    return Unsupported("IDE controllers are unsupported for this QEMU binary or machine type");
  }
  const auto second = [](const ControllerDef& c) { return c.type == ControllerType::kIde && c.index > 0; };
  if (std::any_of(d.controllers.begin(), d.controllers.end(), second)) {
    return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, "Only 1 IDE controller is supported");
  }
  return absl::OkStatus();
}

bool HasUsb(const Devices& d) {
  return std::any_of(d.controllers.begin(), d.controllers.end(),
                     [](const ControllerDef& c) { return c.type == ControllerType::kUsb && c.model != ControllerModel::kNone; });
}

absl::Status CheckUsb(const Devices& d) {
  if (HasUsb(d)) return absl::OkStatus();
  const bool switched_off = std::any_of(d.controllers.begin(), d.controllers.end(), [](const ControllerDef& c) { return c.type == ControllerType::kUsb; });
  const auto input = [](const InputDef& i) { return i.bus == InputBus::kUsb; };
  const auto disk = [](const DiskDef& i) { return i.target.bus == DiskBus::kUsb; };
  const auto hostdev = [](const HostdevDef& i) { return i.mode == HostdevMode::kSubsystem && i.type == HostdevType::kUsb; };
  const bool inputs = std::any_of(d.inputs.begin(), d.inputs.end(), input);
  if (switched_off && inputs) return Unsupported("Can't add USB input device. USB bus is disabled");
  if (inputs || !d.redirdevs.empty() || !d.hubs.empty() || std::any_of(d.disks.begin(), d.disks.end(), disk) ||
      std::any_of(d.hostdevs.begin(), d.hostdevs.end(), hostdev)) {
    return Unsupported("USB is disabled for this domain, but USB devices are present in the domain XML");
  }
  return absl::OkStatus();
}

absl::Status CheckSpice(const Devices& d) {
  const auto spice = [](const GraphicsDef& g) { return g.type == GraphicsType::kSpice; };
  if (std::any_of(d.graphics.begin(), d.graphics.end(), spice)) return absl::OkStatus();
  absl::Status wrong;
  const auto check = [&](const ChardevSource& source) {
    if (source.type != ChardevType::kSpicevmc && source.type != ChardevType::kSpiceport) return;
    wrong = Unsupported("chardev '%s' not supported without spice graphics", xml::NameOf(kChardevTypes, source.type));
  };
  for (const auto* list : {&d.serials, &d.parallels, &d.consoles, &d.channels}) {
    for (const ChardevDef& chardev : *list) check(chardev.source);
  }
  for (const RedirdevDef& redirdev : d.redirdevs) check(redirdev.source);
  for (const SmartcardDef& card : d.smartcards) {
    if (card.mode == SmartcardMode::kPassthrough) check(card.source);
  }
  return wrong;
}

absl::Status CheckPanics(const Devices& d) {
  for (size_t i = 0; i < d.panics.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (d.panics[i].model != d.panics[j].model) continue;
      return Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "Multiple panic devices with model '%s'", xml::NameOf(kPanicModels, d.panics[i].model));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSingles(const Devices& d) {
  const auto chip = [](const TpmDef& tpm) { return tpm.model != TpmModel::kSpaprProxy; };
  if (std::count_if(d.tpms.begin(), d.tpms.end(), chip) > 1) return Unsupported("only a single TPM non-proxy device is supported");
  if (d.watchdog && d.watchdog->model == WatchdogModel::kItco) return Unsupported("unknown watchdog model 'itco'");
  for (const ShmemDef& shmem : d.shmems) {
    if (shmem.model == ShmemModel::kIvshmem) return Unsupported("ivshmem device is not supported with this QEMU binary");
  }
  for (size_t i = 1; i < d.videos.size(); ++i) {
    const VideoType type = d.videos[i].type;
    if (type == VideoType::kQxl || type == VideoType::kVirtio) continue;
    return Unsupported("video type '%s' is only valid as primary video device", xml::NameOf(kVideoTypes, type));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckDevicesTogether(const DomainDef& def, const MachineKind& machine) {
  const Devices& d = def.devices;
  RETURN_IF_ERROR(CheckUsb(d));
  for (const DiskDef& disk : d.disks) {
    RETURN_IF_ERROR(CheckDiskKind(disk));
    RETURN_IF_ERROR(CheckDiskAddress(disk));
  }
  RETURN_IF_ERROR(CheckDriveTwice(d.disks));
  for (const DiskDef& disk : d.disks) RETURN_IF_ERROR(CheckDisk(disk));
  RETURN_IF_ERROR(CheckScsiTargets(d));
  RETURN_IF_ERROR(CheckIde(d, machine));
  RETURN_IF_ERROR(CheckSpice(d));
  RETURN_IF_ERROR(CheckPanics(d));
  return CheckSingles(d);
}

}  // namespace pleiad::conf
