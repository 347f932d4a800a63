// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/interface_def.h"

#include <algorithm>
#include <cctype>

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

using enum InterfaceType;

// Six pairs of hexadecimal digits with colons, made lower-case; false when it is something else.
bool NormalizeMac(std::string& mac) {
  if (mac.size() != 17) return false;
  for (size_t i = 0; i < mac.size(); ++i) {
    const auto c = static_cast<unsigned char>(mac[i]);
    if (i % 3 == 2 ? c != ':' : !isxdigit(c)) return false;
    mac[i] = static_cast<char>(tolower(c));
  }
  return true;
}

// The first byte's lowest bit marks a group of receivers.
bool IsMulticast(const std::string& mac) { return std::string_view("13579bdf").find(mac[1]) != std::string_view::npos; }

template <class Map>
void MacFields(Map& m, MacDef& mac) {
  m.Group("mac", [&](auto& g) {
    g.Attribute("address", mac.address);
    g.Attribute("type", mac.type);
    g.Attribute("check", mac.check);
  });
  if constexpr (Map::kReading) {
    if (mac.address.empty()) return;
    if (!NormalizeMac(mac.address)) return m.Fail(XmlError("unable to parse mac address '%s'", mac.address));
    if (IsMulticast(mac.address)) return m.Fail(XmlError("expected unicast mac address, found multicast '%s'", mac.address));
    if (!mac.type.empty() && mac.type != "generated" && mac.type != "static") {
      m.Fail(XmlError("Invalid value for attribute 'type' in element 'mac': '%s'.", mac.type));
    }
  }
}

template <class Map>
void HostAddress(Map& m, InterfaceSource& s) {
  m.Attribute("address", s.address);
  m.Attribute("port", s.port, 0u);
}

template <class Map>
void NetworkAttributes(Map& m, InterfaceSource& s) {
  m.Attribute("network", s.network);
  m.Attribute("portgroup", s.portgroup);
  // Which port and bridge it got is a matter of the running domain.
  if (!m.options().inactive) {
    m.Attribute("portid", s.port_id);
    m.Attribute("bridge", s.bridge);
    m.Attribute("macTableManager", s.mac_table_manager, kMacTableManagers, MacTableManager::kDefault);
  } else {
    m.KnowAttribute("portid");
    m.KnowAttribute("bridge");
    m.KnowAttribute("macTableManager");
  }
}

template <class Map>
void HostdevAddress(Map& m, InterfaceSource& s) {
  m.Group("address", [&](auto& g) {
    g.Attribute("type", s.hostdev_type);
    if (s.hostdev_type == "usb") {
      g.Attribute("bus", s.usb_bus);
      g.Attribute("device", s.usb_device);
    } else {
      Fields(g, s.hostdev_pci);
    }
  });
}

template <class Map>
void VdsAttributes(Map& m, InterfaceSource& s) {
  m.Attribute("switchid", s.switch_id);
  m.Attribute("portid", s.vds_port_id, xml::kRequired);
  m.Attribute("portgroupid", s.port_group_id);
  m.Attribute("connectionid", s.connection_id, xml::kRequired);
}

template <class Map>
void SourceAttributes(Map& g, InterfaceType type, InterfaceSource& s) {
  switch (type) {
    case kNetwork: return NetworkAttributes(g, s);
    case kBridge:
      g.Attribute("bridge", s.bridge);
      if (!g.options().inactive) g.Attribute("macTableManager", s.mac_table_manager, kMacTableManagers, MacTableManager::kDefault);
      return;
    case kDirect:
      g.Attribute("dev", s.dev);
      g.Attribute("mode", s.mode, kDirectModes, DirectMode::kDefault);
      return;
    case kVdpa: return g.Attribute("dev", s.dev);
    case kInternal: return g.Attribute("name", s.name);
    case kServer:
    case kClient:
    case kMcast: return HostAddress(g, s);
    case kUdp:
      HostAddress(g, s);
      return g.Group("local", [&](auto& local) {
        local.Attribute("address", s.local_address);
        local.Attribute("port", s.local_port, 0u);
      });
    case kVhostUser: return Fields(g, s.vhost_user);
    case kVds: return VdsAttributes(g, s);
    case kHostdev: return HostdevAddress(g, s);
    case kEthernet:
      g.List("ip", s.ips);
      return g.List("route", s.routes);
    case kUser:
    case kNull: return;
  }
}

