// SPDX-License-Identifier: Apache-2.0
// network_port_def.h: the <networkport> document: what a guest's card has of a network.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/choice.h"
#include "libshared/conf/network/network_def.h"

namespace pleiad::conf {

enum class PortPlug { kNone, kNetwork, kBridge, kDirect, kHostdevPci };
inline constexpr xml::EnumNames<PortPlug> kPortPlugs = {{PortPlug::kNone, "none"},
                                                        {PortPlug::kNetwork, "network"},
                                                        {PortPlug::kBridge, "bridge"},
                                                        {PortPlug::kDirect, "direct"},
                                                        {PortPlug::kHostdevPci, "hostdev-pci"}};
enum class PortMode { kDefault, kVepa, kPrivate, kBridge, kPassthrough };
inline constexpr xml::EnumNames<PortMode> kPortModes = {{PortMode::kVepa, "vepa"},
                                                        {PortMode::kPrivate, "private"},
                                                        {PortMode::kBridge, "bridge"},
                                                        {PortMode::kPassthrough, "passthrough"}};

// What the network gave the port; which members count depends on `type`.
struct PortPlugDef {
  PortPlug type = PortPlug::kNone;
  std::string bridge;
  NetworkMacTable mac_table_manager = NetworkMacTable::kDefault;
  std::string dev;
  PortMode mode = PortMode::kDefault;
  YesNo managed;
  std::string driver;
  PciAddress pci;
};

struct NetworkPortDef {
  std::optional<Uuid> uuid, owner_uuid;
  std::string owner_name, group, mac;
  std::optional<VirtualPort> virtual_port;
  std::optional<BandwidthDef> bandwidth;
  std::optional<VlanDef> vlan;
  YesNo isolated, trust_guest_rx_filters;
  PortPlugDef plug;
};

// Errors: INTERNAL_ERROR (1) for what is missing, XML_ERROR (27).
absl::StatusOr<NetworkPortDef> ParseNetworkPort(std::string_view text, const xml::Options& options = {},
                                                std::vector<std::string>* unknown = nullptr);
std::string FormatNetworkPort(const NetworkPortDef& port);

}  // namespace pleiad::conf
