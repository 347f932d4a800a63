// SPDX-License-Identifier: Apache-2.0
// network_dns.cc: <dns>, what the network's name server answers by itself.
#include <algorithm>

#include "libshared/conf/network/ip_address.h"
#include "libshared/conf/network/network_parts.h"

namespace pleiad::conf {
namespace {

template <class Map>
void ForwarderFields(Map& m, DnsForwarder& forwarder, const std::string& network) {
  m.Attribute("domain", forwarder.domain);
  m.Attribute("addr", forwarder.address);
  if constexpr (Map::kReading) {
    if (forwarder.address.empty() && forwarder.domain.empty()) {
      return m.Fail(XmlError("Invalid forwarder element, must contain at least one of addr or domain"));
    }
    if (forwarder.address.empty()) return;
    const auto normal = NormalAddress(forwarder.address);
    if (!normal) return m.Fail(XmlError("Invalid forwarder IP address '%s' in network '%s'", forwarder.address, network));
    forwarder.address = *normal;
  }
}

template <class Map>
void TextFields(Map& m, DnsText& text, bool partial, const std::string& network) {
  if constexpr (Map::kReading) {
    m.Attribute("name", text.name);
    if (text.name.empty()) return m.Fail(DetailError("missing required name attribute in DNS TXT record of network %s", network));
    if (text.name.find(' ') != std::string::npos) {
      return m.Fail(DetailError("prohibited character in DNS TXT record name '%s' of network %s", text.name, network));
    }
    m.Attribute("value", text.value);
    if (!partial && !m.HasAttribute("value")) {
      m.Fail(DetailError("missing required value attribute in DNS TXT record named '%s' of network %s", text.name, network));
    }
  } else {
    m.Attribute("name", text.name);
    m.Attribute("value", text.value, xml::kRequired);
  }
}

// A number that is only allowed with a target.
void ReadServiceNumber(xml::Reader& m, const char* name, const char* invalid, uint32_t& value, uint32_t minimum,
                       const DnsService& service, const std::string& network) {
  const char* text = TextOf(m, name);
  if (!text) return;
  if (!xml::FromText(text, value) || value > 65535 || value < minimum) {
    return m.Fail(DetailError("%s DNS SRV %s attribute for service '%s' in network '%s'", std::string(invalid), std::string(name),
                              service.service, network));
  }
  if (service.target.empty()) {
    m.Fail(DetailError("DNS SRV %s attribute not permitted without target for service '%s' in network '%s'", std::string(name),
                       service.service, network));
  }
}

template <class Map>
void ServiceFields(Map& m, DnsService& service, bool partial, const std::string& network) {
  m.Attribute("service", service.service);
  m.Attribute("protocol", service.protocol);
  m.Attribute("domain", service.domain);
  m.Attribute("target", service.target);
  if constexpr (Map::kReading) {
    if (!partial && service.service.empty())
      return m.Fail(DetailError("missing required service attribute in DNS SRV record of network '%s'", network));
    if (!partial && service.protocol.empty()) {
      return m.Fail(
          DetailError("missing required protocol attribute in DNS SRV record '%s' of network '%s'", service.service, network));
    }
    ReadServiceNumber(m, "port", "invalid", service.port, 1, service, network);
    ReadServiceNumber(m, "priority", "Invalid", service.priority, 0, service, network);
    ReadServiceNumber(m, "weight", "invalid", service.weight, 0, service, network);
  } else {
    m.Attribute("port", service.port, 0u);
    m.Attribute("priority", service.priority, 0u);
    m.Attribute("weight", service.weight, 0u);
  }
}

template <class Map>
void HostFields(Map& m, DnsHost& host, bool partial, const std::string& network) {
  m.Attribute("ip", host.ip);
  m.TextList("hostname", host.names);
  if constexpr (Map::kReading) {
    std::erase(host.names, "");
    if (partial && host.ip.empty() && host.names.empty()) {
      return m.Fail(DetailError("Missing ip and hostname in network '%s' DNS HOST record", network));
    }
    if (host.ip.empty() && !partial) return m.Fail(DetailError("Missing IP address in network '%s' DNS HOST record", network));
    if (!host.ip.empty()) {
      const auto normal = NormalAddress(host.ip);
      if (!normal) return m.Fail(DetailError("Invalid IP address in network '%s' DNS HOST record", network));
      host.ip = *normal;
    }
    if (host.names.empty() && !partial) m.Fail(DetailError("Missing hostname in network '%s' DNS HOST record", network));
  }
}
}  // namespace

void ReadDnsHost(xml::Reader& m, DnsHost& host, bool partial, const std::string& network) {
  HostFields(m, host, partial, network);
}
void ReadDnsText(xml::Reader& m, DnsText& text, bool partial, const std::string& network) {
  TextFields(m, text, partial, network);
}
void ReadDnsService(xml::Reader& m, DnsService& service, bool partial, const std::string& network) {
  ServiceFields(m, service, partial, network);
}

template <class Map>
void DnsFields(Map& m, DnsDef& dns, const std::string& network) {
  m.Group("dns", [&](auto& g) {
    g.Attribute("enable", dns.enable);
    g.Attribute("forwardPlainNames", dns.forward_plain_names);
    Items(g, "forwarder", dns.forwarders,
          [&](auto& item, DnsForwarder& forwarder) { ForwarderFields(item, forwarder, network); });
    Items(g, "txt", dns.texts, [&](auto& item, DnsText& text) { TextFields(item, text, /*partial=*/false, network); });
    Items(g, "srv", dns.services,
          [&](auto& item, DnsService& service) { ServiceFields(item, service, /*partial=*/false, network); });
    Items(g, "host", dns.hosts, [&](auto& item, DnsHost& host) { HostFields(item, host, /*partial=*/false, network); });
  });
  if constexpr (Map::kReading) {
    if (IsNo(dns.enable) && (dns.HasRecords() || dns.forward_plain_names))
      m.Fail(XmlError("Extra data in disabled network '%s'", network));
  }
}
template void DnsFields(xml::Reader&, DnsDef&, const std::string&);
template void DnsFields(xml::Writer&, DnsDef&, const std::string&);

}  // namespace pleiad::conf