template <class Map>
void SourceFields(Map& m, InterfaceType type, InterfaceSource& s) {
  m.Group("source", [&](auto& g) {
    SourceAttributes(g, type, s);
    if constexpr (Map::kReading) {
      // Networks of older documents have attributes of other types, which are passed over.
      for (const char* known : {"network", "portgroup", "portid", "bridge", "macTableManager", "dev", "mode", "name"}) g.KnowAttribute(known);
    }
  });
}

template <class Map>
void OffloadFields(Map& m, const char* child, Offloads& o) {
  m.Group(child, [&](auto& g) {
    g.Attribute("csum", o.csum);
    g.Attribute("gso", o.gso);
    g.Attribute("tso4", o.tso4);
    g.Attribute("tso6", o.tso6);
    g.Attribute("ecn", o.ecn);
    g.Attribute("ufo", o.ufo);
    g.Attribute("mrg_rxbuf", o.mrg_rxbuf);
  });
}

template <class Map>
void DriverFields(Map& m, InterfaceDriver& d) {
  m.Group("driver", [&](auto& g) {
    g.Attribute("name", d.name, kInterfaceBackends, InterfaceBackend::kDefault);
    g.Attribute("txmode", d.txmode, kTxModes, TxMode::kDefault);
    g.Attribute("ioeventfd", d.ioeventfd);
    g.Attribute("event_idx", d.event_idx);
    g.Attribute("queues", d.queues, 0u);
    g.Attribute("rx_queue_size", d.rx_queue_size, 0u);
    g.Attribute("tx_queue_size", d.tx_queue_size, 0u);
    g.Attribute("rss", d.rss);
    g.Attribute("rss_hash_report", d.rss_hash_report);
    VirtioFields(g, d.virtio);
    OffloadFields(g, "host", d.host);
    OffloadFields(g, "guest", d.guest);
  });
}

