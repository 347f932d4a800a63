// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/pci_addresses.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/pci_address_set.h"
#include "libshared/conf/domain/complete/pci_chipset.h"
#include "libshared/conf/domain/complete/pci_connect.h"

namespace pleiad::conf {
namespace {

PciAddress* GivenAddress(DeviceInfo& info) {
  auto* address = info.As<PciAddress>();
  return address && !IsUnassigned(*address) ? address : nullptr;
}

void SetAddress(DeviceInfo& info, PciAddress address) {
  if (auto* old = info.As<PciAddress>()) address.zpci = old->zpci, address.multifunction = old->multifunction;
  info.address = address;
}

int HighestPciIndex(const Devices& d) {
  int highest = -1;
  for (const ControllerDef& c : d.controllers) {
    if (c.type == ControllerType::kPci) highest = std::max(highest, c.index);
  }
  return highest;
}

// The buses that the document's controllers make; numbers that are left out become what the machine adds by itself.
std::vector<PciBus> BusesOf(const Devices& d, const MachineKind& machine) {
  const ControllerModel filler = machine.pcie_root ? ControllerModel::kPcieRootPort : ControllerModel::kPciBridge;
  std::vector<PciBus> buses(static_cast<size_t>(HighestPciIndex(d) + 1), PciBus(filler));
  for (const ControllerDef& c : d.controllers) {
    if (c.type == ControllerType::kPci) buses[static_cast<size_t>(c.index)] = PciBus(c.model);
  }
  return buses;
}

// Takes the places that the document gives.
absl::Status ReserveGiven(std::vector<PciUser>& users, const MachineKind& machine, PciAddressSet& set) {
  for (PciUser& user : users) {
    PciAddress* address = GivenAddress(*user.info);
    if (!address || (user.controller && IsPlacedByChipset(machine, *user.controller))) continue;
    RETURN_IF_ERROR(set.Reserve(*address, user.flags, /*from_config=*/true));
  }
  return absl::OkStatus();
}

// The function of a USB 2 controller and its USB 1 companions, which share a slot.
std::optional<uint32_t> CompanionFunction(const ControllerDef& c) {
  if (c.type != ControllerType::kUsb) return std::nullopt;
  switch (c.model) {
    case ControllerModel::kIch9Ehci1: return 7;
    case ControllerModel::kIch9Uhci1: return 0;
    case ControllerModel::kIch9Uhci2: return 1;
    case ControllerModel::kIch9Uhci3: return 2;
    default: return std::nullopt;
  }
}

absl::Status AssignCompanion(Devices& d, ControllerDef& c, uint32_t function, uint32_t flags, PciAddressSet& set) {
  PciAddress address;
  for (ControllerDef& other : d.controllers) {
    const PciAddress* placed = GivenAddress(other.info);
    if (&other == &c || other.index != c.index || !CompanionFunction(other) || !placed) continue;
    address = *placed;
    address.function = function;
    if (set.IsTaken(address)) address = PciAddress{};
    break;
  }
  if (IsUnassigned(address)) {
    ASSIGN_OR_RETURN(address, set.Next(flags, function));
  } else {
    RETURN_IF_ERROR(set.Reserve(address, flags, /*from_config=*/false));
  }
  address.multifunction = function == 0 ? OnOff(xml::OnOff{true}) : std::nullopt;
  address.zpci.reset();
  c.info.address = address;
  return absl::OkStatus();
}

absl::Status AssignFree(Devices& d, std::vector<PciUser>& users, PciAddressSet& set) {
  for (PciUser& user : users) {
    if (GivenAddress(*user.info)) continue;
    if (user.controller) {
      if (auto function = CompanionFunction(*user.controller)) {
        RETURN_IF_ERROR(AssignCompanion(d, *user.controller, *function, user.flags, set));
        continue;
      }
    }
    ASSIGN_OR_RETURN(const PciAddress address, set.Next(user.flags));
    SetAddress(*user.info, address);
  }
  return absl::OkStatus();
}

// Tries it on a copy, with as many buses as needed, and adds their controllers.
absl::Status AddMissingBuses(Devices& devices, const MachineKind& machine, const CompleteOptions& options) {
  Devices plan = devices;
  const int highest = HighestPciIndex(plan);
  std::vector<PciUser> users = PciUsers(plan, machine, options);
  PciAddressSet set(BusesOf(plan, machine), /*may_grow=*/true);
  RETURN_IF_ERROR(ReserveGiven(users, machine, set));
  std::vector<PciUser> own = PciUsers(devices, machine, options);
  for (size_t i = 0; i < users.size(); ++i) {
    // A user's bus number may have moved up for a bridge.
    if (auto* moved = GivenAddress(*users[i].info)) *GivenAddress(*own[i].info) = *moved;
  }
  RETURN_IF_ERROR(PlaceChipset(plan, machine, set));
  // Room for a bridge, should the devices not fit.
  if (machine.pci_root && !set.AllFull()) RETURN_IF_ERROR(set.Next(kPciBridge).status());
  RETURN_IF_ERROR(AssignFree(plan, users, set));
  // A port to spare, into which something can be plugged while the guest runs, unless the user counted the ports.
  if (machine.pcie_root && highest <= 0 && set.buses().size() > 1) RETURN_IF_ERROR(set.Next(kPcieDevice | kPciHotplug).status());

  for (size_t index = 1; index < set.buses().size(); ++index) {
    const auto has_index = [&](const ControllerDef& c) { return c.type == ControllerType::kPci && c.index == static_cast<int>(index); };
    if (std::any_of(devices.controllers.begin(), devices.controllers.end(), has_index)) continue;
    ControllerDef& added = devices.controllers.emplace_back();
    added.type = ControllerType::kPci;
    added.index = static_cast<int>(index);
    added.model = set.buses()[index].model;
  }
  return absl::OkStatus();
}

// Function 0 of a slot with several functions must say so, or the guest doesn't look for the others.
void MarkMultifunction(std::vector<PciUser>& users, const PciAddressSet& set) {
  for (PciUser& user : users) {
    PciAddress* address = GivenAddress(*user.info);
    if (address && address->function == 0 && !address->multifunction && set.IsMultifunction(*address)) {
      address->multifunction = xml::OnOff{true};
    }
  }
}

absl::Status CheckRoot(const Devices& d, const MachineKind& machine) {
  const ControllerModel wanted = machine.pcie_root ? ControllerModel::kPcieRoot : ControllerModel::kPciRoot;
  for (const ControllerDef& c : d.controllers) {
    if (c.type != ControllerType::kPci || c.index != 0 || c.model == wanted || !machine.HasPci()) continue;
    const auto& names = ControllerModels(ControllerType::kPci);
    return Error(ErrorDomain::kDomain, ErrorCode::kXmlError,
                 "The PCI controller with index='0' must be model='%s' for this machine type, but model='%s' was found instead",
                 xml::NameOf(names, wanted), c.model == ControllerModel::kDefault ? "(null)" : xml::NameOf(names, c.model));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status AssignPciAddresses(Devices& devices, const MachineKind& machine, const CompleteOptions& options) {
  RETURN_IF_ERROR(CheckRoot(devices, machine));
  for (const ControllerDef& c : devices.controllers) {
    if (c.type != ControllerType::kXenbus) continue;
    return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, "Cannot automatically add a new PCI bus for a device with connect flags 00");
  }
  if (HighestPciIndex(devices) < 0) {
    if (PciUsers(devices, machine, options).empty()) return absl::OkStatus();
    return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlError, "No PCI buses available");
  }
  RETURN_IF_ERROR(AddMissingBuses(devices, machine, options));

  std::vector<PciUser> users = PciUsers(devices, machine, options);
  PciAddressSet set(BusesOf(devices, machine), /*may_grow=*/false);
  RETURN_IF_ERROR(ReserveGiven(users, machine, set));
  RETURN_IF_ERROR(PlaceChipset(devices, machine, set));
  RETURN_IF_ERROR(AssignFree(devices, users, set));
  MarkMultifunction(users, set);
  CompletePciControllers(devices, machine);
  return absl::OkStatus();
}

}  // namespace pleiad::conf
