// SPDX-License-Identifier: Apache-2.0
// What PCI controllers tell QEMU of themselves: the device that plays them, chassis, port and bus numbers. See pci_addresses.h.
#include <algorithm>
#include <optional>

#include "libshared/conf/domain/complete/pci_addresses.h"

namespace pleiad::conf {
namespace {

PciModelName ModelNameOf(ControllerModel model, const MachineKind& machine) {
  switch (model) {
    case ControllerModel::kPciRoot:
      return machine.Is(MachineFamily::kPseries) ? PciModelName::kSpaprPciHostBridge : PciModelName::kNone;
    case ControllerModel::kPciBridge: return PciModelName::kPciBridge;
    case ControllerModel::kDmiToPciBridge: return PciModelName::kI82801b11Bridge;
    case ControllerModel::kPcieToPciBridge: return PciModelName::kPciePciBridge;
    case ControllerModel::kPcieRootPort: return PciModelName::kPcieRootPort;
    case ControllerModel::kPcieSwitchUpstreamPort: return PciModelName::kX3130Upstream;
    case ControllerModel::kPcieSwitchDownstreamPort: return PciModelName::kXio3130Downstream;
    case ControllerModel::kPciExpanderBus: return PciModelName::kPxb;
    case ControllerModel::kPcieExpanderBus: return PciModelName::kPxbPcie;
    default: return PciModelName::kNone;
  }
}

// Expander buses count down from the highest number, leaving room for what is below the others.
uint32_t FreeBusNumber(const Devices& d) {
  uint32_t lowest = 256;
  for (const ControllerDef& c : d.controllers) {
    if (c.type == ControllerType::kPci && c.pci.bus_nr) lowest = std::min(lowest, *c.pci.bus_nr);
  }
  return lowest - 2;
}

uint32_t FreeHostBridge(const Devices& d) {
  uint32_t index = 1;
  const auto taken = [&](const ControllerDef& c) { return c.type == ControllerType::kPci && c.pci.index == index; };
  while (std::any_of(d.controllers.begin(), d.controllers.end(), taken)) ++index;
  return index;
}

void Complete(Devices& d, ControllerDef& c, const MachineKind& machine) {
  PciControllerOptions& o = c.pci;
  if (o.model_name == PciModelName::kNone) o.model_name = ModelNameOf(c.model, machine);
  const auto* address = c.info.As<PciAddress>();
  const uint32_t own_number = static_cast<uint32_t>(c.index);
  switch (c.model) {
    case ControllerModel::kPciBridge:
      if (!o.chassis_nr) o.chassis_nr = own_number;
      break;
    case ControllerModel::kPcieRootPort:  // the guest knows a port by its place
      if (!o.chassis) o.chassis = own_number;
      if (!o.port && address) o.port = address->slot << 3 | address->function;
      break;
    case ControllerModel::kPcieSwitchDownstreamPort:
      if (!o.chassis) o.chassis = own_number;
      if (!o.port && address) o.port = address->slot;
      break;
    case ControllerModel::kPciExpanderBus:
    case ControllerModel::kPcieExpanderBus:
      if (!o.bus_nr) o.bus_nr = FreeBusNumber(d);
      break;
    case ControllerModel::kPciRoot:
      if (!machine.Is(MachineFamily::kPseries) || o.index) break;
      o.index = c.index == 0 ? 0 : FreeHostBridge(d);
      break;
    default:
      break;
  }
}

}  // namespace

void CompletePciControllers(Devices& devices, const MachineKind& machine) {
  for (ControllerDef& c : devices.controllers) {
    if (c.type == ControllerType::kPci) Complete(devices, c, machine);
  }
}

}  // namespace pleiad::conf
