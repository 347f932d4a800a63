// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/pci_address_set.h"

#include <bit>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::conf {
namespace {

template <class... Args>
absl::Status XmlError(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return Error(ErrorDomain::kDomain, ErrorCode::kXmlError, format, args...);
}

// What a kind of device is called when it is in the wrong place.
const char* WantedController(uint32_t flags) {
  if (flags & kPciEndpoint) return flags & kPcieDevice ? "PCI Express device" : "standard PCI device";
  if (flags & kPcieRootPort) return "pcie-root-port";
  if (flags & kPcieUpstream) return "pcie-switch-upstream-port";
  if (flags & kPcieDownstream) return "pcie-switch-downstream-port";
  if (flags & kDmiToPciBridge) return "dmi-to-pci-bridge";
  if (flags & kPcieToPciBridge) return "pcie-to-pci-bridge";
  if (flags & kPciExpander) return "pci-expander-bus";
  if (flags & kPcieExpander) return "pcie-expander-bus";
  return "pci-bridge";
}

}  // namespace

absl::Status PciAddressSet::Validate(const PciAddress& a, uint32_t flags, bool from_config) const {
  const std::string text = PciAddressText(a);
  if (buses_.empty()) return XmlError("No PCI buses available");
  if (a.domain != 0) return XmlError("Invalid PCI address %s. Only PCI domain 0 is available", text);
  if (a.bus >= buses_.size()) return XmlError("Invalid PCI address %s. Only PCI buses up to %d are available", text, buses_.size() - 1);
  const PciBus& bus = buses_[a.bus];
  if (!bus.Takes(flags, from_config)) {
    return XmlError("The device at PCI address %s cannot be plugged into the PCI controller with index='%d'. It requires a controller that accepts a %s.",
                    text, a.bus, WantedController(flags));
  }
  if (a.slot < bus.first_slot) return XmlError("Invalid PCI address %s. slot must be >= %d", text, bus.first_slot);
  if (a.slot > bus.last_slot) return XmlError("Invalid PCI address %s. slot must be <= %d", text, bus.last_slot);
  if (a.function > 7) return XmlError("Invalid PCI address %s. function must be <= 7", text);
  return absl::OkStatus();
}

absl::Status PciAddressSet::Reserve(PciAddress& a, uint32_t flags, bool from_config) {
  if (may_grow_ && !buses_.empty() && a.domain == 0 && a.bus >= buses_.size()) RETURN_IF_ERROR(Grow(a, flags));
  RETURN_IF_ERROR(Validate(a, flags, from_config));
  PciSlot& slot = buses_[a.bus].slots[a.slot];
  if (IsTaken(a)) return XmlError("Attempted double use of PCI Address %s", PciAddressText(a));
  // A slot is shared by an aggregating kind only when the first device in it was put there by us.
  if (slot.functions == 0) slot.aggregate = !from_config && (flags & kPciAggregate);
  slot.functions |= static_cast<uint8_t>(1u << a.function);
  return absl::OkStatus();
}

absl::Status PciAddressSet::ReserveFixed(uint32_t slot, uint32_t function) {
  const PciAddress address = PciPlace(0, slot, function);
  if (IsTaken(address)) return XmlError("Attempted double use of PCI Address %s", PciAddressText(address));
  buses_[0].slots[slot].functions |= static_cast<uint8_t>(1u << function);
  return absl::OkStatus();
}

std::optional<PciAddress> PciAddressSet::Find(uint32_t flags, uint32_t function) {
  for (uint32_t number = 0; number < buses_.size(); ++number) {
    const PciBus& bus = buses_[number];
    if (!bus.Takes(flags, /*from_config=*/false)) continue;
    for (uint32_t slot = bus.first_slot; slot <= bus.last_slot; ++slot) {
      const PciSlot& place = bus.slots[slot];
      if (place.functions == 0) return PciPlace(number, slot, function);
      if (!(flags & kPciAggregate) || !place.aggregate || place.functions == 0xff) continue;
      return PciPlace(number, slot, static_cast<uint32_t>(std::countr_one(place.functions)));
    }
  }
  return std::nullopt;
}

absl::StatusOr<PciAddress> PciAddressSet::Next(uint32_t flags, uint32_t function) {
  if (buses_.empty()) return XmlError("No PCI buses available");
  std::optional<PciAddress> found = Find(flags, function);
  if (!found && may_grow_) {
    PciAddress wanted = PciPlace(static_cast<uint32_t>(buses_.size()), 0);
    RETURN_IF_ERROR(Grow(wanted, flags));
    found = Find(flags, function);
  }
  if (!found) return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, "No more available PCI slots");
  RETURN_IF_ERROR(Reserve(*found, flags, /*from_config=*/false));
  return *found;
}

bool PciAddressSet::HasBusFor(uint32_t flags) const {
  for (const PciBus& bus : buses_) {
    if (bus.accepts & flags) return true;
  }
  return false;
}

absl::Status PciAddressSet::Grow(PciAddress& address, uint32_t flags) {
  if (address.bus > 255) return XmlError("Invalid PCI address bus='0x%x', must be <= 0xFF", address.bus);
  ControllerModel model;
  if (flags & (kPciDevice | kPciBridge)) {
    model = ControllerModel::kPciBridge;
    if (!HasBusFor(kPciBridge)) {
      // A PCIe machine without conventional slots gets a bridge in a root port of its own.
      if (address.bus == buses_.size()) ++address.bus;
      buses_.emplace_back(ControllerModel::kPcieRootPort).slots[0].functions = 1;
      buses_.emplace_back(ControllerModel::kPcieToPciBridge);
    }
  } else if (flags & (kPcieDevice | kPcieUpstream | kPcieToPciBridge)) {
    model = ControllerModel::kPcieRootPort;
  } else {
    return Error(ErrorDomain::kDomain, ErrorCode::kInternalError,
                 "Cannot automatically add a new PCI bus for a device with connect flags %02x", flags & kPciTypes);
  }
  while (buses_.size() <= address.bus) buses_.emplace_back(model);
  return absl::OkStatus();
}

bool PciAddressSet::AllFull() const {
  for (const PciBus& bus : buses_) {
    for (uint32_t slot = bus.first_slot; slot <= bus.last_slot; ++slot) {
      if (bus.slots[slot].functions == 0) return false;
    }
  }
  return true;
}

}  // namespace pleiad::conf
