// SPDX-License-Identifier: Apache-2.0
// network_forward.cc: <forward>, how a network reaches the world: by translation, routes, or devices of the host.
#include <algorithm>

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/network/ip_address.h"
#include "libshared/conf/network/network_parts.h"

namespace pleiad::conf {
namespace {

// Refuses a second element of a name.
bool IsOnlyOne(xml::Reader& m, const char* child, const char* of, const std::string& network) {
  const xml::Node first = m.node().FirstChild(child);
  if (!first || !first.Next(child)) return true;
  m.Fail(XmlError("Only one <%s> element is allowed in %s network %s", std::string(child), std::string(of), network));
  return false;
}

void CheckNatAddress(xml::Reader& m, const char* which, std::string& text, const std::string& network) {
  if (text.empty()) {
    return m.Fail(
        XmlError("missing '%s' attribute in <address> element in <nat> in <forward> in network %s", std::string(which), network));
  }
  const auto address = IpAddress::Parse(text);
  if (!address || address->is_v6()) {
    return m.Fail(XmlError("Bad ipv4 %s address '%s' in <nat> in <forward> in network '%s'", std::string(which), text, network));
  }
  text = address->ToString();
}

void ReadNatPort(xml::Reader& m, const char* name, uint32_t& port, uint32_t minimum, const std::string& network) {
  const char* text = TextOf(m, name);
  if (!text || !xml::FromText(text, port) || port > 65535 || port < minimum) {
    m.Fail(DetailError("Missing or invalid '%s' attribute in <port> in <nat> in <forward> in network %s", std::string(name),
                       network));
  }
}

template <class Map>
void NatFields(Map& m, NatDef& nat, const std::string& network) {
  m.Attribute("ipv6", nat.ipv6);
  if constexpr (Map::kReading) {
    if (!IsOnlyOne(m, "address", "<nat> in <forward> in", network) || !IsOnlyOne(m, "port", "<nat> in <forward> in", network))
      return;
  }
  Part(m, "address", nat.address, [&](auto& g, NatRange& range) {
    g.Attribute("start", range.start);
    g.Attribute("end", range.end);
    if constexpr (Map::kReading) {
      if (range.end.empty()) return CheckNatAddress(g, range.start.empty() ? "start" : "end", range.end, network);
      CheckNatAddress(g, "start", range.start, network);
      CheckNatAddress(g, "end", range.end, network);
    }
  });
  Part(m, "port", nat.port, [&](auto& g, NatPorts& ports) {
    if constexpr (Map::kReading) {
      ReadNatPort(g, "start", ports.start, 1, network);
      ReadNatPort(g, "end", ports.end, ports.start, network);
    } else {
      g.Attribute("start", ports.start);
      g.Attribute("end", ports.end);
    }
  });
}

void ReadInterface(xml::Reader& m, ForwardDef& forward, const std::string& network) {
  ForwardInterface item;
  m.Attribute("dev", item.dev);
  m.KnowAttribute("connections");
  if (!m.options().inactive) m.Attribute("connections", item.connections, 0u);
  if (item.dev.empty())
    return m.Fail(XmlError("Missing required dev attribute in <forward> <interface> element of network %s", network));
  for (const ForwardInterface& other : forward.interfaces) {
    if (other.dev == item.dev) return m.Fail(XmlError("interface '%s' can only be listed once in network %s", item.dev, network));
  }
  forward.interfaces.push_back(std::move(item));
}

// `dev` is short for the first interface.
void ReadInterfaces(xml::Reader& m, ForwardDef& forward, const std::string& dev, const std::string& network) {
  m.EachElement("interface", [&](auto& g) { ReadInterface(g, forward, network); });
  if (m.failed() || dev.empty()) return;
  if (forward.interfaces.empty()) {
    forward.interfaces.push_back({.dev = dev});
  } else if (forward.interfaces.front().dev != dev) {
    m.Fail(XmlError("<forward dev='%s'> must match first <interface dev='%s'/> in network %s", dev,
                    forward.interfaces.front().dev, network));
  }
}

void ReadAddress(xml::Reader& m, ForwardDef& forward, const std::string& network) {
  std::string type;
  m.Attribute("type", type);
  if (type.empty()) return m.Fail(XmlError("missing address type in network %s", network));
  if (type != "pci") return m.Fail(Unsupported("unknown address type '%s' in network %s", type, network));
  ForwardAddress item;
  Fields(m, item.pci);
  m.KnowAttribute("connections");
  if (!m.options().inactive) m.Attribute("connections", item.connections, 0u);
  for (const ForwardAddress& other : forward.addresses) {
    if (!(other.pci == item.pci)) continue;
    return m.Fail(XmlError("PCI device '%04x:%02x:%02x.%x' can only be listed once in network %s", item.pci.domain, item.pci.bus,
                           item.pci.slot, item.pci.function, network));
  }
  forward.addresses.push_back(item);
}

void ReadPhysicalFunction(xml::Reader& m, ForwardDef& forward, const std::string& network) {
  if (!IsOnlyOne(m, "pf", "<forward> of", network)) return;
  m.Group("pf", [&](auto& g) {
    g.Attribute("dev", forward.pf);
    if (forward.pf.empty()) g.Fail(XmlError("Missing required dev attribute in <pf> element of network '%s'", network));
  });
}

void ReadDriver(xml::Reader& m, std::string& driver, const std::string& network) {
  m.Group("driver", [&](auto& g) { g.Attribute("name", driver); });
  if (!driver.empty() && driver != "kvm" && driver != "vfio" && driver != "default") {
    m.Fail(Unsupported("Unknown forward <driver name='%s'/> in network %s", driver, network));
  }
  if (driver == "default") driver.clear();
}

void ReadForward(xml::Reader& m, ForwardDef& forward, const std::string& network) {
  ChosenAttribute(m, "mode", forward.mode, kForwardModes, ForwardMode::kNat, "unknown forwarding type");
  std::string dev;
  m.Attribute("dev", dev);
  const char* managed = TextOf(m, "managed");
  forward.managed = managed && std::string_view(managed) == "yes";
  ReadDriver(m, forward.driver, network);
  if (m.failed() || !IsOnlyOne(m, "nat", "<forward> of", network)) return;
  if (m.HasElement("nat") && forward.mode != ForwardMode::kNat) {
    return m.Fail(XmlError("The <nat> element can only be used when <forward> 'mode' is 'nat' in network %s", network));
  }
  m.Group("nat", [&](auto& g) { NatFields(g, forward.nat, network); });
  ReadPhysicalFunction(m, forward, network);
  if (!dev.empty() && (m.HasElement("pf") || m.HasElement("address"))) {
    // The network's name is missing from libvirt's text.
    return m.Fail(
        XmlError("the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements are present in network %%s"));
  }
  ReadInterfaces(m, forward, dev, network);
  m.EachElement("address", [&](auto& g) { ReadAddress(g, forward, network); });
  // Listed devices stand before a physical function's.
  if (!forward.interfaces.empty() || !forward.addresses.empty()) forward.pf.clear();
}

void WriteForward(xml::Writer& m, ForwardDef& forward, const std::string& network) {
  if (!forward.interfaces.empty()) m.Attribute("dev", forward.interfaces.front().dev);
  m.Attribute("mode", forward.mode, kForwardModes, xml::kRequired);
  if (forward.mode == ForwardMode::kHostdev) m.Attribute("managed", IsYes(forward.managed), xml::kRequired);
  NamedChild(m, "driver", "name", forward.driver);
  m.Group("nat", [&](auto& g) { NatFields(g, forward.nat, network); });
  NamedChild(m, "pf", "dev", forward.pf);
  const bool inactive = m.options().inactive;
  Items(m, "interface", forward.interfaces, [&](auto& g, ForwardInterface& item) {
    g.Attribute("dev", item.dev);
    if (!inactive) g.Attribute("connections", item.connections, 0u);
  });
  Items(m, "address", forward.addresses, [&](auto& g, ForwardAddress& item) {
    g.Attribute("type", std::string("pci"));
    Fields(g, item.pci);
    if (!inactive) g.Attribute("connections", item.connections, 0u);
  });
}
}  // namespace

template <class Map>
void ForwardFields(Map& m, ForwardDef& forward, const std::string& network) {
  if constexpr (Map::kReading) {
    m.Group("forward", [&](auto& g) { ReadForward(g, forward, network); });
  } else if (forward.mode != ForwardMode::kNone) {
    m.Group("forward", [&](auto& g) { WriteForward(g, forward, network); });
  }
}
template void ForwardFields(xml::Reader&, ForwardDef&, const std::string&);
template void ForwardFields(xml::Writer&, ForwardDef&, const std::string&);

}  // namespace pleiad::conf
