// SPDX-License-Identifier: Apache-2.0
// usb_addresses.h: gives every USB device of a domain a port, adding hubs when the controllers have too few.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/devices.h"

namespace pleiad::conf {

// The ports of one controller or hub, numbered from 1, and the hubs plugged into them.
struct UsbHub {
  explicit UsbHub(uint32_t ports) : taken(ports + 1, false) { taken[0] = true; }
  std::vector<bool> taken;
  std::map<uint32_t, UsbHub> hubs;

  uint32_t Ports() const { return static_cast<uint32_t>(taken.size()) - 1; }
};

// The USB buses of one domain.
class UsbAddressSet {
 public:
  // The bus of a controller: its root hub's ports. Companions of one index are one bus.
  void AddController(const ControllerDef& controller);
  bool HasBuses() const { return !buses_.empty(); }
  // Errors: XML_ERROR (27) no such bus or port, taken already, no hub where the port leads.
  absl::Status Reserve(const UsbAddress& address);
  // Makes the hub's ports known; its own port is taken already.
  absl::Status AddHub(const UsbAddress& address);
  // The first free port of the first bus, a bus's own before those of its hubs. With `bus`, of that bus alone.
  absl::Status Next(UsbAddress& address, std::optional<uint32_t> bus = std::nullopt);
  uint32_t FreePorts() const;

 private:
  absl::Status FindHub(const UsbAddress& address, UsbHub*& hub);

  std::map<uint32_t, UsbHub> buses_;
};

//   Errors  XML_ERROR (27) as above
absl::Status AssignUsbAddresses(Devices& devices);

}  // namespace pleiad::conf
