// SPDX-License-Identifier: Apache-2.0
// network_ip.cc: <ip>, an address of the host on the network, with what DHCP hands out beside it.
#include <cctype>
#include <cstring>

#include "libshared/conf/network/ip_address.h"
#include "libshared/conf/network/network_parts.h"

namespace pleiad::conf {
namespace {
constexpr uint64_t kShortestLease_s = 120, kLargestRange = 65535;

// As the resolver words it, which libvirt asks about each address.
void ReadSocketAddress(xml::Reader& m, std::string& text) {
  const auto normal = NormalAddress(text);
  if (normal) {
    text = *normal;
  } else {
    m.Fail(MakeError(ErrorDomain::kNone, ErrorCode::kSystemError,
                     "Cannot parse socket address '" + text + "': Name or service not known"));
  }
}

template <class Map>
void LeaseFields(Map& m, std::optional<LeaseTime>& lease) {
  if (Map::kReading || lease) {
    m.Group("lease", [&](auto& g) {
      LeaseTime time = lease.value_or(LeaseTime{});
      if constexpr (Map::kReading) {
        if (!g.HasAttribute("expiry")) return g.KnowAttribute("unit");
        g.Attribute("unit", time.unit, kLeaseUnits, LeaseUnit::kMinutes);
        g.Attribute("expiry", time.expiry);
        if (time.expiry != 0 && time.expiry < UINT64_MAX / 3600 && time.seconds() < kShortestLease_s) {
          g.Fail(Unsupported("The minimum lease time should be greater than 2 minutes"));
        }
        lease = time;
      } else {
        g.Attribute("expiry", time.expiry);
        if (time.expiry != 0) g.Attribute("unit", time.unit, kLeaseUnits, xml::kRequired);
      }
    });
  }
}

absl::Status CheckRange(const DhcpRange& range, const NetworkIp& ip) {
  const auto start = IpAddress::Parse(range.start), end = IpAddress::Parse(range.end), host = IpAddress::Parse(ip.address);
  const std::string text = range.start + " - " + range.end;
  if (!start || !end || start->is_v6() != end->is_v6()) return InternalError("mismatch of address family in range %s", text);
  if (!host) return absl::OkStatus();
  if (host->is_v6() != start->is_v6())
    return InternalError("mismatch of address family in range %s for network %s", text, ip.address);
  const unsigned prefix = ip.EffectivePrefix();
  const std::string network = absl::StrFormat("%s/%d", ip.address, prefix);
  if (start->Network(prefix) != host->Network(prefix) || end->Network(prefix) != host->Network(prefix)) {
    return InternalError("range %s is not entirely within network %s", text, network);
  }
  if (!start->is_v6() && *start == start->Network(prefix))
    return InternalError("start of range %s in network %s is the network address", text, network);
  if (!start->is_v6() && *end == end->Broadcast(prefix))
    return InternalError("end of range %s in network %s is the broadcast address", text, network);
  if (*end < *start) return InternalError("range %s is reversed ", text);
  if (start->DistanceTo(*end) > kLargestRange) return InternalError("range %s is too large (> %d)", text, kLargestRange);
  return absl::OkStatus();
}

template <class Map>
void RangeFields(Map& m, DhcpRange& range, const NetworkIp& ip, const std::string& network) {
  m.Attribute("start", range.start);
  m.Attribute("end", range.end);
  if constexpr (Map::kReading) {
    if (range.start.empty()) return m.Fail(XmlError("Missing 'start' attribute in dhcp range for network '%s'", network));
    ReadSocketAddress(m, range.start);
    if (range.end.empty()) return m.Fail(XmlError("Missing 'end' attribute in dhcp range for network '%s'", network));
    ReadSocketAddress(m, range.end);
    if (m.failed()) return;
    if (absl::Status wrong = CheckRange(range, ip); !wrong.ok()) return m.Fail(std::move(wrong));
  }
  LeaseFields(m, range.lease);
}

absl::Status CheckHostMac(const DhcpHost& host, const NetworkIp& ip, const std::string& network) {
  if (host.mac.empty()) return absl::OkStatus();
  if (ip.is_v6())
    return XmlError("Invalid to specify MAC address '%s' in network '%s' IPv6 static host definition", host.mac, network);
  if (!IsMac(host.mac)) return XmlError("Cannot parse MAC address '%s' in network '%s'", host.mac, network);
  if (strchr("13579bdfBDF", host.mac[1]))
    return XmlError("expected unicast mac address, found multicast '%s' in network '%s'", host.mac, network);
  return absl::OkStatus();
}

absl::Status CheckHost(const DhcpHost& host, bool has_name, bool partial, const NetworkIp& ip, const std::string& network) {
  RETURN_IF_ERROR(CheckHostMac(host, ip, network));
  const size_t bad = host.id.find_first_not_of("0123456789abcdefABCDEF:");
  if (ip.is_v6() && bad != std::string::npos) {
    return XmlError("Invalid character '%c' in id '%s' of network '%s'", host.id[bad], host.id, network);
  }
  if (has_name && (host.name.empty() || !isalnum(static_cast<unsigned char>(host.name[0])))) {
    return XmlError("Cannot use host name '%s' in network '%s'", host.name, network);
  }
  if (partial && host.ip.empty()) {
    if (!host.mac.empty() || !host.id.empty() || has_name) return absl::OkStatus();
    return XmlError("At least one of name, mac, or ip attribute must be specified for static host definition in network '%s' ",
                    network);
  }
  if (!partial && ip.is_v6() && host.id.empty() && !has_name) {
    return XmlError("Static host definition in IPv6 network '%s' must have id or name attribute", network);
  }
  if (!partial && !ip.is_v6() && host.mac.empty() && !has_name) {
    return XmlError("Static host definition in IPv4 network '%s' must have mac or name attribute", network);
  }
  if (host.ip.empty()) return XmlError("Missing IP address in static host definition for network '%s'", network);
  if (!IpAddress::Parse(host.ip)) return XmlError("Invalid IP address in static host definition for network '%s'", network);
  return absl::OkStatus();
}

template <class Map>
void HostFields(Map& m, DhcpHost& host, bool partial, const NetworkIp& ip, const std::string& network) {
  m.Attribute("id", host.id);
  m.Attribute("mac", host.mac);
  m.Attribute("name", host.name);
  m.Attribute("ip", host.ip);
  if constexpr (Map::kReading) {
    const absl::Status wrong = CheckHost(host, m.HasAttribute("name"), partial, ip, network);
    if (!wrong.ok()) return m.Fail(wrong);
    if (!host.ip.empty()) host.ip = *NormalAddress(host.ip);
  }
  LeaseFields(m, host.lease);
}

template <class Map>
void DhcpFields(Map& m, NetworkIp& ip, const std::string& network) {
  if (!Map::kReading && ip.ranges.empty() && ip.hosts.empty()) return;
  m.Group("dhcp", [&](auto& g) {
    Items(g, "range", ip.ranges, [&](auto& item, DhcpRange& range) { RangeFields(item, range, ip, network); });
    Items(g, "host", ip.hosts, [&](auto& item, DhcpHost& host) { HostFields(item, host, /*partial=*/false, ip, network); });
    if (!Map::kReading && ip.bootp_file.empty()) return;
    g.Group("bootp", [&](auto& bootp) {
      bootp.Attribute("file", ip.bootp_file);
      bootp.Attribute("server", ip.bootp_server);
      if constexpr (Map::kReading) {
        if (ip.bootp_file.empty()) return ip.bootp_server.clear();
        if (!ip.bootp_server.empty()) ReadSocketAddress(bootp, ip.bootp_server);
      }
    });
  });
}

// Whether the address is of the family that the document says; no word means IPv4.
absl::Status CheckFamily(const NetworkIp& ip, bool is_v6, const std::string& network) {
  if (ip.family.empty() && is_v6)
    return Unsupported("no family specified for non-IPv4 address '%s' in network '%s'", ip.address, network);
  if (ip.family == "ipv4" && is_v6)
    return Unsupported("ipv4 family specified for non-IPv4 address '%s' in network '%s'", ip.address, network);
  if (ip.family == "ipv6" && !is_v6)
    return Unsupported("Family 'ipv6' specified for non-IPv6 address '%s' in network '%s'", ip.address, network);
  if (!ip.family.empty() && ip.family != "ipv4" && ip.family != "ipv6")
    return XmlError("Unrecognized family '%s' in network '%s'", ip.family, network);
  return absl::OkStatus();
}

absl::Status CheckMask(NetworkIp& ip, bool is_v6, const std::string& network) {
  if (!ip.netmask.empty()) {
    if (is_v6) return Unsupported("netmask not allowed for IPv6 address '%s' in network '%s'", ip.address, network);
    if (ip.prefix != 0) return Unsupported("Network '%s' IP address cannot have both a prefix and a netmask", network);
    const auto mask = IpAddress::Parse(ip.netmask);
    if (!mask || mask->is_v6()) return XmlError("Invalid netmask '%s' in network '%s'", ip.netmask, network);
    ip.netmask = mask->ToString();
  }
  if (ip.prefix > (is_v6 ? 128u : 32u))
    return Unsupported("Invalid %s prefix '%d' in network '%s'", is_v6 ? "IPv6" : "IPv4", ip.prefix, network);
  return absl::OkStatus();
}

absl::Status SettleAddress(NetworkIp& ip, const std::string& network) {
  if (ip.address.empty()) return XmlError("Missing required address attribute in network '%s'", network);
  const auto address = IpAddress::Parse(ip.address);
  if (!address) return XmlError("Invalid address '%s' in network '%s'", ip.address, network);
  ip.address = address->ToString();
  RETURN_IF_ERROR(CheckFamily(ip, address->is_v6(), network));
  return CheckMask(ip, address->is_v6(), network);
}
}  // namespace

void ReadDhcpRange(xml::Reader& m, DhcpRange& range, const NetworkIp& ip, const std::string& network) {
  RangeFields(m, range, ip, network);
}
void ReadDhcpHost(xml::Reader& m, DhcpHost& host, bool partial, const NetworkIp& ip, const std::string& network) {
  HostFields(m, host, partial, ip, network);
}

unsigned NetworkIp::EffectivePrefix() const {
  if (prefix != 0) return prefix;
  if (is_v6()) return 64;
  const auto mask = IpAddress::Parse(netmask);
  if (mask) return mask->MaskPrefix().value_or(0);
  const auto host = IpAddress::Parse(address);
  if (!host || *host == *IpAddress::Parse("0.0.0.0")) return 0;
  // By the address's class, as before there were masks.
  if (*host < *IpAddress::Parse("128.0.0.0")) return 8;
  return *host < *IpAddress::Parse("192.0.0.0") ? 16 : 24;
}

template <class Map>
void IpFields(Map& m, NetworkIp& ip, const std::string& network) {
  m.Attribute("family", ip.family);
  m.Attribute("address", ip.address);
  m.Attribute("netmask", ip.netmask);
  m.Attribute("prefix", ip.prefix, 0u);
  m.Attribute("localPtr", ip.local_ptr);
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (absl::Status wrong = SettleAddress(ip, network); !wrong.ok()) return m.Fail(std::move(wrong));
    if (ip.is_v6() && m.HasElement("tftp"))
      return m.Fail(Unsupported("Unsupported <tftp> element in an IPv6 element in network '%s'", network));
  }
  m.Body();
  m.Group("tftp", [&](auto& g) { g.Attribute("root", ip.tftp_root); });
  DhcpFields(m, ip, network);
}
template void IpFields(xml::Reader&, NetworkIp&, const std::string&);
template void IpFields(xml::Writer&, NetworkIp&, const std::string&);

}  // namespace pleiad::conf
