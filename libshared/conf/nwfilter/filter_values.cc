// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/nwfilter/filter_values.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

#include <algorithm>
#include <map>

#include "libshared/conf/network/ip_address.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {
namespace {
using enum FilterValue;
using Attributes = std::vector<FilterAttribute>;
constexpr size_t kLongestText = 256, kLongestSetName = 31;

template <class... Parts>
Attributes Join(const Parts&... parts) {
  Attributes all;
  (all.insert(all.end(), parts.begin(), parts.end()), ...);
  return all;
}

std::map<std::string, Attributes, std::less<>> MakeTable() {
  const Attributes source_mac = {{"srcmacaddr", kMac}}, source_macs = {{"srcmacaddr", kMac}, {"srcmacmask", kMac}};
  const Attributes macs = Join(source_macs, Attributes{{"dstmacaddr", kMac}, {"dstmacmask", kMac}});
  const Attributes ports = {{"srcportstart", kU16}, {"srcportend", kU16}, {"dstportstart", kU16}, {"dstportend", kU16}};
  const auto hosts = [](FilterValue ip, FilterValue mask) {
    return Attributes{{"srcipaddr", ip}, {"srcipmask", mask}, {"dstipaddr", ip}, {"dstipmask", mask}};
  };
  const Attributes connection = {{"dscp", kSixBits}, {"connlimit-above", kU16}, {"state", kState}};
  const Attributes sets = {{"ipset", kSetName}, {"ipsetflags", kSetFlags}}, comment = {{"comment", kText}};
  const auto layer3 = [&](FilterValue ip, FilterValue mask) {
    return Join(source_mac, hosts(ip, mask), Attributes{{"srcipfrom", ip}, {"srcipto", ip}, {"dstipfrom", ip}, {"dstipto", ip}},
                connection, sets);
  };
  const Attributes tcp = {{"option", kU8}, {"flags", kTcpFlags}}, icmp = {{"type", kU8}, {"code", kU8}};
  const Attributes arp = {{"hwtype", kU16},
                          {"protocoltype", kU16},
                          {"opcode", kArpOpcode},
                          {"arpsrcmacaddr", kMac},
                          {"arpdstmacaddr", kMac},
                          {"arpsrcipaddr", kIpv4},
                          {"arpsrcipmask", kIpv4Mask},
                          {"arpdstipaddr", kIpv4},
                          {"arpdstipmask", kIpv4Mask},
                          {"gratuitous", kBool}};
  std::map<std::string, Attributes, std::less<>> table;
  table["mac"] = Join(macs, Attributes{{"protocolid", kEtherType}}, comment);
  table["vlan"] = Join(macs, Attributes{{"vlanid", kVlanId}, {"encap-protocol", kEtherType}}, comment);
  table["stp"] = Join(source_macs,
                      Attributes{{"type", kU8},
                                 {"flags", kU8},
                                 {"root-priority", kU16},
                                 {"root-priority-hi", kU16},
                                 {"root-address", kMac},
                                 {"root-address-mask", kMac},
                                 {"root-cost", kU32},
                                 {"root-cost-hi", kU32},
                                 {"sender-priority", kU16},
                                 {"sender-priority-hi", kU16},
                                 {"sender-address", kMac},
                                 {"sender-address-mask", kMac},
                                 {"port", kU16},
                                 {"port-hi", kU16},
                                 {"age", kU16},
                                 {"age-hi", kU16},
                                 {"max-age", kU16},
                                 {"max-age-hi", kU16},
                                 {"hello-time", kU16},
                                 {"hello-time-hi", kU16},
                                 {"forward-delay", kU16},
                                 {"forward-delay-hi", kU16}},
                      comment);
  table["arp"] = table["rarp"] = Join(macs, arp, comment);
  table["ip"] =
      Join(macs, hosts(kIpv4, kIpv4Mask), Attributes{{"protocol", kIpProtocol}}, ports, Attributes{{"dscp", kSixBits}}, comment);
  table["ipv6"] = Join(macs, hosts(kIpv6, kIpv6Mask), Attributes{{"protocol", kIpProtocol}}, ports,
                       Attributes{{"type", kU8}, {"typeend", kU8}, {"code", kU8}, {"codeend", kU8}}, comment);
  for (const bool v6 : {false, true}) {
    const Attributes base = v6 ? layer3(kIpv6, kIpv6Mask) : layer3(kIpv4, kIpv4Mask);
    const std::string suffix = v6 ? "-ipv6" : "";
    table["tcp" + suffix] = Join(base, ports, tcp, comment);
    for (const char* name : {"udp", "sctp"}) table[name + suffix] = Join(base, ports, comment);
    for (const char* name : {"all", "esp", "ah", "udplite"}) table[name + suffix] = Join(base, comment);
    table[v6 ? "icmpv6" : "icmp"] = Join(base, icmp, comment);
  }
  table["igmp"] = table["esp"];
  return table;
}

// $NAME, $NAME[2] or $NAME[@1]; written without spaces, and without the iterator that every variable has.
std::optional<std::string> Variable(const std::string& text) {
  std::string name(absl::StripAsciiWhitespace(text.substr(1)));
  const size_t bracket = name.find('[');
  std::string index;
  if (bracket != std::string::npos) {
    if (name.back() != ']') return std::nullopt;
    index = std::string(absl::StripAsciiWhitespace(name.substr(bracket + 1, name.size() - bracket - 2)));
    name = std::string(absl::StripAsciiWhitespace(name.substr(0, bracket)));
    const std::string digits = index.substr(index.starts_with('@') ? 1 : 0);
    if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  }
  if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return absl::ascii_isalnum(c) || c == '_'; }))
    return std::nullopt;
  return "$" + name + (index.empty() || index == "@0" ? "" : "[" + index + "]");
}

