// SPDX-License-Identifier: Apache-2.0
// Ports of virtio-serial controllers; see bus_addresses.h.
#include <map>
#include <set>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/bus_addresses.h"

namespace pleiad::conf {
namespace {

constexpr uint32_t kDefaultPorts = 31;

struct Ports {
  uint32_t count = kDefaultPorts;
  std::set<uint32_t> taken;
};
using Controllers = std::map<uint32_t, Ports>;

absl::Status Take(Controllers& controllers, const VirtioSerialAddress& a) {
  if (!controllers[a.controller].taken.insert(a.port).second) {
    return Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "virtio serial port %u on controller %u is already occupied", a.port, a.controller);
  }
  return absl::OkStatus();
}

// Port 0 is for a console alone: guests of old look for theirs there.
bool FindFree(const Ports& ports, uint32_t& port) {
  for (port = 1; port < ports.count; ++port) {
    if (!ports.taken.contains(port)) return true;
  }
  return false;
}

bool WantsPort(const ChardevDef& channel) {
  if (channel.target != ChardevTarget::kChannelVirtio) return false;
  const auto* address = channel.info.As<VirtioSerialAddress>();
  return !channel.info.HasAddress() || (address && address->port == 0);
}

absl::Status Assign(Devices& d, Controllers& controllers, ChardevDef& channel) {
  VirtioSerialAddress address;
  if (const auto* partial = channel.info.As<VirtioSerialAddress>()) {
    address = *partial;
    if (!FindFree(controllers[address.controller], address.port)) {
      return Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "Unable to find a free port on virtio-serial controller %u", address.controller);
    }
  } else {
    bool found = false;
    for (const auto& [index, ports] : controllers) {
      address.controller = index;
      if ((found = FindFree(ports, address.port))) break;
    }
    if (!found) {
      ControllerDef& added = d.controllers.emplace_back();
      added.type = ControllerType::kVirtioSerial;
      address = {.controller = controllers.empty() ? 0 : controllers.rbegin()->first + 1, .port = 1};
      added.index = static_cast<int>(address.controller);
    }
  }
  RETURN_IF_ERROR(Take(controllers, address));
  channel.info.address = address;
  return absl::OkStatus();
}

}  // namespace

absl::Status AssignVirtioSerialAddresses(Devices& d) {
  Controllers controllers;
  for (const ControllerDef& c : d.controllers) {
    if (c.type == ControllerType::kVirtioSerial) controllers[static_cast<uint32_t>(c.index)].count = c.ports.value_or(kDefaultPorts);
  }
  for (const auto* list : {&d.channels, &d.consoles}) {
    for (const ChardevDef& chardev : *list) {
      const auto* given = chardev.info.As<VirtioSerialAddress>();
      if (given && !WantsPort(chardev)) RETURN_IF_ERROR(Take(controllers, *given));
    }
  }
  for (ChardevDef& channel : d.channels) {
    if (WantsPort(channel)) RETURN_IF_ERROR(Assign(d, controllers, channel));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf
