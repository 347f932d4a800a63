// SPDX-License-Identifier: Apache-2.0
// Drive addresses; see bus_addresses.h.
#include <optional>

#include "libshared/conf/domain/complete/bus_addresses.h"

namespace pleiad::conf {
namespace {

// libvirt counts seven units on every SCSI bus, whatever the controller's model could take.
constexpr uint32_t kScsiUnits = 7;
constexpr uint32_t kSataPorts = 6;

std::optional<DriveAddress> AddressByName(const DiskDef& disk) {
  const int index = DiskIndexOf(disk.target.dev);
  if (index < 0) return std::nullopt;
  const auto n = static_cast<uint32_t>(index);
  switch (disk.target.bus) {
    case DiskBus::kScsi: return DriveAddress{.controller = n / kScsiUnits, .unit = n % kScsiUnits};
    case DiskBus::kSata: return DriveAddress{.controller = n / kSataPorts, .unit = n % kSataPorts};
    case DiskBus::kIde: return DriveAddress{.controller = n / 4, .bus = n % 4 / 2, .unit = n % 2};
    case DiskBus::kFdc: return DriveAddress{.controller = n / 2, .unit = n % 2};
    default: return std::nullopt;
  }
}

bool IsScsiTaken(const Devices& d, const DriveAddress& wanted) {
  for (const DiskDef& disk : d.disks) {
    if (disk.target.bus != DiskBus::kScsi) continue;
    if (auto* address = disk.info.As<DriveAddress>(); address && *address == wanted) return true;
  }
  for (const HostdevDef& hostdev : d.hostdevs) {
    if (hostdev.type != HostdevType::kScsi) continue;
    if (auto* address = hostdev.info.As<DriveAddress>(); address && *address == wanted) return true;
  }
  return false;
}

}  // namespace

void AssignDriveAddresses(Devices& d) {
  for (DiskDef& disk : d.disks) {
    if (disk.info.HasAddress()) continue;
    if (auto address = AddressByName(disk)) disk.info.address = *address;
  }
}

void AssignScsiHostdevs(Devices& d) {
  for (HostdevDef& hostdev : d.hostdevs) {
    if (hostdev.mode != HostdevMode::kSubsystem || hostdev.type != HostdevType::kScsi || hostdev.info.HasAddress()) continue;
    DriveAddress address;
    while (IsScsiTaken(d, address)) {
      if (++address.unit < kScsiUnits) continue;
      address.unit = 0;
      ++address.controller;
    }
    hostdev.info.address = address;
  }
}

}  // namespace pleiad::conf
