// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/network/network_port_def.h"

#include <cctype>

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/shapes.h"

namespace pleiad::conf {
namespace {

template <class Map>
void PortUuid(Map& m, std::optional<Uuid>& uuid, const char* what) {
  if constexpr (Map::kReading) {
    std::optional<std::string> text;
    m.Text("uuid", text);
    if (!text) return m.Fail(InternalError("network port has no %s", std::string(what)));
    uuid = Uuid::Parse(*text);
    if (!uuid) m.Fail(InternalError("Unable to parse UUID '%s'", *text));
  } else {
    m.Text("uuid", uuid);
  }
}

template <class Map>
void OwnerElement(Map& m, NetworkPortDef& port) {
  m.Group("owner", [&](auto& g) {
    g.Text("name", port.owner_name);
    if (Map::kReading && port.owner_name.empty()) return g.Fail(InternalError("network port has no owner name"));
    PortUuid(g, port.owner_uuid, "owner UUID");
  });
  if (Map::kReading && port.owner_name.empty()) m.Fail(InternalError("network port has no owner name"));
}

template <class Map>
void MacElement(Map& m, std::string& mac) {
  NamedChild(m, "mac", "address", mac);
  if constexpr (Map::kReading) {
    if (mac.empty()) return m.Fail(InternalError("network port has no mac"));
    bool good = mac.size() == 17;
    for (size_t i = 0; good && i < mac.size(); ++i) {
      const auto c = static_cast<unsigned char>(mac[i]);
      good = i % 3 == 2 ? c == ':' : isxdigit(c) != 0;
    }
    if (!good) return m.Fail(InternalError("Unable to parse MAC '%s'", mac));
    for (char& c : mac) c = static_cast<char>(tolower(static_cast<unsigned char>(c)));
  }
}

// A word of a table; others are refused as "Invalid NAME setting 'x' in network port".
template <class Map, class E>
void Setting(Map& m, const char* name, E& value, const xml::EnumNames<E>& names, E absent, const char* what) {
  if constexpr (Map::kReading) {
    const char* text = TextOf(m, name);
    if (text && !xml::ValueOf(names, text, value)) {
      m.Fail(XmlError("Invalid %s setting '%s' in network port", std::string(what), std::string(text)));
    }
  } else {
    m.Attribute(name, value, names, absent);
  }
}

template <class Map>
void BridgePlug(Map& m, PortPlugDef& plug) {
  m.Attribute("bridge", plug.bridge);
  if (Map::kReading && plug.bridge.empty()) return m.Fail(XmlError("Missing network port bridge name"));
  Setting(m, "macTableManager", plug.mac_table_manager, kNetworkMacTables, NetworkMacTable::kDefault, "macTableManager");
}

template <class Map>
void DirectPlug(Map& m, PortPlugDef& plug) {
  m.Attribute("dev", plug.dev);
  if (Map::kReading && plug.dev.empty()) return m.Fail(XmlError("Missing network port link device name"));
  Setting(m, "mode", plug.mode, kPortModes, PortMode::kDefault, "mode");
}

template <class Map>
void HostdevPlug(Map& m, PortPlugDef& plug) {
  m.Attribute("managed", plug.managed);
  NamedChild(m, "driver", "name", plug.driver);
  if constexpr (Map::kReading) {
    if (!m.HasElement("address")) return m.Fail(XmlError("Missing network port PCI address"));
  }
  m.Element("address", plug.pci);
}

template <class Map>
void PlugElement(Map& m, PortPlugDef& plug) {
  if (!Map::kReading && plug.type == PortPlug::kNone) return;
  m.Group("plug", [&](auto& g) {
    g.Attribute("type", plug.type, kPortPlugs, xml::kRequired);
    if (plug.type == PortPlug::kNetwork || plug.type == PortPlug::kBridge) BridgePlug(g, plug);
    if (plug.type == PortPlug::kDirect) DirectPlug(g, plug);
    if (plug.type == PortPlug::kHostdevPci) HostdevPlug(g, plug);
  });
}

template <class Map>
void Describe(Map& m, NetworkPortDef& port) {
  PortUuid(m, port.uuid, "uuid");
  OwnerElement(m, port);
  m.Text("group", port.group);
  MacElement(m, port.mac);
  m.Element("virtualport", port.virtual_port);
  m.Element("bandwidth", port.bandwidth);
  m.Element("vlan", port.vlan);
  m.Group("port", [&](auto& g) { g.Attribute("isolated", port.isolated); });
  m.Group("rxfilters", [&](auto& g) { g.Attribute("trustGuest", port.trust_guest_rx_filters); });
  PlugElement(m, port.plug);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(NetworkPortDef)

absl::StatusOr<NetworkPortDef> ParseNetworkPort(std::string_view text, const xml::Options& options,
                                                std::vector<std::string>* unknown) {
  return ParseDocument<NetworkPortDef>(text, "networkport_definition", "networkport", ErrorDomain::kNetwork, options, unknown);
}
std::string FormatNetworkPort(const NetworkPortDef& port) { return xml::Write("networkport", port); }

}  // namespace pleiad::conf
