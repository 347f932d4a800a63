// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/network/network_update.h"

#include <strings.h>

#include <algorithm>
#include <string>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/network/network_parts.h"

namespace pleiad::conf {
namespace {

// The element of an update, and how to read it.
template <class Read>
struct Entry {
  Read read;
};
template <class Read>
void Fields(xml::Reader& m, Entry<Read>& entry) {
  entry.read(m);
}

template <class... Args>
absl::Status Invalid(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(ErrorDomain::kNetwork, ErrorCode::kOperationInvalid, absl::StrFormat(format, args...));
}
absl::Status NotSupported(std::string_view text) {
  return MakeError(ErrorDomain::kNetwork, ErrorCode::kOperationUnsupported, text);
}
std::string OrNull(const std::string& text, const char* otherwise = "(null)") { return text.empty() ? otherwise : text; }
bool SameMac(const std::string& a, const std::string& b) { return strcasecmp(a.c_str(), b.c_str()) == 0; }

// One update on its way.
struct Update {
  NetworkDef& network;
  NetworkCommand command;
  int32_t parent_index;
  std::string_view xml;

  bool adds() const { return command == NetworkCommand::kAddFirst || command == NetworkCommand::kAddLast; }
  bool deletes() const { return command == NetworkCommand::kDelete; }

  template <class Read>
  absl::Status Parse(const char* element, Read read) const {
    ASSIGN_OR_RETURN(const xml::Document document, xml::Document::Parse(xml, "network_update_xml"));
    const std::string found = document.root().name();
    if (found != element) {
      return Error(ErrorDomain::kNetwork, ErrorCode::kXmlError,
                   "unexpected element <%s>, expecting <%s>, while updating network '%s'", found, std::string(element),
                   network.name);
    }
    Entry<Read> entry{std::move(read)};
    return WithDomain(xml::Read(document.root(), entry, {}), ErrorDomain::kNetwork);
  }
  template <class T>
  absl::Status Add(std::vector<T>& items, T item) const {
    items.insert(command == NetworkCommand::kAddFirst ? items.begin() : items.end(), std::move(item));
    return absl::OkStatus();
  }
  absl::Status UnknownCommand() const {
    return Error(ErrorDomain::kNetwork, ErrorCode::kInvalidArg, "unrecognized network update command code %d",
                 static_cast<uint32_t>(command));
  }

