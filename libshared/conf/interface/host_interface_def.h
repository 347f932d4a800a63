// SPDX-License-Identifier: Apache-2.0
// host_interface_def.h: the <interface> document of the host's own network interfaces (not of domains' cards).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/choice.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

enum class HostInterfaceType { kEthernet, kBridge, kBond, kVlan };
inline constexpr xml::EnumNames<HostInterfaceType> kHostInterfaceTypes = {{HostInterfaceType::kEthernet, "ethernet"},
                                                                          {HostInterfaceType::kBridge, "bridge"},
                                                                          {HostInterfaceType::kBond, "bond"},
                                                                          {HostInterfaceType::kVlan, "vlan"}};
enum class StartMode { kUnspecified, kNone, kOnboot, kHotplug };
enum class HostLinkState { kNone, kUnknown, kNotPresent, kDown, kLowerLayerDown, kTesting, kDormant, kUp };
inline constexpr xml::EnumNames<HostLinkState> kHostLinkStates = {{HostLinkState::kUnknown, "unknown"},
                                                                  {HostLinkState::kNotPresent, "notpresent"},
                                                                  {HostLinkState::kDown, "down"},
                                                                  {HostLinkState::kLowerLayerDown, "lowerlayerdown"},
                                                                  {HostLinkState::kTesting, "testing"},
                                                                  {HostLinkState::kDormant, "dormant"},
                                                                  {HostLinkState::kUp, "up"}};
enum class BondMode { kDefault, kBalanceRr, kActiveBackup, kBalanceXor, kBroadcast, k8023ad, kBalanceTlb, kBalanceAlb };
enum class BondMonitor { kNone, kMii, kArp };

struct HostDhcp {
  YesNo peer_dns;
};
struct HostIp {
  std::string address;
  int32_t prefix = 0;  // 0 is not said
};
struct HostProtocol {
  std::string family;  // "ipv4" or "ipv6"
  bool autoconf = false;
  std::optional<HostDhcp> dhcp;
  std::vector<HostIp> ips;
  std::string gateway;
};

struct HostInterfaceDef;

struct HostBridge {
  OnOff stp;
  std::string delay;  // seconds, as written
  std::vector<HostInterfaceDef> ports;
};
struct HostBond {
  BondMode mode = BondMode::kDefault;
  BondMonitor monitor = BondMonitor::kNone;
  // Of MII monitoring, in milliseconds.
  int32_t frequency_ms = 0, up_delay_ms = 0, down_delay_ms = 0;
  std::string carrier;  // "ioctl", "netif" or empty
  // Of ARP monitoring.
  int32_t interval_ms = 0;
  std::string target, validate;  // validate: "none", "active", "backup", "all" or empty
  std::vector<HostInterfaceDef> slaves;
};
struct HostVlan {
  std::string tag, device;
};

struct HostInterfaceDef {
  HostInterfaceType type = HostInterfaceType::kEthernet;
  std::string name;
  StartMode start = StartMode::kUnspecified;
  std::string mac;
  uint32_t speed_mbps = 0;
  HostLinkState link = HostLinkState::kNone;
  uint32_t mtu = 0;
  std::vector<HostProtocol> protocols;
  // The one of the interface's type.
  HostBridge bridge;
  HostBond bond;
  HostVlan vlan;
};

// Errors: XML_ERROR (27).
absl::StatusOr<HostInterfaceDef> ParseHostInterface(std::string_view text, const xml::Options& options = {.inactive = true},
                                                    std::vector<std::string>* unknown = nullptr);
std::string FormatHostInterface(const HostInterfaceDef& interface);

}  // namespace pleiad::conf
