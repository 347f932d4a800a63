// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/interface/host_interface_def.h"

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/shapes.h"

namespace pleiad::conf {
namespace {
using enum HostInterfaceType;

constexpr xml::EnumNames<StartMode> kStartModes = {
    {StartMode::kNone, "none"}, {StartMode::kOnboot, "onboot"}, {StartMode::kHotplug, "hotplug"}};
constexpr xml::EnumNames<BondMode> kBondModes = {
    {BondMode::kBalanceRr, "balance-rr"},   {BondMode::kActiveBackup, "active-backup"},
    {BondMode::kBalanceXor, "balance-xor"}, {BondMode::kBroadcast, "broadcast"},
    {BondMode::k8023ad, "802.3ad"},         {BondMode::kBalanceTlb, "balance-tlb"},
    {BondMode::kBalanceAlb, "balance-alb"}};
// Interfaces nest no deeper: a bridge's port may be a bond, which has only cards.
enum class Place { kTop, kBridgePort, kBondSlave };

template <class Map>
void InterfaceFields(Map& m, HostInterfaceDef& interface, Place place);

// A value of a table whose other texts are refused as "WHAT text".
template <class Map, class E>
void NamedValue(Map& m, const char* name, E& value, const xml::EnumNames<E>& names, E absent, const char* what) {
  if constexpr (Map::kReading) {
    const char* text = TextOf(m, name);
    if (text && !xml::ValueOf(names, text, value)) m.Fail(XmlError("%s %s", std::string(what), std::string(text)));
  } else {
    m.Attribute(name, value, names, absent);
  }
}

// The same for words that are kept as they are.
template <class Map>
void Word(Map& m, const char* name, std::string& value, std::initializer_list<const char*> words, const char* what) {
  m.Attribute(name, value);
  if constexpr (Map::kReading) {
    for (const char* word : words) {
      if (value.empty() || value == word) return;
    }
    m.Fail(XmlError("%s %s", std::string(what), value));
  }
}

void ReadNumber(xml::Reader& m, const char* name, int32_t& value, bool required, const char* wrong) {
  const char* text = TextOf(m, name);
  if (!text && !required) return;
  if (!text || !xml::FromText(text, value)) m.Fail(XmlError("%s", std::string(wrong)));
}

template <class Map>
void ProtocolFields(Map& m, HostProtocol& protocol) {
  m.Attribute("family", protocol.family);
  if constexpr (Map::kReading) {
    if (protocol.family.empty()) return m.Fail(XmlError("protocol misses the family attribute"));
    if (protocol.family != "ipv4" && protocol.family != "ipv6")
      return m.Fail(XmlError("unsupported protocol family '%s'", protocol.family));
  }
  m.Body();
  if (protocol.family == "ipv6") m.Flag("autoconf", protocol.autoconf);
  Part(m, "dhcp", protocol.dhcp, [](auto& g, HostDhcp& dhcp) { g.Attribute("peerdns", dhcp.peer_dns); });
  Items(m, "ip", protocol.ips, [](auto& g, HostIp& ip) {
    g.Attribute("address", ip.address);
    g.Attribute("prefix", ip.prefix, 0);
  });
  if (Map::kReading) std::erase_if(protocol.ips, [](const HostIp& ip) { return ip.address.empty(); });
  NamedChild(m, "route", "gateway", protocol.gateway);
}

template <class Map>
void PortFields(Map& m, std::vector<HostInterfaceDef>& ports, Place place) {
  Items(m, "interface", ports, [&](auto& g, HostInterfaceDef& port) { InterfaceFields(g, port, place); });
}

template <class Map>
void BridgeFields(Map& m, HostBridge& bridge) {
  if constexpr (Map::kReading) {
    // Other texts than these two say nothing.
    const char* stp = TextOf(m, "stp");
    xml::OnOff given;
    if (stp && FromText(stp, given)) bridge.stp = given;
  } else {
    m.Attribute("stp", bridge.stp);
  }
  m.Attribute("delay", bridge.delay);
  m.Body();
  PortFields(m, bridge.ports, Place::kBridgePort);
}

template <class Map>
void MiiFields(Map& m, HostBond& bond) {
  if constexpr (Map::kReading) {
    ReadNumber(m, "freq", bond.frequency_ms, /*required=*/true, "bond interface miimon freq missing or invalid");
    ReadNumber(m, "downdelay", bond.down_delay_ms, /*required=*/false, "bond interface miimon downdelay invalid");
    ReadNumber(m, "updelay", bond.up_delay_ms, /*required=*/false, "bond interface miimon updelay invalid");
  } else {
    m.Attribute("freq", bond.frequency_ms);
    m.Attribute("downdelay", bond.down_delay_ms, 0);
    m.Attribute("updelay", bond.up_delay_ms, 0);
  }
  Word(m, "carrier", bond.carrier, {"ioctl", "netif"}, "unknown mii bonding carrier");
}

template <class Map>
void ArpFields(Map& m, HostBond& bond) {
  if constexpr (Map::kReading) {
    ReadNumber(m, "interval", bond.interval_ms, /*required=*/true, "bond interface arpmon interval missing or invalid");
  } else {
    m.Attribute("interval", bond.interval_ms);
  }
  m.Attribute("target", bond.target);
  if (Map::kReading && bond.target.empty()) return m.Fail(XmlError("bond interface arpmon target missing"));
  Word(m, "validate", bond.validate, {"none", "active", "backup", "all"}, "unknown arp bonding validate");
}

template <class Map>
void BondFields(Map& m, HostBond& bond) {
  NamedValue(m, "mode", bond.mode, kBondModes, BondMode::kDefault, "unknown bonding mode");
  if constexpr (Map::kReading) {
    if (m.HasElement("arpmon")) bond.monitor = BondMonitor::kArp;
    if (m.HasElement("miimon")) bond.monitor = BondMonitor::kMii;
    m.KnowElement("miimon");
    m.KnowElement("arpmon");
  }
  m.Body();
  if (bond.monitor == BondMonitor::kMii) m.Group("miimon", [&](auto& g) { MiiFields(g, bond); });
  if (bond.monitor == BondMonitor::kArp) m.Group("arpmon", [&](auto& g) { ArpFields(g, bond); });
  PortFields(m, bond.slaves, Place::kBondSlave);
}

template <class Map>
void VlanFields(Map& m, HostVlan& vlan) {
  m.Attribute("tag", vlan.tag);
  if (Map::kReading && vlan.tag.empty()) return m.Fail(XmlError("vlan interface misses the tag attribute"));
  NamedChild(m, "interface", "name", vlan.device);
  if (Map::kReading && vlan.device.empty()) m.Fail(XmlError("vlan interface misses name attribute"));
}

// The element that an interface of this type is about; cards have none.
template <class Map>
void TypeElement(Map& m, HostInterfaceDef& interface) {
  const char* name = xml::NameOf(kHostInterfaceTypes, interface.type);
  if (interface.type == kEthernet) return;
  if constexpr (Map::kReading) {
    if (!m.HasElement(name)) return m.Fail(XmlError("%s interface misses the %s element", std::string(name), std::string(name)));
  }
  m.Group(name, [&](auto& g) {
    if (interface.type == kBridge) BridgeFields(g, interface.bridge);
    if (interface.type == kBond) BondFields(g, interface.bond);
    if (interface.type == kVlan) VlanFields(g, interface.vlan);
  });
}

// Only an interface that stands for itself is started and has addresses.
template <class Map>
void TopFields(Map& m, HostInterfaceDef& interface) {
  m.Group("start", [&](auto& g) {
    NamedValue(g, "mode", interface.start, kStartModes, StartMode::kUnspecified, "unknown interface startmode");
  });
  m.Group("mtu", [&](auto& g) { g.Attribute("size", interface.mtu, 0u); });
  Items(m, "protocol", interface.protocols, [](auto& g, HostProtocol& protocol) { ProtocolFields(g, protocol); });
}

bool IsAllowed(HostInterfaceType type, Place place) {
  if (place == Place::kBondSlave) return type == kEthernet;
  return place == Place::kTop || type != kBridge;
}

template <class Map>
void InterfaceFields(Map& m, HostInterfaceDef& interface, Place place) {
  m.Attribute("type", interface.type, kHostInterfaceTypes, xml::kRequired);
  m.Attribute("name", interface.name);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (!IsAllowed(interface.type, place)) {
      return m.Fail(
          XmlError("interface has unsupported type '%s'", std::string(xml::NameOf(kHostInterfaceTypes, interface.type))));
    }
    if (interface.name.empty()) return m.Fail(XmlError("interface has no name"));
    if (place != Place::kTop) {
      for (const char* unused : {"start", "mtu", "protocol"}) m.KnowElement(unused);
    }
  }
  m.Body();
  if (place == Place::kTop) TopFields(m, interface);
  // A bridge's link is what its ports' are.
  if (interface.type != kBridge) {
    m.Group("link", [&](auto& g) {
      g.Attribute("speed", interface.speed_mbps, 0u);
      g.Attribute("state", interface.link, kHostLinkStates, HostLinkState::kNone);
    });
  }
  if (interface.type == kEthernet) NamedChild(m, "mac", "address", interface.mac);
  TypeElement(m, interface);
}

template <class Map>
void Describe(Map& m, HostInterfaceDef& interface) {
  InterfaceFields(m, interface, Place::kTop);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(HostInterfaceDef)

absl::StatusOr<HostInterfaceDef> ParseHostInterface(std::string_view text, const xml::Options& options,
                                                    std::vector<std::string>* unknown) {
  return ParseDocument<HostInterfaceDef>(text, "interface_definition", "interface", ErrorDomain::kInterface, options, unknown);
}
std::string FormatHostInterface(const HostInterfaceDef& interface) { return xml::Write("interface", interface); }

}  // namespace pleiad::conf
