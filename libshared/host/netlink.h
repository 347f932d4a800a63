// SPDX-License-Identifier: Apache-2.0
// netlink.h: network interfaces of the host, as the kernel's routing socket knows them. Each call opens its own socket and waits
// for the kernel, never for the network. Errors are SYSTEM_ERROR with errno and libvirt's text, which names the interface.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/statusor.h"

namespace pleiad::host {

using MacAddress = std::array<uint8_t, 6>;

// Of "52:54:00:11:22:33"; nothing for any other text.
std::optional<MacAddress> ParseMac(const std::string& text);

//   Errors  "Unable to get index for interface NAME: No such device"
absl::StatusOr<int> LinkIndex(const std::string& name);
//   Errors  "Cannot get interface MTU on 'NAME': No such device"
absl::StatusOr<uint32_t> LinkMtu(const std::string& name);

// What shall change of an interface.
struct LinkChange {
  std::optional<MacAddress> mac;
  std::optional<uint32_t> mtu;
  std::optional<std::string> bridge;  // it becomes a port of
  std::optional<bool> isolated;       // from other isolated ports of its bridge
  bool up = false;
};
// In one transaction as far as the kernel allows: address and MTU, then the bridge, then up.
absl::Status ChangeLink(const std::string& name, const LinkChange& change);

enum class MacvtapMode { kVepa, kPrivate, kBridge, kPassthrough };
// Makes a macvtap interface on `parent`; its device is /dev/tapINDEX.
absl::StatusOr<int> CreateMacvtap(const std::string& name, const std::string& parent, MacvtapMode mode, const MacAddress& mac);
// One that is not there is what was wanted.
absl::Status DeleteLink(const std::string& name);

}  // namespace pleiad::host