std::optional<std::string> Mac(const std::string& text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  if (parts.size() != 6) return std::nullopt;
  std::string normal;
  for (const std::string& part : parts) {
    if (part.empty() || part.size() > 2 ||
        !std::all_of(part.begin(), part.end(), [](unsigned char c) { return absl::ascii_isxdigit(c); })) {
      return std::nullopt;
    }
    normal += (normal.empty() ? "" : ":") + std::string(2 - part.size(), '0') + absl::AsciiStrToLower(part);
  }
  return normal;
}

std::optional<std::string> Ip(const std::string& text, bool v6) {
  const auto address = IpAddress::Parse(text);
  if (!address || address->is_v6() != v6) return std::nullopt;
  return address->ToString();
}

// A length, or a netmask of which the length is written.
std::optional<std::string> Mask(const std::string& text, bool v6) {
  uint32_t length = 0;
  if (xml::FromText(text, length)) {
    if (length > (v6 ? 128u : 32u)) return std::nullopt;
    return std::to_string(length);
  }
  const auto mask = IpAddress::Parse(text);
  const auto prefix = mask && mask->is_v6() == v6 ? mask->MaskPrefix() : std::nullopt;
  if (!prefix) return std::nullopt;
  return std::to_string(*prefix);
}

std::optional<std::string> Number(const std::string& text, uint32_t minimum, uint32_t maximum) {
  uint32_t value = 0;
  if (!xml::FromText(text, value) || value < minimum || value > maximum) return std::nullopt;
  return text.starts_with("0x") || text.starts_with("0X") ? absl::StrFormat("0x%x", value) : std::to_string(value);
}

struct NumberName {
  uint32_t value;
  const char* name;
};
constexpr NumberName kEtherTypes[] = {{0x800, "ipv4"}, {0x806, "arp"}, {0x8035, "rarp"}, {0x8100, "vlan"}, {0x86dd, "ipv6"}};
constexpr NumberName kIpProtocols[] = {{1, "icmp"}, {2, "igmp"},    {6, "tcp"},    {17, "udp"},     {50, "esp"},
                                       {51, "ah"},  {58, "icmpv6"}, {132, "sctp"}, {136, "udplite"}};
constexpr NumberName kArpOpcodes[] = {{1, "Request"},       {2, "Reply"},         {3, "Request_Reverse"},
                                      {4, "Reply_Reverse"}, {5, "DRARP_Request"}, {6, "DRARP_Reply"},
                                      {7, "DRARP_Error"},   {8, "InARP_Request"}, {9, "ARP_NAK"}};

// A number that is written by its name where it has one.
template <size_t N>
std::optional<std::string> Named(const std::string& text, const NumberName (&names)[N], uint32_t minimum, uint32_t maximum) {
  uint32_t value = 0;
  const bool is_number = xml::FromText(text, value);
  for (const NumberName& row : names) {
    if (is_number ? row.value == value : absl::EqualsIgnoreCase(text, row.name)) return row.name;
  }
  return Number(text, minimum, maximum);
}

