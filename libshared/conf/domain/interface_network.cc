// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/interface_network.h"

#include <arpa/inet.h>

#include <algorithm>

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

constexpr size_t kMaxProfileId = 39;

bool IsAddress(const std::string& text) {
  in6_addr address;
  return inet_pton(AF_INET, text.c_str(), &address) == 1 || inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

template <class Map>
void RateValue(Map& m, const char* name, std::optional<uint64_t>& value) {
  if constexpr (Map::kReading) {
    const char* text = m.node().Attribute(name);
    m.KnowAttribute(name);
    if (text && !xml::FromText(text, value.emplace())) {
      m.Fail(Unsupported("could not convert bandwidth %s value '%s'", std::string(name), std::string(text)));
    }
  } else if (value.value_or(0) != 0) {
    m.Attribute(name, value);
  }
}

template <class Map>
void Describe(Map& m, IpDef& ip) {
  m.Attribute("address", ip.address);
  m.Attribute("family", ip.family);
  m.Attribute("prefix", ip.prefix);
  m.Attribute("peer", ip.peer);
  if constexpr (Map::kReading) {
    if (ip.address.empty()) return m.Fail(XmlError("Missing required address in <ip>"));
    if (!IsAddress(ip.address)) return m.Fail(XmlError("Invalid address '%s' in <ip>", ip.address));
    if (ip.family.empty()) ip.family = ip.address.find(':') == std::string::npos ? "ipv4" : "ipv6";
  }
}

template <class Map>
void Describe(Map& m, RouteDef& route) {
  m.Attribute("family", route.family);
  m.Attribute("address", route.address);
  m.Attribute("netmask", route.netmask);
  m.Attribute("prefix", route.prefix);
  m.Attribute("gateway", route.gateway);
  m.Attribute("metric", route.metric);
  if constexpr (Map::kReading) {
    if (route.gateway.empty()) m.Fail(XmlError("Missing required gateway attribute in <route>"));
  }
}

// A parameter of a virtual port: a number up to `maximum`.
template <class Map>
void PortNumber(Map& m, const char* name, std::optional<uint32_t>& value, uint32_t maximum, const char* out_of_range) {
  if constexpr (Map::kReading) {
    m.KnowAttribute(name);
    const char* text = m.node().Attribute(name);
    if (!text) return;
    if (!xml::FromText(text, value.emplace())) return m.Fail(XmlError("cannot parse value of %s parameter", std::string(name)));
    if (*value > maximum) m.Fail(XmlError("%s", std::string(out_of_range)));
  } else {
    m.Attribute(name, value);
  }
}
template <class Map>
void PortUuid(Map& m, const char* name, std::optional<Uuid>& value) {
  if constexpr (Map::kReading) {
    m.KnowAttribute(name);
    const char* text = m.node().Attribute(name);
    if (text && !FromText(text, value.emplace())) m.Fail(XmlError("cannot parse %s parameter as a uuid", std::string(name)));
  } else {
    m.Attribute(name, value);
  }
}

template <class Map>
void Describe(Map& m, VirtualPort& port) {
  PlainChosenAttribute(m, "type", port.type, kVirtualPortTypes, VirtualPortType::kNone, "unknown virtualport type");
  m.Group("parameters", [&](auto& g) {
    PortNumber(g, "managerid", port.manager_id, 0xff, "value of managerid out of range");
    PortNumber(g, "typeid", port.type_id, 0xffffff, "value for typeid out of range");
    PortNumber(g, "typeidversion", port.type_id_version, 0xff, "value of typeidversion out of range");
    PortUuid(g, "instanceid", port.instance_id);
    PortUuid(g, "interfaceid", port.interface_id);
    g.Attribute("profileid", port.profile_id);
    if (port.profile_id.size() > kMaxProfileId) g.Fail(XmlError("profileid parameter too long"));
  });
}

template <class Map>
void Describe(Map& m, VlanTag& tag) {
  m.Attribute("id", tag.id, xml::kRequired);
  m.Attribute("nativeMode", tag.native, kNativeVlans, NativeVlan::kDefault);
  if constexpr (Map::kReading) {
    if (tag.id > 4095) m.Fail(XmlError("vlan tag id %d too large (maximum 4095)", tag.id));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(VlanTag)

namespace {
template <class Map>
void Describe(Map& m, VlanDef& vlan) {
  if constexpr (Map::kReading) {
    m.KnowAttribute("trunk");
    const char* trunk = m.node().Attribute("trunk");
    if (trunk && !xml::FromText(trunk, vlan.trunk)) {
      return m.Fail(XmlError("invalid \"trunk='%s'\" in <vlan> - must be yes or no", std::string(trunk)));
    }
  } else {
    m.Attribute("trunk", vlan.trunk, false);
  }
  m.List("tag", vlan.tags);
  if constexpr (Map::kReading) {
    const auto is_native = [](const VlanTag& tag) { return tag.native != NativeVlan::kDefault; };
    if (std::count_if(vlan.tags.begin(), vlan.tags.end(), is_native) > 1) return m.Fail(XmlError("duplicate native vlan setting"));
    if (m.failed()) return;
    if (vlan.tags.empty()) return m.Fail(XmlError("missing tag id - each <vlan> must have at least one <tag id='n'/> subelement"));
    // Several tags are a trunk whether it says so or not.
    if (vlan.tags.size() > 1) {
      if (m.HasAttribute("trunk") && !vlan.trunk) m.Fail(XmlError("invalid \"trunk='no'\" in <vlan> - trunk='yes' is required for more than one vlan tag"));
      vlan.trunk = true;
    }
  }
}

template <class Map>
void Describe(Map& m, BandwidthRate& rate) {
  RateValue(m, "average", rate.average);
  RateValue(m, "peak", rate.peak);
  RateValue(m, "floor", rate.floor);
  RateValue(m, "burst", rate.burst);
  if constexpr (Map::kReading) {
    if (!rate.average && !rate.floor) m.Fail(MakeError(ErrorDomain::kDomain, ErrorCode::kXmlDetail, "Missing mandatory average or floor attributes"));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(BandwidthRate)

namespace {
template <class Map>
void Describe(Map& m, BandwidthDef& bandwidth) {
  m.Attribute("classID", bandwidth.class_id);
  if constexpr (Map::kReading) {
    for (const char* way : {"inbound", "outbound"}) {
      const xml::Node first = m.node().FirstChild(way);
      if (first && first.Next(way)) {
        return m.Fail(MakeError(ErrorDomain::kDomain, ErrorCode::kXmlDetail, "Only one child <" + std::string(way) + "> element allowed"));
      }
    }
  }
  m.Element("inbound", bandwidth.inbound);
  m.Element("outbound", bandwidth.outbound);
  if constexpr (Map::kReading) {
    if (bandwidth.outbound && bandwidth.outbound->floor) m.Fail(Unsupported("'floor' attribute allowed only in <inbound> element"));
    // What allows nothing limits nothing.
    for (auto* rate : {&bandwidth.inbound, &bandwidth.outbound}) {
      if (*rate && (*rate)->average.value_or(0) == 0 && (*rate)->floor.value_or(0) == 0) rate->reset();
    }
  } else {
    m.Body();
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(IpDef)
PLEIAD_DESCRIBE_BOTH_WAYS(RouteDef)
PLEIAD_DESCRIBE_BOTH_WAYS(VirtualPort)
PLEIAD_DESCRIBE_BOTH_WAYS(VlanDef)
PLEIAD_DESCRIBE_BOTH_WAYS(BandwidthDef)

}  // namespace pleiad::conf
