// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/interface_network.h"

#include <arpa/inet.h>

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {

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
  } else {
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

template <class Map>
void Describe(Map& m, VirtualPort& port) {
  PlainChosenAttribute(m, "type", port.type, kVirtualPortTypes, VirtualPortType::kNone, "unknown virtualport type");
  m.Group("parameters", [&](auto& g) {
    g.Attribute("managerid", port.manager_id);
    g.Attribute("typeid", port.type_id);
    g.Attribute("typeidversion", port.type_id_version);
    g.Attribute("instanceid", port.instance_id);
    g.Attribute("interfaceid", port.interface_id);
    g.Attribute("profileid", port.profile_id);
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
  m.Attribute("trunk", vlan.trunk, false);
  m.List("tag", vlan.tags);
  if constexpr (Map::kReading) {
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
  m.Element("inbound", bandwidth.inbound);
  m.Element("outbound", bandwidth.outbound);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(IpDef)
PLEIAD_DESCRIBE_BOTH_WAYS(RouteDef)
PLEIAD_DESCRIBE_BOTH_WAYS(VirtualPort)
PLEIAD_DESCRIBE_BOTH_WAYS(VlanDef)
PLEIAD_DESCRIBE_BOTH_WAYS(BandwidthDef)

}  // namespace pleiad::conf
