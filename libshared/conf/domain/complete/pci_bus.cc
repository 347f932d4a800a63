// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/pci_bus.h"

#include "absl/strings/str_format.h"

namespace pleiad::conf {

std::string PciAddressText(const PciAddress& a) { return absl::StrFormat("%04x:%02x:%02x.%d", a.domain, a.bus, a.slot, a.function); }

PciBus::PciBus(ControllerModel bus_model) : model(bus_model) {
  switch (model) {
    case ControllerModel::kPciRoot:
      accepts = kPciHotplug | kPciDevice | kPciBridge | kPciExpander;
      first_slot = 1, last_slot = 31;
      break;
    case ControllerModel::kPciBridge:
    case ControllerModel::kPcieToPciBridge:
      accepts = kPciHotplug | kPciDevice | kPciBridge;
      first_slot = 1, last_slot = 31;
      break;
    case ControllerModel::kPciExpanderBus:
      accepts = kPciHotplug | kPciDevice | kPciBridge;
      first_slot = 0, last_slot = 31;
      break;
    case ControllerModel::kDmiToPciBridge:  // no hotplug below it
      accepts = kPciDevice | kPciBridge;
      first_slot = 0, last_slot = 31;
      break;
    case ControllerModel::kPcieRoot:  // integrated endpoints, none of which can be unplugged
      accepts = kPciEndpoint | kPcieRootPort | kDmiToPciBridge | kPcieExpander;
      first_slot = 1, last_slot = 31;
      break;
    case ControllerModel::kPcieRootPort:
    case ControllerModel::kPcieSwitchDownstreamPort:
      accepts = kPciHotplug | kPcieDevice | kPcieUpstream | kPcieToPciBridge;
      break;
    case ControllerModel::kPcieSwitchUpstreamPort:
      accepts = kPcieDownstream;
      first_slot = 0, last_slot = 31;
      break;
    case ControllerModel::kPcieExpanderBus:
      accepts = kPcieRootPort | kDmiToPciBridge;
      first_slot = 0, last_slot = 31;
      break;
    default:
      break;
  }
}

bool PciBus::Takes(uint32_t flags, bool from_config) const {
  uint32_t wanted = flags & kPciTypes;
  if (from_config && (wanted & kPciEndpoint)) wanted |= kPciEndpoint;
  if ((wanted & accepts) == 0) return false;
  return from_config || !(flags & kPciHotplug) || (accepts & kPciHotplug);
}

uint32_t PciConnectOfController(ControllerModel model) {
  switch (model) {
    case ControllerModel::kPciBridge: return kPciBridge;
    case ControllerModel::kPciExpanderBus: return kPciExpander;
    case ControllerModel::kPcieExpanderBus: return kPcieExpander;
    case ControllerModel::kPcieToPciBridge: return kPcieToPciBridge;
    case ControllerModel::kDmiToPciBridge: return kDmiToPciBridge;
    case ControllerModel::kPcieRootPort: return kPcieRootPort | kPciAggregate;
    case ControllerModel::kPcieSwitchUpstreamPort: return kPcieUpstream;
    case ControllerModel::kPcieSwitchDownstreamPort: return kPcieDownstream;
    default: return 0;
  }
}

}  // namespace pleiad::conf
