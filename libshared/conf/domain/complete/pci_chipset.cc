// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/pci_chipset.h"

#include <optional>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::conf {
namespace {

struct Place {
  uint32_t slot, function;
};
constexpr Place kPiixIsa{1, 0}, kPiixIde{1, 1}, kPiixUsb{1, 2}, kPiixAcpi{1, 3};
constexpr Place kIch9Lpc{0x1f, 0}, kIch9Sata{0x1f, 2}, kIch9Smbus{0x1f, 3};
constexpr uint32_t kIch9UsbSlots[] = {0x1d, 0x1a};
constexpr uint32_t kIch9SoundSlot = 0x1b, kIch9DmiSlot = 0x1e;

bool IsAt(const PciAddress& a, Place place) { return a.domain == 0 && a.bus == 0 && a.slot == place.slot && a.function == place.function; }

// The address of a device, or null when it has none of PCI's yet.
PciAddress* AssignedPci(DeviceInfo& info) {
  auto* address = info.As<PciAddress>();
  return address && !IsUnassigned(*address) ? address : nullptr;
}

void SetAddress(DeviceInfo& info, PciAddress address) {
  // What the user said besides the place (zpci, multifunction) stays.
  if (auto* old = info.As<PciAddress>()) {
    address.zpci = old->zpci;
    if (!address.multifunction) address.multifunction = old->multifunction;
  }
  info.address = address;
}

// Puts a device of the board where it is, or insists that the user said so.
absl::Status PlaceFixed(PciAddressSet& set, DeviceInfo& info, Place place, std::string_view what) {
  if (PciAddress* given = AssignedPci(info); given && !IsAt(*given, place)) {
    return Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "%s must have PCI address 0:0:%x.%d", what, place.slot, place.function);
  }
  RETURN_IF_ERROR(set.ReserveFixed(place.slot, place.function));
  SetAddress(info, PciPlace(0, place.slot, place.function));
  return absl::OkStatus();
}

// The first graphics card goes to `slot`, where old guests look for it, or where there is room when that is taken.
absl::Status PlacePrimaryVideo(Devices& d, PciAddressSet& set, uint32_t slot, const MachineKind& machine) {
  if (d.videos.empty() || d.videos[0].type == VideoType::kNone || d.videos[0].type == VideoType::kRamfb) return absl::OkStatus();
  VideoDef& video = d.videos[0];
  if (AssignedPci(video.info) || (video.info.HasAddress() && !video.info.As<PciAddress>())) return absl::OkStatus();
  PciAddress address = PciPlace(0, slot);
  if (set.IsSlotTaken(0, slot)) {
    const bool express = machine.pcie_root && video.type == VideoType::kVirtio;
    ASSIGN_OR_RETURN(address, set.Next((express ? kPcieDevice : kPciDevice) | kPciHotplug));
  } else {
    RETURN_IF_ERROR(set.ReserveFixed(slot, 0));
  }
  SetAddress(video.info, address);
  return absl::OkStatus();
}

absl::Status PlaceI440fx(Devices& d, PciAddressSet& set, const MachineKind& machine) {
  for (ControllerDef& c : d.controllers) {
    if (c.index != 0) continue;
    if (c.type == ControllerType::kIde) RETURN_IF_ERROR(PlaceFixed(set, c.info, kPiixIde, "Primary IDE controller"));
    if (c.type == ControllerType::kUsb && (c.model == ControllerModel::kPiix3Uhci || c.model == ControllerModel::kDefault)) {
      RETURN_IF_ERROR(PlaceFixed(set, c.info, kPiixUsb, "PIIX3 USB controller at index 0"));
    }
  }
  RETURN_IF_ERROR(set.ReserveFixed(kPiixIsa.slot, kPiixIsa.function));
  RETURN_IF_ERROR(set.ReserveFixed(kPiixAcpi.slot, kPiixAcpi.function));
  return PlacePrimaryVideo(d, set, 2, machine);
}