  absl::StatusOr<NetworkIp*> FindIp() const;
  absl::Status DhcpHost() const;
  absl::Status DhcpRange() const;
  absl::Status Interface() const;
  absl::Status Group() const;
  absl::Status Host() const;
  absl::Status Text() const;
  absl::Status Service() const;
};

absl::StatusOr<NetworkIp*> Update::FindIp() const {
  auto& ips = network.ips;
  if (parent_index >= 0) {
    if (static_cast<size_t>(parent_index) < ips.size()) return &ips[static_cast<size_t>(parent_index)];
    return Invalid("couldn't update dhcp host entry - no <ip> element found at index %d in network '%s'", parent_index,
                   network.name);
  }
  auto found = std::ranges::find_if(ips, [](const NetworkIp& ip) { return !ip.ranges.empty() || !ip.hosts.empty(); });
  if (found == ips.end()) found = std::ranges::find_if(ips, [](const NetworkIp& ip) { return !ip.is_v6(); });
  if (found == ips.end()) found = ips.begin();
  if (found != ips.end()) return &*found;
  return Invalid("couldn't update dhcp host entry - no <ip> element found in network '%s'", network.name);
}

absl::Status Update::DhcpHost() const {
  ASSIGN_OR_RETURN(NetworkIp* const ip, FindIp());
  conf::DhcpHost host;
  RETURN_IF_ERROR(Parse("host", [&](xml::Reader& m) { ReadDhcpHost(m, host, deletes(), *ip, network.name); }));
  const auto same = [](const std::string& a, const std::string& b) { return !a.empty() && a == b; };
  const auto same_client = [&](const conf::DhcpHost& other) {
    return (!host.mac.empty() && SameMac(host.mac, other.mac)) || same(host.name, other.name) || same(host.id, other.id);
  };
  if (adds()) {
    if (std::ranges::none_of(ip->hosts, [&](const auto& other) { return same_client(other) || same(host.ip, other.ip); })) {
      return Add(ip->hosts, std::move(host));
    }
    return Invalid("there is an existing dhcp host entry in network '%s' that matches \"<host mac='%s' name='%s' ip='%s'/>\"",
                   network.name, OrNull(host.mac, "unknown"), OrNull(host.name), OrNull(host.ip, "unknown"));
  }
  if (deletes()) {
    const auto found = std::ranges::find_if(ip->hosts, [&](const conf::DhcpHost& other) {
      return (host.mac.empty() || SameMac(host.mac, other.mac)) && (host.name.empty() || host.name == other.name) &&
             (host.id.empty() || host.id == other.id) && (host.ip.empty() || host.ip == other.ip);
    });
    if (found == ip->hosts.end()) return Invalid("couldn't locate a matching dhcp host entry in network '%s'", network.name);
    ip->hosts.erase(found);
    return absl::OkStatus();
  }
  const auto found = std::ranges::find_if(ip->hosts, same_client);
  if (found == ip->hosts.end()) {
    return Invalid("couldn't locate an existing dhcp host entry with \"mac='%s'\" \"name='%s'\" \"ip='%s'\" in network '%s'",
                   OrNull(host.mac, "unknown"), OrNull(host.name), OrNull(host.ip, "unknown"), network.name);
  }
  *found = std::move(host);
  return absl::OkStatus();
}

absl::Status Update::DhcpRange() const {
  ASSIGN_OR_RETURN(NetworkIp* const ip, FindIp());
  if (command == NetworkCommand::kModify) return NotSupported("dhcp ranges cannot be modified, only added or deleted");
  conf::DhcpRange range;
  RETURN_IF_ERROR(Parse("range", [&](xml::Reader& m) { ReadDhcpRange(m, range, *ip, network.name); }));
  const auto found = std::ranges::find_if(
      ip->ranges, [&](const conf::DhcpRange& other) { return other.start == range.start && other.end == range.end; });
  if (adds()) {
    if (found == ip->ranges.end()) return Add(ip->ranges, std::move(range));
    return Invalid("there is an existing dhcp range entry in network '%s' that matches \"<range start='%s' end='%s'/>\"",
                   network.name, range.start, range.end);
  }
  if (found == ip->ranges.end()) return Invalid("couldn't locate a matching dhcp range entry in network '%s'", network.name);
  ip->ranges.erase(found);
  return absl::OkStatus();
}

absl::Status Update::Interface() const {
  if (command == NetworkCommand::kModify) {
    return NotSupported("forward interface entries cannot be modified, only added or deleted");
  }
  std::string dev;
  RETURN_IF_ERROR(Parse("interface", [&](xml::Reader& m) {
    m.Attribute("dev", dev);
    if (dev.empty()) m.Fail(XmlError("missing dev attribute in <interface> element"));
  }));
  auto& interfaces = network.forward.interfaces;
  const auto found = std::ranges::find(interfaces, dev, &ForwardInterface::dev);
  if (adds()) {
    if (found == interfaces.end()) return Add(interfaces, ForwardInterface{.dev = dev});
    return Invalid("there is an existing interface entry in network '%s' that matches \"<interface dev='%s'>\"", network.name,
                   dev);
  }
  if (found == interfaces.end()) {
    return Invalid("couldn't find an interface entry in network '%s' matching <interface dev='%s'>", network.name, dev);
  }
  if (found->connections > 0) {
    return Invalid("unable to delete interface '%s' in network '%s'. It is currently being used  by %d domains.", dev,
                   network.name, found->connections);
  }
  interfaces.erase(found);
  return absl::OkStatus();
}

absl::Status Update::Group() const {
  PortGroup group;
  RETURN_IF_ERROR(Parse("portgroup", [&](xml::Reader& m) { ReadPortGroup(m, group); }));
  auto& groups = network.port_groups;
  const auto found = std::ranges::find(groups, group.name, &PortGroup::name);
  if (!adds() && found == groups.end()) {
    return Invalid("couldn't find a portgroup entry in network '%s' matching <portgroup name='%s'>", network.name, group.name);
  }
  if (adds() && found != groups.end()) {
    return Invalid("there is an existing portgroup entry in network '%s' that matches \"<portgroup name='%s'>\"", network.name,
                   group.name);
  }
  const bool other_default =
      std::ranges::any_of(groups, [&](const PortGroup& one) { return one.is_default && one.name != group.name; });
  if (!deletes() && group.is_default && other_default) {
    return Invalid("a different portgroup entry in network '%s' is already set as the default. Only one default is allowed.",
                   network.name);
  }
  if (adds()) return Add(groups, std::move(group));
  deletes() ? void(groups.erase(found)) : void(*found = std::move(group));
  return absl::OkStatus();
}

absl::Status Update::Host() const {
  if (command == NetworkCommand::kModify) return NotSupported("DNS HOST records cannot be modified, only added or deleted");
  DnsHost host;
  RETURN_IF_ERROR(Parse("host", [&](xml::Reader& m) { ReadDnsHost(m, host, deletes(), network.name); }));
  // A name may have several addresses, but a record is deleted by any of its names, too.
  const auto matches = [&](const DnsHost& other) {
    if (!host.ip.empty() && host.ip == other.ip) return true;
    return deletes() &&
           std::ranges::any_of(host.names, [&](const auto& name) { return std::ranges::count(other.names, name) > 0; });
  };
  auto& hosts = network.dns.hosts;
  const auto count = std::ranges::count_if(hosts, matches);
  if (adds()) {
    if (count == 0) return Add(hosts, std::move(host));
    return Invalid("there is already at least one DNS HOST record with a matching field in network %s", network.name);
  }
  if (count == 0) return Invalid("couldn't locate a matching DNS HOST record in network %s", network.name);
  if (count > 1) return Invalid("multiple matching DNS HOST records were found in network %s", network.name);
  std::erase_if(hosts, matches);
  return absl::OkStatus();
}

absl::Status Update::Text() const {
  if (command == NetworkCommand::kModify) return NotSupported("DNS TXT records cannot be modified, only added or deleted");
  DnsText text;
  RETURN_IF_ERROR(Parse("txt", [&](xml::Reader& m) { ReadDnsText(m, text, deletes(), network.name); }));
  auto& texts = network.dns.texts;
  const auto found = std::ranges::find(texts, text.name, &DnsText::name);
  if (adds()) {
    if (found == texts.end()) return Add(texts, std::move(text));
    return Invalid("there is already a DNS TXT record with name '%s' in network %s", text.name, network.name);
  }
  if (found == texts.end()) return Invalid("couldn't locate a matching DNS TXT record in network %s", network.name);
  texts.erase(found);
  return absl::OkStatus();
}

absl::Status Update::Service() const {
  if (command == NetworkCommand::kModify) return NotSupported("DNS SRV records cannot be modified, only added or deleted");
  DnsService service;
  RETURN_IF_ERROR(Parse("srv", [&](xml::Reader& m) { ReadDnsService(m, service, deletes(), network.name); }));
  const auto fits = [](const auto& asked, const auto& other) {
    return asked == std::decay_t<decltype(asked)>{} || asked == other;
  };
  const auto matches = [&](const DnsService& other) {
    return fits(service.domain, other.domain) && fits(service.service, other.service) && fits(service.protocol, other.protocol) &&
           fits(service.target, other.target) && fits(service.port, other.port) && fits(service.priority, other.priority) &&
           fits(service.weight, other.weight);
  };
  auto& services = network.dns.services;
  const auto count = std::ranges::count_if(services, matches);
  if (adds()) {
    if (count == 0) return Add(services, std::move(service));
    return Invalid("there is already at least one DNS SRV record matching all specified fields in network %s", network.name);
  }
  if (count == 0) return Invalid("couldn't locate a matching DNS SRV record in network %s", network.name);
  if (count > 1) return Invalid("multiple DNS SRV records matching all specified fields were found in network %s", network.name);
  std::erase_if(services, matches);
  return absl::OkStatus();
}

// Null for a section that can be updated.
const char* FixedSection(NetworkSection section) {
  switch (section) {
    case NetworkSection::kBridge:
      return "bridge";
    case NetworkSection::kDomain:
      return "domain";
    case NetworkSection::kIp:
      return "ip";
    case NetworkSection::kForward:
      return "forward";
    case NetworkSection::kForwardPf:
      return "forward pf";
    default:
      return nullptr;
  }
}
}  // namespace

absl::Status UpdateNetwork(NetworkDef& network, NetworkCommand command, NetworkSection section, int32_t parent_index,
                           std::string_view xml) {
  const Update update{network, command, parent_index, xml};
  if (const char* const fixed = FixedSection(section)) {
    return Error(ErrorDomain::kNetwork, ErrorCode::kOperationUnsupported, "can't update '%s' section of network '%s'",
                 std::string(fixed), network.name);
  }
  if (command == NetworkCommand::kNone || command > NetworkCommand::kAddFirst) return update.UnknownCommand();
  switch (section) {
    case NetworkSection::kIpDhcpHost:
      return update.DhcpHost();
    case NetworkSection::kIpDhcpRange:
      return update.DhcpRange();
    case NetworkSection::kForwardInterface:
      return update.Interface();
    case NetworkSection::kPortGroup:
      return update.Group();
    case NetworkSection::kDnsHost:
      return update.Host();
    case NetworkSection::kDnsText:
      return update.Text();
    case NetworkSection::kDnsService:
      return update.Service();
    default:
      return Error(ErrorDomain::kNetwork, ErrorCode::kOperationUnsupported, "can't update unrecognized section of network");
  }
}

}  // namespace pleiad::conf