// The words of a list in their own order; `all` stands for every one of them.
std::optional<std::string> Words(const std::string& text, const std::vector<const char*>& words) {
  std::vector<bool> given(words.size());
  for (const std::string& part : std::vector<std::string>(absl::StrSplit(text, ','))) {
    const auto found =
        std::find_if(words.begin(), words.end(), [&](const char* word) { return absl::EqualsIgnoreCase(part, word); });
    if (found == words.end()) return std::nullopt;
    given[static_cast<size_t>(found - words.begin())] = true;
  }
  std::string normal;
  for (size_t i = 0; i < words.size(); ++i) {
    if (given[i]) normal += (normal.empty() ? "" : ",") + std::string(words[i]);
  }
  return normal;
}

std::optional<std::string> TcpFlagSet(const std::string& text) {
  if (absl::EqualsIgnoreCase(text, "ALL")) return "ALL";
  if (absl::EqualsIgnoreCase(text, "NONE")) return "NONE";
  const auto words = Words(text, {"FIN", "SYN", "RST", "PSH", "ACK", "URG"});
  return words == "FIN,SYN,RST,PSH,ACK,URG" ? "ALL" : words;
}

// Which flags to look at, and which of them are set: "SYN,ACK/SYN".
std::optional<std::string> TcpFlags(const std::string& text) {
  const size_t slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto mask = TcpFlagSet(text.substr(0, slash)), set = TcpFlagSet(text.substr(slash + 1));
  if (!mask || !set) return std::nullopt;
  return *mask + "/" + *set;
}

std::optional<std::string> SetFlags(const std::string& text) {
  constexpr size_t kMostFlags = 6;
  const std::vector<std::string> parts = absl::StrSplit(absl::AsciiStrToLower(text), ',');
  if (parts.size() > kMostFlags) return std::nullopt;
  if (!std::all_of(parts.begin(), parts.end(), [](const std::string& part) { return part == "src" || part == "dst"; }))
    return std::nullopt;
  return absl::AsciiStrToLower(text);
}

std::optional<std::string> SetName(const std::string& text) {
  const auto allowed = [](unsigned char c) {
    return absl::ascii_isalnum(c) || std::string_view("_.:-+ ").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (text.empty() || text.size() > kLongestSetName || !std::all_of(text.begin(), text.end(), allowed)) return std::nullopt;
  return text;
}
}  // namespace

const std::vector<FilterAttribute>* FilterAttributesOf(std::string_view protocol) {
  static const auto& table = *new std::map<std::string, Attributes, std::less<>>(MakeTable());
  const auto found = table.find(protocol);
  return found == table.end() ? nullptr : &found->second;
}

std::optional<std::string> NormalFilterValue(FilterValue kind, const std::string& text) {
  if (text.starts_with('$') && kind != kText) return Variable(text);
  switch (kind) {
    case kMac:
      return Mac(text);
    case kIpv4:
      return Ip(text, /*v6=*/false);
    case kIpv6:
      return Ip(text, /*v6=*/true);
    case kIpv4Mask:
      return Mask(text, /*v6=*/false);
    case kIpv6Mask:
      return Mask(text, /*v6=*/true);
    case kU8:
      return Number(text, 0, 0xff);
    case kU16:
      return Number(text, 0, 0xffff);
    case kU32:
      return Number(text, 0, 0xffffffff);
    case kSixBits:
      return Number(text, 0, 0x3f);
    case kVlanId:
      return Number(text, 0, 0xfff);
    case kEtherType:
      return Named(text, kEtherTypes, 0x600, 0xffff);
    case kIpProtocol:
      return Named(text, kIpProtocols, 0, 0xff);
    case kArpOpcode:
      return Named(text, kArpOpcodes, 0, 0xffff);
    case kBool:
      return text == "true" || text == "yes" || text == "1" ? "true" : "false";
    case kTcpFlags:
      return TcpFlags(text);
    case kState:
      return Words(text, {"NEW", "ESTABLISHED", "RELATED", "INVALID", "NONE"});
    case kSetName:
      return SetName(text);
    case kSetFlags:
      return SetFlags(text);
    case kText:
      return text.substr(0, kLongestText);
  }
  return std::nullopt;
}

}  // namespace pleiad::conf
