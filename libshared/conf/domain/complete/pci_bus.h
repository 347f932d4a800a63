// SPDX-License-Identifier: Apache-2.0
// pci_bus.h: what can be plugged into what on PCI: the kinds of connection, and one bus with its slots.
// Which device wants which connection is pci_connect.h's business, where a device goes is PciAddressSet's.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "libshared/conf/domain/controller_def.h"

namespace pleiad::conf {

// What a device is to the bus it is plugged into, and what a bus takes. The numbers stand in an error message.
enum PciConnect : uint32_t {
  kPciHotplug = 1 << 0,
  kPciAggregate = 1 << 1,  // several of its kind share the functions of one slot
  kPciDevice = 1 << 2,
  kPcieDevice = 1 << 3,
  kPcieRootPort = 1 << 4,
  kPcieUpstream = 1 << 5,
  kPcieDownstream = 1 << 6,
  kDmiToPciBridge = 1 << 7,
  kPciBridge = 1 << 8,
  kPciExpander = 1 << 9,
  kPcieExpander = 1 << 10,
  kPcieToPciBridge = 1 << 11,
};
inline constexpr uint32_t kPciEndpoint = kPciDevice | kPcieDevice;
inline constexpr uint32_t kPciTypes = kPciEndpoint | kPcieRootPort | kPcieUpstream | kPcieDownstream | kDmiToPciBridge | kPciBridge |
                                      kPciExpander | kPcieExpander | kPcieToPciBridge;

// "0000:00:1f.2"
std::string PciAddressText(const PciAddress& address);
// A document's address with only a function given is none: libvirt looks at domain, bus and slot.
inline bool IsUnassigned(const PciAddress& a) { return a.domain == 0 && a.bus == 0 && a.slot == 0; }

inline PciAddress PciPlace(uint32_t bus, uint32_t slot, uint32_t function = 0) {
  PciAddress address;
  address.bus = bus, address.slot = slot, address.function = function;
  return address;
}

struct PciSlot {
  uint8_t functions = 0;   // one bit each
  bool aggregate = false;  // its functions belong to devices of one aggregating kind
};

struct PciBus {
  explicit PciBus(ControllerModel model);

  ControllerModel model;
  uint32_t accepts = 0;
  uint32_t first_slot = 0, last_slot = 0;
  std::array<PciSlot, 32> slots{};

  // Whether a device that connects as `flags` can go here. `from_config`: the user chose, who may put an endpoint of either
  // kind anywhere, without a view to hotplug.
  bool Takes(uint32_t flags, bool from_config) const;
};

// What a PCI controller connects as; 0 for the roots.
uint32_t PciConnectOfController(ControllerModel model);

}  // namespace pleiad::conf