std::optional<uint32_t> Ich9UsbFunction(ControllerModel model) {
  switch (model) {
    case ControllerModel::kIch9Ehci1: return 7;
    case ControllerModel::kIch9Uhci1: return 0;
    case ControllerModel::kIch9Uhci2: return 1;
    case ControllerModel::kIch9Uhci3: return 2;
    default: return std::nullopt;
  }
}

// The first two groups of an ICH9 USB controller with its companions have their slots.
absl::Status PlaceIch9Usb(Devices& d, PciAddressSet& set) {
  int group_index[2] = {-1, -1};
  for (ControllerDef& c : d.controllers) {
    const auto function = c.type == ControllerType::kUsb ? Ich9UsbFunction(c.model) : std::nullopt;
    if (!function || AssignedPci(c.info)) continue;
    for (int group = 0; group < 2; ++group) {
      if (group_index[group] != -1 && group_index[group] != c.index) continue;
      const uint32_t slot = kIch9UsbSlots[group];
      PciAddress address = PciPlace(0, slot, *function);
      if (set.IsTaken(address) || (group_index[group] == -1 && set.IsSlotTaken(0, slot))) continue;
      group_index[group] = c.index;
      RETURN_IF_ERROR(set.ReserveFixed(slot, *function));
      if (*function == 0) address.multifunction = xml::OnOff{true};
      SetAddress(c.info, address);
      break;
    }
  }
  return absl::OkStatus();
}

absl::Status PlaceIch9Bridge(Devices& d, PciAddressSet& set) {
  for (ControllerDef& c : d.controllers) {
    if (c.type != ControllerType::kPci || c.model != ControllerModel::kDmiToPciBridge || AssignedPci(c.info)) continue;
    if (set.IsSlotTaken(0, kIch9DmiSlot)) return absl::OkStatus();
    RETURN_IF_ERROR(set.ReserveFixed(kIch9DmiSlot, 0));
    SetAddress(c.info, PciPlace(0, kIch9DmiSlot));
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status PlaceIch9Sound(Devices& d, PciAddressSet& set) {
  for (SoundDef& sound : d.sounds) {
    if (sound.model != SoundModel::kIch9 || AssignedPci(sound.info)) continue;
    if (set.IsSlotTaken(0, kIch9SoundSlot)) return absl::OkStatus();
    RETURN_IF_ERROR(set.ReserveFixed(kIch9SoundSlot, 0));
    SetAddress(sound.info, PciPlace(0, kIch9SoundSlot));
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

absl::Status PlaceQ35(Devices& d, PciAddressSet& set, const MachineKind& machine) {
  for (ControllerDef& c : d.controllers) {
    if (c.type == ControllerType::kSata && c.index == 0) RETURN_IF_ERROR(PlaceFixed(set, c.info, kIch9Sata, "Primary SATA controller"));
  }
  RETURN_IF_ERROR(PlaceIch9Usb(d, set));
  RETURN_IF_ERROR(PlaceIch9Bridge(d, set));
  RETURN_IF_ERROR(set.ReserveFixed(kIch9Lpc.slot, kIch9Lpc.function));
  RETURN_IF_ERROR(set.ReserveFixed(kIch9Smbus.slot, kIch9Smbus.function));
  RETURN_IF_ERROR(PlacePrimaryVideo(d, set, 1, machine));
  return PlaceIch9Sound(d, set);
}

}  // namespace

absl::Status PlaceChipset(Devices& devices, const MachineKind& machine, PciAddressSet& set) {
  if (machine.Is(MachineFamily::kI440fx)) return PlaceI440fx(devices, set, machine);
  if (machine.Is(MachineFamily::kQ35)) return PlaceQ35(devices, set, machine);
  return absl::OkStatus();
}

bool IsPlacedByChipset(const MachineKind& machine, const ControllerDef& c) {
  if (c.index != 0) return false;
  if (machine.Is(MachineFamily::kQ35)) return c.type == ControllerType::kSata;
  if (!machine.Is(MachineFamily::kI440fx)) return false;
  return c.type == ControllerType::kIde || (c.type == ControllerType::kUsb && c.model == ControllerModel::kPiix3Uhci);
}

}  // namespace pleiad::conf
