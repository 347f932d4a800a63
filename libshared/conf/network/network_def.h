// SPDX-License-Identifier: Apache-2.0
// network_def.h: the <network> document. Parse refuses what makes no sense in itself, CompleteNetwork gives it what every
// network has, and CheckNetwork says whether libvirt's bridge driver can run it. Devices and ports on the host are for the
// driver.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/choice.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/interface_network.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

enum class ForwardMode { kNone, kNat, kRoute, kOpen, kBridge, kPrivate, kVepa, kPassthrough, kHostdev };
inline constexpr xml::EnumNames<ForwardMode> kForwardModes = {
    {ForwardMode::kNone, "none"},      {ForwardMode::kNat, "nat"},
    {ForwardMode::kRoute, "route"},    {ForwardMode::kOpen, "open"},
    {ForwardMode::kBridge, "bridge"},  {ForwardMode::kPrivate, "private"},
    {ForwardMode::kVepa, "vepa"},      {ForwardMode::kPassthrough, "passthrough"},
    {ForwardMode::kHostdev, "hostdev"}};

// One device of a pool; `connections` counts its ports while the network runs.
struct ForwardInterface {
  std::string dev;
  uint32_t connections = 0;
};
struct ForwardAddress {
  PciAddress pci;
  uint32_t connections = 0;
};
struct NatRange {
  std::string start, end;  // addresses
};
struct NatPorts {
  uint32_t start = 0, end = 0;
};
struct NatDef {
  YesNo ipv6;
  std::optional<NatRange> address;
  std::optional<NatPorts> port;
};
struct ForwardDef {
  ForwardMode mode = ForwardMode::kNone;
  YesNo managed;       // of hostdev: libvirt takes devices from their drivers
  std::string driver;  // "kvm", "vfio", or empty
  NatDef nat;
  std::string pf;  // the physical function whose virtual functions are the pool
  std::vector<ForwardInterface> interfaces;
  std::vector<ForwardAddress> addresses;
};

enum class NetworkMacTable { kDefault, kKernel, kLibvirt };
inline constexpr xml::EnumNames<NetworkMacTable> kNetworkMacTables = {{NetworkMacTable::kKernel, "kernel"},
                                                                      {NetworkMacTable::kLibvirt, "libvirt"}};
struct BridgeDef {
  std::string name, zone;
  bool stp = true;
  uint64_t delay_s = 0;
  NetworkMacTable mac_table_manager = NetworkMacTable::kDefault;
};

struct DnsForwarder {
  std::string domain, address;
};
struct DnsText {
  std::string name, value;
};
struct DnsService {
  std::string service, protocol, domain, target;
  uint32_t port = 0, priority = 0, weight = 0;
};
struct DnsHost {
  std::string ip;
  std::vector<std::string> names;
};
struct DnsDef {
  YesNo enable, forward_plain_names;
  std::vector<DnsForwarder> forwarders;
  std::vector<DnsText> texts;
  std::vector<DnsService> services;
  std::vector<DnsHost> hosts;
  bool HasRecords() const { return !forwarders.empty() || !texts.empty() || !services.empty() || !hosts.empty(); }
};

enum class LeaseUnit { kSeconds, kMinutes, kHours };
inline constexpr xml::EnumNames<LeaseUnit> kLeaseUnits = {
    {LeaseUnit::kSeconds, "seconds"}, {LeaseUnit::kMinutes, "minutes"}, {LeaseUnit::kHours, "hours"}};
struct LeaseTime {
  uint64_t expiry = 0;  // 0 never ends
  LeaseUnit unit = LeaseUnit::kMinutes;
  uint64_t seconds() const { return expiry * (unit == LeaseUnit::kSeconds ? 1 : unit == LeaseUnit::kMinutes ? 60 : 3600); }
};
struct DhcpRange {
  std::string start, end;
  std::optional<LeaseTime> lease;
};
struct DhcpHost {
  std::string id, mac, name, ip;
  std::optional<LeaseTime> lease;
};
struct NetworkIp {
  std::string family, address, netmask;  // family as given: "", "ipv4" or "ipv6"
  uint32_t prefix = 0;
  YesNo local_ptr;
  std::string tftp_root;
  std::vector<DhcpRange> ranges;
  std::vector<DhcpHost> hosts;
  std::string bootp_file, bootp_server;

  bool is_v6() const { return family == "ipv6"; }
  // From the prefix, the netmask, or by the address's class; 64 for IPv6.
  unsigned EffectivePrefix() const;
};
struct NetworkRoute {
  std::string family, address, netmask, gateway;
  std::optional<uint32_t> prefix, metric;
};

struct PortGroup {
  std::string name;
  bool is_default = false;
  YesNo trust_guest_rx_filters;
  std::optional<VlanDef> vlan;
  std::optional<VirtualPort> virtual_port;
  std::optional<BandwidthDef> bandwidth;
};

struct NetworkDef {
  std::string name;
  std::optional<Uuid> uuid;
  uint32_t connections = 0;  // of a running network
  bool ipv6 = false;
  YesNo trust_guest_rx_filters;
  std::string title, description;  // by virNetworkSetMetadata; in no document yet
  std::string metadata;  // a whole element, as text
  ForwardDef forward;
  BridgeDef bridge;
  uint32_t mtu = 0;
  std::string mac;
  std::string domain;
  YesNo domain_local_only;
  DnsDef dns;
  std::optional<VlanDef> vlan;
  std::optional<BandwidthDef> bandwidth;
  YesNo port_isolated;
  std::vector<NetworkIp> ips;
  std::vector<NetworkRoute> routes;
  std::optional<VirtualPort> virtual_port;
  std::vector<PortGroup> port_groups;
  std::vector<std::string> dnsmasq_options;

  // libvirt makes and feeds the bridge itself.
  bool OwnsBridge() const;
};

// options.inactive leaves out what only a running network has. Errors carry libvirt's codes: XML_ERROR (27) and others.
absl::StatusOr<NetworkDef> ParseNetwork(std::string_view text, const xml::Options& options = {.inactive = true},
                                        std::vector<std::string>* unknown = nullptr);
std::string FormatNetwork(const NetworkDef& network, const xml::Options& options = {.inactive = true});

// Gives a network its uuid, its bridge's name and MAC address when it has none. Names that bridge_in_use says yes to are
// not chosen, and INTERNAL_ERROR (1) when the document asks for one.
absl::Status CompleteNetwork(NetworkDef& network, const std::function<bool(const std::string& name)>& bridge_in_use);

// What the driver of virtual networks refuses: CONFIG_UNSUPPORTED (67), XML_ERROR (27).
absl::Status CheckNetwork(const NetworkDef& network);

}  // namespace pleiad::conf