template <class Map>
void Describe(Map& m, FilterParameter& parameter) {
  m.Attribute("name", parameter.name, xml::kRequired);
  m.Attribute("value", parameter.value, xml::kRequired);
}
template <class Map>
void Describe(Map& m, PortForwardRange& range) {
  m.Attribute("start", range.start, xml::kRequired);
  m.Attribute("end", range.end, 0u);
  m.Attribute("to", range.to, 0u);
  m.Attribute("exclude", range.exclude);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(FilterParameter)
PLEIAD_DESCRIBE_BOTH_WAYS(PortForwardRange)

namespace {
template <class Map>
void Describe(Map& m, FilterRef& filter) {
  m.Attribute("filter", filter.filter);
  m.List("parameter", filter.parameters);
}
template <class Map>
void Describe(Map& m, PortForward& forward) {
  m.Attribute("proto", forward.proto, xml::kRequired);
  m.Attribute("address", forward.address);
  m.Attribute("dev", forward.dev);
  m.List("range", forward.ranges);
}
template <class Map>
void Describe(Map& m, TeamingDef& teaming) {
  ChosenAttribute(m, "type", teaming.type, kTeamingTypes, TeamingType::kNone, "unknown teaming type");
  m.Attribute("persistent", teaming.persistent);
  if constexpr (Map::kReading) {
    if (teaming.type == TeamingType::kTransient && teaming.persistent.empty()) {
      m.Fail(Unsupported("teaming persistent attribute must be set if teaming type is 'transient'"));
    }
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(FilterRef)
PLEIAD_DESCRIBE_BOTH_WAYS(PortForward)
PLEIAD_DESCRIBE_BOTH_WAYS(TeamingDef)

namespace {
// Names that a daemon makes up; what such a name says of an inactive domain is nothing.
bool IsGeneratedName(InterfaceType type, const std::string& name) {
  const auto numbered = [&](std::string_view prefix) {
    return name.starts_with(prefix) && name.size() > prefix.size() && std::all_of(name.begin() + static_cast<long>(prefix.size()), name.end(), isdigit);
  };
  return type == kDirect ? numbered("macvtap") || numbered("macvlan") : numbered("vnet");
}

template <class Map>
void TargetFields(Map& m, InterfaceDef& nic) {
  const bool hide = m.options().inactive && IsGeneratedName(nic.type, nic.target_dev);
  if (!Map::kReading && hide) {
    m.Group("target", [&](auto& g) { g.Attribute("managed", nic.target_managed); });
    return;
  }
  m.Group("target", [&](auto& g) {
    g.Attribute("dev", nic.target_dev);
    g.Attribute("managed", nic.target_managed);
  });
  if (Map::kReading && m.options().inactive && IsGeneratedName(nic.type, nic.target_dev)) nic.target_dev.clear();
}

template <class Map>
void BackendFields(Map& m, InterfaceDef& nic) {
  m.Group("backend", [&](auto& g) {
    // libvirt 9.0 has no backend but its own, and says so of every other.
    std::string type;
    if constexpr (Map::kReading) {
      g.Attribute("type", type);
      if (!type.empty() && type != "default") g.Fail(XmlError("Invalid value for attribute 'type' in element 'backend': '%s'.", type));
    }
    g.Attribute("tap", nic.backend_tap);
    g.Attribute("vhost", nic.backend_vhost);
    g.Attribute("logFile", nic.backend_log_file);
  });
}

// Without a name it is passed over; parameters are kept in the order of their names.
template <class Map>
void FilterFields(Map& m, std::optional<FilterRef>& filter) {
  m.Element("filterref", filter);
  if constexpr (Map::kReading) {
    if (!filter) return;
    if (filter->filter.empty()) return filter.reset();
    std::stable_sort(filter->parameters.begin(), filter->parameters.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  }
}

template <class Map>
void CoalesceFields(Map& m, InterfaceDef& nic) {
  m.Group("coalesce", [&](auto& c) {
    c.Group("rx", [&](auto& rx) {
      rx.Group("frames", [&](auto& frames) { frames.Attribute("max", nic.coalesce_rx_max_frames); });
    });
  });
}

template <class Map>
void MtuFields(Map& m, uint32_t& mtu) {
  m.Group("mtu", [&](auto& g) {
    if constexpr (Map::kReading) {
      const char* text = g.node().Attribute("size");
      g.KnowAttribute("size");
      if (!text || !xml::FromText(text, mtu)) g.Fail(XmlError("malformed mtu size"));
    } else {
      g.Attribute("size", mtu, 0u);
    }
  });
}

template <class Map>
void ConnectionFields(Map& m, InterfaceDef& nic) {
  m.List("ip", nic.ips);
  m.List("route", nic.routes);
  m.List("portForward", nic.port_forwards);
  NamedChild(m, "script", "path", nic.script);
  NamedChild(m, "downscript", "path", nic.down_script);
  NamedChild(m, "backenddomain", "name", nic.backend_domain);
  TargetFields(m, nic);
  m.Group("guest", [&](auto& g) {
    g.Attribute("dev", nic.guest_dev);
    g.Attribute("actual", nic.guest_actual);
  });
}

template <class Map>
void TuningFields(Map& m, InterfaceDef& nic) {
  NamedChild(m, "model", "type", nic.model);
  if constexpr (Map::kReading) {
    // Cards that have no driver to choose are silent about it.
    if (nic.IsVirtio() || nic.type == kHostdev) {
      DriverFields(m, nic.driver);
    } else {
      m.KnowElement("driver");
    }
  } else if (nic.type != kHostdev) {
    DriverFields(m, nic.driver);
  }
  BackendFields(m, nic);
  FilterFields(m, nic.filter);
  m.Group("tune", [&](auto& g) { g.Text("sndbuf", nic.sndbuf); });
  if (Map::kReading || nic.teaming.type != TeamingType::kNone) m.Element("teaming", nic.teaming);
  m.Group("link", [&](auto& g) { ChosenAttribute(g, "state", nic.link, kLinkStates, LinkState::kDefault, "unknown interface link state"); });
  MtuFields(m, nic.mtu);
  CoalesceFields(m, nic);
}

bool NeedsSource(InterfaceType type) {
  return type != kUser && type != kEthernet && type != kNull && type != kHostdev;
}

template <class Map>
void InterfaceAttributes(Map& m, InterfaceDef& nic) {
  if constexpr (Map::kReading) {
    m.Attribute("type", nic.type, kInterfaceTypes, kUser);
  } else {
    m.Attribute("type", nic.type, kInterfaceTypes, xml::kRequired);
  }
  m.Attribute("managed", nic.managed);
  m.Attribute("trustGuestRxFilters", nic.trust_guest_rx_filters);
}

template <class Map>
void Describe(Map& m, InterfaceDef& nic) {
  InterfaceAttributes(m, nic);
  MacFields(m, nic.mac);
  if (!Map::kReading && nic.type == kHostdev) DriverFields(m, nic.driver);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (NeedsSource(nic.type) && !m.HasElement("source")) {
      return m.Fail(XmlError("interface type='%s' requires a 'source' element", std::string(xml::NameOf(kInterfaceTypes, nic.type))));
    }
  }
  SourceFields(m, nic.type, nic.source);
  m.Element("vlan", nic.vlan);
  m.Element("virtualport", nic.virtual_port);
  m.Element("bandwidth", nic.bandwidth);
  m.Group("port", [&](auto& g) { g.Attribute("isolated", nic.port_isolated); });
  ConnectionFields(m, nic);
  TuningFields(m, nic);
  Fields(m, nic.info);
  if constexpr (Map::kReading) {
    if (nic.type == kDirect && nic.source.mode == DirectMode::kDefault) nic.source.mode = DirectMode::kVepa;
    if (m.failed()) return;
    if (absl::Status wrong = Check(nic); !wrong.ok()) m.Fail(std::move(wrong));
  }
}

absl::Status MissingAttribute(const char* attribute) {
  return XmlError("Missing required attribute '%s' in element 'source'", std::string(attribute));
}

absl::Status CheckAddresses(const InterfaceDef& nic) {
  if (nic.source.address.empty() && nic.type != kServer) return MissingAttribute("address");
  if (nic.source.port == 0) return MissingAttribute("port");
  if (nic.type == kUdp && nic.source.local_port == 0) return XmlError("'<local>' element missing for 'udp' socket interface");
  return absl::OkStatus();
}

absl::Status CheckSource(const InterfaceDef& nic) {
  const InterfaceSource& s = nic.source;
  switch (nic.type) {
    case kNetwork: return s.network.empty() ? MissingAttribute("network") : absl::OkStatus();
    case kBridge: return s.bridge.empty() ? MissingAttribute("bridge") : absl::OkStatus();
    case kDirect:
    case kVdpa: return s.dev.empty() ? MissingAttribute("dev") : absl::OkStatus();
    case kInternal: return s.name.empty() ? MissingAttribute("name") : absl::OkStatus();
    case kServer:
    case kClient:
    case kMcast:
    case kUdp: return CheckAddresses(nic);
    case kHostdev: return s.hostdev_type.empty() ? XmlError("missing source address type") : absl::OkStatus();
    default: return absl::OkStatus();
  }
}

// What a model's name may consist of: it becomes part of a command line.
bool IsModelName(const std::string& model) {
  return std::all_of(model.begin(), model.end(), [](unsigned char c) { return isalnum(c) || c == '-' || c == '_'; });
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(InterfaceDef)

absl::Status Check(const InterfaceDef& nic) {
  if (absl::Status wrong = CheckSource(nic); !wrong.ok()) return wrong;
  if (!IsModelName(nic.model)) return MakeError(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "Model name contains invalid characters");
  return absl::OkStatus();
}

}  // namespace pleiad::conf
