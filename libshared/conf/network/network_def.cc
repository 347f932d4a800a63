// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/network/network_def.h"

#include <cctype>
#include <cstring>

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/domain/metadata_def.h"
#include "libshared/conf/network/network_parts.h"

namespace pleiad::conf {
namespace {
constexpr char kDnsmasqUri[] = "http://libvirt.org/schemas/network/dnsmasq/1.0";

template <class Map>
void RootAttributes(Map& m, NetworkDef& network) {
  const std::string& name = network.name;
  if constexpr (Map::kReading) {
    m.KnowAttribute("connections");
    if (!m.options().inactive) m.Attribute("connections", network.connections, 0u);
    YesNo ipv6;
    OwnAttribute(m, "ipv6", ipv6,
                 [&](const std::string& text) { return XmlError("Invalid ipv6 setting '%s' in network '%s'", text, name); });
    network.ipv6 = IsYes(ipv6);
  } else {
    // The namespace is declared where it is used.
    if (!network.dnsmasq_options.empty()) m.Attribute("xmlns:dnsmasq", std::string(kDnsmasqUri));
    if (!m.options().inactive) m.Attribute("connections", network.connections, 0u);
    m.Attribute("ipv6", network.ipv6, false);
  }
  m.Attribute("trustGuestRxFilters", network.trust_guest_rx_filters);
}

void ReadBridge(xml::Reader& m, BridgeDef& bridge, const std::string& network) {
  m.Group("bridge", [&](auto& g) {
    g.Attribute("name", bridge.name);
    g.Attribute("zone", bridge.zone);
    const char* stp = TextOf(g, "stp");
    bridge.stp = !stp || strcmp(stp, "off") != 0;
    std::optional<uint64_t> delay;
    OwnAttribute(g, "delay", delay, [&](const std::string&) { return XmlError("Invalid delay value in network '%s'", network); });
    bridge.delay_s = delay.value_or(0);
    const char* manager = TextOf(g, "macTableManager");
    if (manager && !xml::ValueOf(kNetworkMacTables, manager, bridge.mac_table_manager)) {
      g.Fail(XmlError("Invalid macTableManager setting '%s' in network '%s'", std::string(manager), network));
    }
  });
}

// A bridge of libvirt's own is shown in full, one of somebody else's by what tells of it.
void WriteBridge(xml::Writer& m, const NetworkDef& network) {
  const BridgeDef& bridge = network.bridge;
  const bool own = network.OwnsBridge();
  if (!own && network.forward.mode != ForwardMode::kBridge) return;
  m.Group("bridge", [&](auto& g) {
    g.Attribute("name", bridge.name);
    if (own) {
      g.Attribute("zone", bridge.zone);
      g.Attribute("stp", xml::OnOff{bridge.stp}, xml::kRequired);
      g.Attribute("delay", bridge.delay_s, xml::kRequired);
    }
    g.Attribute("macTableManager", bridge.mac_table_manager, kNetworkMacTables, NetworkMacTable::kDefault);
  });
}

bool NormalizeMac(std::string& mac) {
  if (mac.size() != 17) return false;
  for (size_t i = 0; i < mac.size(); ++i) {
    const auto c = static_cast<unsigned char>(mac[i]);
    if (i % 3 == 2 ? c != ':' : !isxdigit(c)) return false;
    mac[i] = static_cast<char>(tolower(c));
  }
  return true;
}

template <class Map>
void MtuAndMac(Map& m, NetworkDef& network) {
  const std::string& name = network.name;
  m.Group("mtu", [&](auto& g) {
    if constexpr (Map::kReading) {
      std::optional<uint32_t> mtu;
      OwnAttribute(g, "size", mtu,
                   [&](const std::string& text) { return XmlError("Invalid mtu size '%s' in network '%s'", text, name); });
      network.mtu = mtu.value_or(0);
    } else {
      g.Attribute("size", network.mtu, 0u);
    }
  });
  m.Group("mac", [&](auto& g) { g.Attribute("address", network.mac); });
  if constexpr (Map::kReading) {
    if (network.mac.empty()) return;
    const std::string given = network.mac;
    if (!NormalizeMac(network.mac)) return m.Fail(XmlError("Invalid bridge mac address '%s' in network '%s'", given, name));
    if (strchr("13579bdf", network.mac[1]))
      m.Fail(XmlError("Invalid multicast bridge mac address '%s' in network '%s'", given, name));
  }
}

template <class Map>
void DomainFields(Map& m, NetworkDef& network) {
  if (!Map::kReading && network.domain.empty()) return;
  m.Group("domain", [&](auto& g) {
    g.Attribute("name", network.domain);
    g.Attribute("localOnly", network.domain_local_only);
  });
}

template <class Map>
void PortGroupFields(Map& m, PortGroup& group) {
  m.Attribute("name", group.name);
  if constexpr (Map::kReading) {
    const char* is_default = TextOf(m, "default");
    group.is_default = is_default && strcmp(is_default, "yes") == 0;
    if (group.name.empty()) return m.Fail(XmlError("Missing required name attribute in portgroup"));
  } else {
    m.Attribute("default", group.is_default, false);
  }
  m.Attribute("trustGuestRxFilters", group.trust_guest_rx_filters);
  m.Body();
  m.Element("vlan", group.vlan);
  VirtualPortFields(m, group.virtual_port);
  BandwidthFields(m, group.bandwidth);
}

// <PREFIX:options>, where the root binds PREFIX to the namespace.
void DnsmasqOptions(xml::Reader& m, std::vector<std::string>& options) {
  m.node().EachAttribute([&](const char* name, const char* value) {
    if (strncmp(name, "xmlns:", 6) != 0 || strcmp(value, kDnsmasqUri) != 0) return;
    const std::string prefix = std::string(name + 6) + ":";
    const char *group = m.Keep(prefix + "options"), *item = m.Keep(prefix + "option");
    m.Group(group, [&](auto& g) {
      g.EachElement(item, [&](auto& option) {
        if (!option.HasAttribute("value")) return option.Fail(InternalError("No dnsmasq options value specified"));
        option.Attribute("value", options.emplace_back());
      });
    });
  });
}
void DnsmasqOptions(xml::Writer& m, std::vector<std::string>& options) {
  m.Group("dnsmasq:options", [&](auto& g) {
    for (const std::string& value : options) {
      g.Nest("dnsmasq:option", /*keep_empty=*/true, [&](auto& option) { option.Attribute("value", value, xml::kRequired); });
    }
  });
}

template <class Map>
void Describe(Map& m, NetworkDef& network) {
  if constexpr (Map::kReading) {
    NameElement(m, network.name);
    if (m.failed()) return;
  }
  RootAttributes(m, network);
  if constexpr (!Map::kReading) NameElement(m, network.name);
  UuidElement(m, network.uuid);
  MetadataElement(m, network.metadata);
  ForwardFields(m, network.forward, network.name);
  if constexpr (Map::kReading) {
    ReadBridge(m, network.bridge, network.name);
  } else {
    WriteBridge(m, network);
  }
  MtuAndMac(m, network);
  DomainFields(m, network);
  DnsFields(m, network.dns, network.name);
  m.Element("vlan", network.vlan);
  BandwidthFields(m, network.bandwidth);
  m.Group("port", [&](auto& g) { g.Attribute("isolated", network.port_isolated); });
  Items(m, "ip", network.ips, [&](auto& g, NetworkIp& ip) { IpFields(g, ip, network.name); });
  Items(m, "route", network.routes, [&](auto& g, NetworkRoute& route) { RouteFields(g, route, network.name); });
  VirtualPortFields(m, network.virtual_port);
  Items(m, "portgroup", network.port_groups, [&](auto& g, PortGroup& group) { PortGroupFields(g, group); });
  DnsmasqOptions(m, network.dnsmasq_options);
}

// ---- what the modes allow -------------------------------------------------------------------------------------------
absl::Status CheckModeOfBridge(const NetworkDef& network) {
  const BridgeDef& bridge = network.bridge;
  const std::string mode = xml::NameOf(kForwardModes, network.forward.mode);
  if (network.OwnsBridge()) return absl::OkStatus();
  if (network.forward.mode != ForwardMode::kBridge) {
    return bridge.name.empty() ? absl::OkStatus()
                               : XmlError("bridge name not allowed in %s mode (network '%s')", mode, network.name);
  }
  if (bridge.delay_s != 0 || !bridge.zone.empty()) {
    return XmlError("bridge delay/stp/zone options only allowed in route, nat, and isolated mode, not in %s (network '%s')", mode,
                    network.name);
  }
  if (!bridge.name.empty() && !network.forward.interfaces.empty()) {
    return XmlError("A network with forward mode='%s' can specify a bridge name or a forward dev, but not both (network '%s')",
                    mode, network.name);
  }
  return absl::OkStatus();
}

absl::Status CheckModes(const NetworkDef& network) {
  const ForwardDef& forward = network.forward;
  const std::string mode = xml::NameOf(kForwardModes, forward.mode);
  const bool routed = forward.mode == ForwardMode::kNat || forward.mode == ForwardMode::kRoute;
  if ((routed || forward.mode == ForwardMode::kOpen) && network.ips.empty()) {
    return XmlError("%s forwarding requested, but no IP address provided for network '%s'", mode, network.name);
  }
  if (routed && forward.interfaces.size() > 1) {
    return XmlError("multiple forwarding interfaces specified for network '%s', only one is supported", network.name);
  }
  if (forward.mode == ForwardMode::kOpen && !forward.interfaces.empty()) {
    return XmlError("forward dev not allowed for network '%s' with forward mode='%s'", network.name, mode);
  }
  RETURN_IF_ERROR(CheckModeOfBridge(network));
  if (network.mtu != 0 && !network.OwnsBridge()) {
    return XmlError("mtu size only allowed in open, route, nat, and isolated mode, not in %s (network '%s')", mode, network.name);
  }
  return absl::OkStatus();
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(NetworkDef)

template <class Map>
void BandwidthFields(Map& m, std::optional<BandwidthDef>& bandwidth) {
  if constexpr (Map::kReading) {
    const xml::Node found = m.node().FirstChild("bandwidth");
    if (found && found.Attribute("classID"))
      return m.Fail(DetailError("classID attribute not supported on <bandwidth> in this usage context"));
  }
  m.Element("bandwidth", bandwidth);
  if constexpr (Map::kReading) {
    if (!bandwidth || m.failed()) return;
    if (bandwidth->inbound && bandwidth->inbound->floor)
      return m.Fail(Unsupported("floor attribute is not supported for this config"));
    if (!m.node().FirstChild("bandwidth").FirstChild()) bandwidth.reset();
  }
}
template void BandwidthFields(xml::Reader&, std::optional<BandwidthDef>&);
template void BandwidthFields(xml::Writer&, std::optional<BandwidthDef>&);

namespace {
// Which parameter a port of this type has no use for; null when all is well.
const char* ExtraParameter(const VirtualPort& port) {
  const bool qbg = port.type == VirtualPortType::k8021Qbg;
  const bool named = port.type == VirtualPortType::kOpenvswitch || port.type == VirtualPortType::kMidonet;
  if (port.manager_id && !qbg) return "managerid";
  if (port.type_id && !qbg) return "typeid";
  if (port.type_id_version && !qbg) return "typeidversion";
  if (port.instance_id && !qbg) return "instanceid";
  if (!port.profile_id.empty() && qbg) return "profileid";
  if (port.interface_id && !named) return "interfaceid";
  return nullptr;
}
}  // namespace

template <class Map>
void VirtualPortFields(Map& m, std::optional<VirtualPort>& port) {
  m.Element("virtualport", port);
  if constexpr (Map::kReading) {
    if (!port || m.failed()) return;
    if (port->type == VirtualPortType::kNone) return m.Fail(XmlError("missing required virtualport type"));
    if (const char* extra = ExtraParameter(*port)) {
      m.Fail(XmlError("extra %s unsupported in <virtualport type='%s'>", std::string(extra),
                      std::string(xml::NameOf(kVirtualPortTypes, port->type))));
    }
  }
}
template void VirtualPortFields(xml::Reader&, std::optional<VirtualPort>&);
template void VirtualPortFields(xml::Writer&, std::optional<VirtualPort>&);

void ReadPortGroup(xml::Reader& m, PortGroup& group) { PortGroupFields(m, group); }

bool NetworkDef::OwnsBridge() const { return forward.mode <= ForwardMode::kOpen; }

absl::StatusOr<NetworkDef> ParseNetwork(std::string_view text, const xml::Options& options, std::vector<std::string>* unknown) {
  ASSIGN_OR_RETURN(NetworkDef network,
                   ParseDocument<NetworkDef>(text, "network_definition", "network", ErrorDomain::kNetwork, options, unknown));
  if (absl::Status wrong = CheckModes(network); !wrong.ok()) return WithDomain(wrong, ErrorDomain::kNetwork);
  return network;
}

std::string FormatNetwork(const NetworkDef& network, const xml::Options& options) {
  return xml::Write("network", network, options);
}

}  // namespace pleiad::conf
