// SPDX-License-Identifier: Apache-2.0
// network_route.cc: <route>, a way to another network through a gateway on this one.
#include "libshared/conf/network/ip_address.h"
#include "libshared/conf/network/network_parts.h"

namespace pleiad::conf {
namespace {

template <class... Args>
absl::Status Bad(const std::string& network, const absl::FormatSpec<Args...>& format, const Args&... args) {
  return XmlError("%s: %s in route definition", network, absl::StrFormat(format, args...));
}

absl::Status CheckFamilies(const NetworkRoute& route, const IpAddress& address, const IpAddress& gateway,
                           const std::string& network) {
  if (route.family.empty()) {
    if (address.is_v6()) return Bad(network, "No family specified for non-IPv4 address '%s'", route.address);
    // The address stands in libvirt's texts about the gateway.
    if (gateway.is_v6()) return Bad(network, "No family specified for non-IPv4 gateway '%s'", route.address);
  } else if (route.family == "ipv4") {
    if (address.is_v6()) return Bad(network, "IPv4 family specified for non-IPv4 address '%s'", route.address);
    if (gateway.is_v6()) return Bad(network, "IPv4 family specified for non-IPv4 gateway '%s'", route.address);
  } else if (route.family == "ipv6") {
    if (!route.netmask.empty()) return Bad(network, "Specifying netmask invalid for IPv6 address '%s'", route.address);
    if (!address.is_v6()) return Bad(network, "ipv6 family specified for non-IPv6 address '%s'", route.address);
    if (!gateway.is_v6()) return Bad(network, "ipv6 specified for non-IPv6 gateway address '%s'", route.gateway);
  } else {
    return Bad(network, "Unrecognized family '%s'", route.family);
  }
  return absl::OkStatus();
}

absl::Status CheckPrefix(const NetworkRoute& route, const IpAddress& address, const std::optional<IpAddress>& mask,
                         const std::string& network) {
  if (mask && route.prefix) return XmlError("%s: Route definition cannot have both a prefix and a netmask", network);
  if (route.prefix.value_or(0) > address.bits()) {
    return XmlError("%s: Invalid prefix %d specified in route definition, must be 0 - %d", network, *route.prefix,
                    address.bits());
  }
  const auto prefix = mask ? mask->MaskPrefix() : route.prefix.value_or(0);
  if (prefix && address.Network(*prefix) != address) {
    return XmlError("%s: Address '%s' in route definition is not a network address", network, address.ToString());
  }
  return absl::OkStatus();
}

absl::Status Settle(NetworkRoute& route, const std::string& network) {
  if (route.address.empty()) return Bad(network, "Missing required address attribute");
  const auto address = IpAddress::Parse(route.address);
  if (!address) return Bad(network, "Bad network address '%s'", route.address);
  if (route.gateway.empty()) return Bad(network, "Missing required gateway attribute");
  const auto gateway = IpAddress::Parse(route.gateway);
  if (!gateway) return Bad(network, "Bad gateway address '%s'", route.gateway);
  const auto mask = IpAddress::Parse(route.netmask);
  if (!route.netmask.empty() && !mask) return Bad(network, "Bad netmask address '%s'", route.netmask);
  route.address = address->ToString();
  route.gateway = gateway->ToString();
  RETURN_IF_ERROR(CheckFamilies(route, *address, *gateway, network));
  return CheckPrefix(route, *address, mask, network);
}
}  // namespace

template <class Map>
void RouteFields(Map& m, NetworkRoute& route, const std::string& network) {
  m.Attribute("family", route.family);
  m.Attribute("address", route.address);
  m.Attribute("netmask", route.netmask);
  m.Attribute("prefix", route.prefix);
  m.Attribute("gateway", route.gateway);
  m.Attribute("metric", route.metric);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (route.metric == 0u)
      return m.Fail(XmlError("Invalid value for attribute 'metric' in element 'route': Zero is not permitted"));
    if (absl::Status wrong = Settle(route, network); !wrong.ok()) m.Fail(std::move(wrong));
  }
}
template void RouteFields(xml::Reader&, NetworkRoute&, const std::string&);
template void RouteFields(xml::Writer&, NetworkRoute&, const std::string&);

}  // namespace pleiad::conf
