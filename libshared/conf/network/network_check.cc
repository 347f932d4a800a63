// SPDX-License-Identifier: Apache-2.0
// network_check.cc: completing a network, and what libvirt's driver of virtual networks refuses to run.
#include <algorithm>

#include "libshared/conf/network/ip_address.h"
#include "libshared/conf/network/network_def.h"
#include "libshared/conf/shapes.h"

namespace pleiad::conf {
namespace {
constexpr int kMostBridges = 256;

absl::Status WithNetwork(const absl::Status& status) { return status.ok() ? status : WithDomain(status, ErrorDomain::kNetwork); }

// The first free name of the pattern: "virbr%d", or the one of the document.
absl::Status ChooseBridge(NetworkDef& network, const std::function<bool(const std::string&)>& in_use) {
  std::string& name = network.bridge.name;
  const std::string pattern = name.empty() ? "virbr%d" : name;
  const size_t at = pattern.find("%d");
  if (at == std::string::npos) {
    return in_use(name) ? InternalError("bridge name '%s' already in use.", name) : absl::OkStatus();
  }
  for (int i = 0; i < kMostBridges; ++i) {
    std::string candidate = pattern.substr(0, at) + std::to_string(i) + pattern.substr(at + 2);
    if (in_use(candidate)) continue;
    name = std::move(candidate);
    return absl::OkStatus();
  }
  return InternalError("Bridge generation exceeded max id %d", kMostBridges);
}

// In the range that QEMU and KVM have.
std::string RandomMac() {
  const Uuid random = Uuid::Random();
  return absl::StrFormat("52:54:00:%02x:%02x:%02x", random.bytes[0], random.bytes[1], random.bytes[2]);
}

absl::Status CheckParts(const NetworkDef& network) {
  const std::string mode = xml::NameOf(kForwardModes, network.forward.mode);
  const auto refuse = [&](const char* what) {
    return Unsupported("Unsupported %s element in network %s with forward mode='%s'", std::string(what), network.name, mode);
  };
  if (network.OwnsBridge()) return absl::OkStatus();
  if (!network.mac.empty()) return refuse("<mac>");
  if (!network.ips.empty()) return refuse("<ip>");
  if (!network.domain.empty()) return refuse("<domain>");
  if (network.dns.HasRecords()) return refuse("<dns>");
  if (network.bandwidth && network.forward.mode != ForwardMode::kBridge) return refuse("network-wide <bandwidth>");
  return absl::OkStatus();
}

absl::Status CheckPortGroups(const NetworkDef& network) {
  const PortGroup* chosen = nullptr;
  for (size_t i = 0; i < network.port_groups.size(); ++i) {
    const PortGroup& group = network.port_groups[i];
    for (size_t j = 0; j < i; ++j) {
      if (network.port_groups[j].name != group.name) continue;
      return Unsupported("multiple <portgroup> elements with the same name (%s) in network '%s'", group.name, network.name);
    }
    if (group.is_default && chosen) {
      return Unsupported("network '%s' has multiple default <portgroup> elements (%s and %s), but only one default is allowed",
                         network.name, chosen->name, group.name);
    }
    if (group.is_default) chosen = &group;
    if (group.bandwidth && !network.OwnsBridge() && network.forward.mode != ForwardMode::kBridge) {
      return Unsupported("Unsupported <bandwidth> element in network '%s' in portgroup '%s' with forward mode='%s'", network.name,
                         group.name, std::string(xml::NameOf(kForwardModes, network.forward.mode)));
    }
  }
  return absl::OkStatus();
}

// Tags need a switch that knows them: a physical one, or Open vSwitch.
absl::Status CheckVlans(const NetworkDef& network) {
  const bool physical = network.forward.mode == ForwardMode::kPassthrough || network.forward.mode == ForwardMode::kHostdev;
  const auto is_ovs = [](const std::optional<VirtualPort>& port) { return port && port->type == VirtualPortType::kOpenvswitch; };
  const bool bridged = network.forward.mode == ForwardMode::kBridge;
  bool used = network.vlan && !(physical || (bridged && is_ovs(network.virtual_port)));
  for (const PortGroup& group : network.port_groups) {
    const bool ovs = bridged && is_ovs(group.virtual_port ? group.virtual_port : network.virtual_port);
    used |= group.vlan && !(physical || ovs);
    // Ports of another kind of switch would get the network's tags.
    used |= network.vlan && !physical && !ovs;
  }
  if (!used) return absl::OkStatus();
  return Unsupported("<vlan> element specified for network %s, whose type doesn't support vlan configuration", network.name);
}

absl::Status CheckDhcp(const NetworkDef& network) {
  for (const bool v6 : {false, true}) {
    const auto serves = [v6](const NetworkIp& ip) { return ip.is_v6() == v6 && !(ip.ranges.empty() && ip.hosts.empty()); };
    if (std::count_if(network.ips.begin(), network.ips.end(), serves) < 2) continue;
    const std::string name = v6 ? "IPv6" : "IPv4";
    return Unsupported("Multiple %s dhcp sections found -- dhcp is supported only for a single %s address on each network", name,
                       name);
  }
  return absl::OkStatus();
}

absl::Status CheckRoutes(const NetworkDef& network) {
  for (const NetworkRoute& route : network.routes) {
    const auto gateway = IpAddress::Parse(route.gateway);
    const auto reaches = [&](const NetworkIp& ip) {
      const auto address = IpAddress::Parse(ip.address);
      if (!address || !gateway || address->is_v6() != gateway->is_v6()) return false;
      return address->Network(ip.EffectivePrefix()) == gateway->Network(ip.EffectivePrefix());
    };
    if (std::none_of(network.ips.begin(), network.ips.end(), reaches)) {
      return Unsupported("unreachable static route gateway '%s' specified for network '%s'", route.gateway, network.name);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckDevices(const NetworkDef& network) {
  if (network.forward.mode != ForwardMode::kHostdev || network.forward.interfaces.empty()) return absl::OkStatus();
  return Unsupported(
      "hostdev network '%s' lists '%s' in the device pool, but hostdev networks require all devices to be listed by PCI address, "
      "not network "
      "device name",
      network.name, network.forward.interfaces.front().dev);
}
}  // namespace

absl::Status CompleteNetwork(NetworkDef& network, const std::function<bool(const std::string& name)>& bridge_in_use) {
  if (!network.uuid) network.uuid = Uuid::Random();
  if (!network.OwnsBridge()) return absl::OkStatus();
  if (network.mac.empty()) network.mac = RandomMac();
  return WithNetwork(ChooseBridge(network, bridge_in_use));
}

absl::Status CheckNetwork(const NetworkDef& network) {
  for (const auto check : {CheckParts, CheckPortGroups, CheckVlans, CheckDhcp, CheckRoutes, CheckDevices}) {
    if (absl::Status wrong = check(network); !wrong.ok()) return WithNetwork(wrong);
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf
