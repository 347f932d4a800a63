// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/nwfilter/nwfilter_def.h"

#include "absl/strings/match.h"

#include <algorithm>
#include <cctype>

#include "libshared/conf/domain/device_mapping.h"
#include "libshared/conf/nwfilter/filter_values.h"
#include "libshared/conf/shapes.h"

namespace pleiad::conf {
namespace {
constexpr int32_t kLowest = -1000, kHighest = 1000;
constexpr size_t kLongestChain = 12;

// Chains are looked into by the start of their names, each in its turn.
struct ChainPlace {
  const char* prefix;
  int32_t priority;
};
constexpr ChainPlace kChains[] = {{"mac", -800},  {"vlan", -750}, {"stp", 0},    {"arp", -500},
                                  {"rarp", -400}, {"ipv4", -700}, {"ipv6", -600}};

absl::Status BadArgument(const std::string& text) { return MakeError(ErrorDomain::kNwfilter, ErrorCode::kInvalidArg, text); }

absl::Status CheckChain(const std::string& chain) {
  if (chain.size() > kLongestChain)
    return BadArgument("Name of chain is longer than " + std::to_string(kLongestChain) + " characters");
  const auto allowed = [](unsigned char c) { return isalnum(c) || c == '_' || c == '.' || c == ':' || c == '-'; };
  if (!std::all_of(chain.begin(), chain.end(), allowed)) return BadArgument("Chain name contains invalid characters");
  if (chain == "root") return absl::OkStatus();
  std::string known;
  for (const ChainPlace& place : kChains) {
    if (chain.starts_with(place.prefix)) return absl::OkStatus();
    known += (known.empty() ? "" : ", ") + std::string(place.prefix);
  }
  return BadArgument("Invalid chain name '" + chain +
                     "'. Please use a chain name called 'root' or any of the following prefixes: " + known);
}

void ReadChain(xml::Reader& m, NwfilterDef& filter) {
  if (const char* chain = TextOf(m, "chain")) filter.chain = chain;
  if (absl::Status wrong = CheckChain(filter.chain); !wrong.ok()) return m.Fail(std::move(wrong));
  for (const ChainPlace& place : kChains) {
    if (filter.chain.starts_with(place.prefix)) filter.priority = place.priority;
  }
  const char* priority = TextOf(m, "priority");
  if (!priority) return;
  if (!xml::FromText(priority, filter.priority))
    return m.Fail(BadArgument("Could not parse chain priority '" + std::string(priority) + "'"));
  if (filter.priority < kLowest || filter.priority > kHighest) {
    m.Fail(BadArgument("Priority '" + std::to_string(filter.priority) + "' is outside valid range of [-1000,1000]"));
  }
}

// Names and values that could not be put into a rule are passed over.
bool IsParameter(const FilterParameterValue& parameter) {
  const auto name = [](unsigned char c) { return isalnum(c) || c == '_'; };
  const auto value = [](unsigned char c) {
    return isalnum(c) || std::string_view("_.:,-/[]% ").find(static_cast<char>(c)) != std::string_view::npos;
  };
  return !parameter.name.empty() && !parameter.value.empty() && std::all_of(parameter.name.begin(), parameter.name.end(), name) &&
         std::all_of(parameter.value.begin(), parameter.value.end(), value);
}

template <class Map>
void IncludeFields(Map& m, FilterInclude& include) {
  m.Attribute("filter", include.filter);
  Items(m, "parameter", include.parameters, [](auto& g, FilterParameterValue& parameter) {
    g.Attribute("name", parameter.name);
    g.Attribute("value", parameter.value);
  });
  if constexpr (Map::kReading) {
    std::erase_if(include.parameters, [](const auto& parameter) { return !IsParameter(parameter); });
    std::stable_sort(include.parameters.begin(), include.parameters.end(),
                     [](const auto& a, const auto& b) { return a.name < b.name; });
  }
}

template <class E>
void ReadWord(xml::Reader& m, const char* name, E& value, const xml::EnumNames<E>& names) {
  const char* text = TextOf(m, name);
  if (!text) return m.Fail(InternalError("rule node requires %s attribute", std::string(name)));
  if (!xml::ValueOf(names, text, value)) m.Fail(Unsupported("unknown rule %s attribute value", std::string(name)));
}

void ReadMatches(xml::Reader& m, FilterRule& rule, const std::vector<FilterAttribute>& attributes) {
  const char* match = TextOf(m, "match");
  rule.negated = match && std::string_view(match) == "no";
  for (const FilterAttribute& attribute : attributes) {
    const char* text = TextOf(m, attribute.name);
    if (!text) continue;
    auto normal = NormalFilterValue(attribute.kind, text);
    if (!normal)
      return m.Fail(InternalError("%s has illegal value %s", std::string(attribute.name), std::string(text).substr(0, 200)));
    rule.matches.push_back({attribute.name, std::move(*normal)});
  }
}

// Ports are those of a protocol.
absl::Status CheckPorts(const FilterRule& rule) {
  if (rule.protocol != "ip" && rule.protocol != "ipv6") return absl::OkStatus();
  const bool has_ports =
      rule.Find("srcportstart") || rule.Find("srcportend") || rule.Find("dstportstart") || rule.Find("dstportend");
  if (!has_ports) return absl::OkStatus();
  const std::string* protocol = rule.Find("protocol");
  for (const char* with_ports : {"tcp", "udp", "sctp", "33", "0x21"}) {
    if (protocol && *protocol == with_ports) return absl::OkStatus();
  }
  return InternalError(
      "%s rule with port specification requires protocol specification with protocol to be either one of tcp(6), udp(17), "
      "dccp(33), or "
      "sctp(132)",
      rule.protocol == "ip" ? "IP" : "IPv6");
}

// The first element that names a protocol says what the rule matches.
void ReadProtocol(xml::Reader& m, FilterRule& rule) {
  for (xml::Node child = m.node().FirstChild(); child; child = child.Next()) {
    const auto* attributes = FilterAttributesOf(child.name());
    if (!attributes) continue;
    rule.protocol = child.name();
    m.Group(m.Keep(rule.protocol), [&](auto& g) { ReadMatches(g, rule, *attributes); });
    if (m.failed()) return;
    if (absl::Status wrong = CheckPorts(rule); !wrong.ok()) m.Fail(std::move(wrong));
    return;
  }
}

void RuleFields(xml::Reader& m, FilterRule& rule) {
  ReadWord(m, "action", rule.action, kFilterActions);
  ReadWord(m, "direction", rule.direction, kFilterDirections);
  const char* priority = TextOf(m, "priority");
  int32_t number = 0;
  if (priority && xml::FromText(priority, number) && number >= kLowest && number <= kHighest) rule.priority = number;
  const char* statematch = TextOf(m, "statematch");
  rule.stateful = !(statematch && (std::string_view(statematch) == "0" || absl::EqualsIgnoreCase(statematch, "false")));
  if (!m.failed()) ReadProtocol(m, rule);
}
void RuleFields(xml::Writer& m, FilterRule& rule) {
  m.Attribute("action", rule.action, kFilterActions, xml::kRequired);
  m.Attribute("direction", rule.direction, kFilterDirections, xml::kRequired);
  m.Attribute("priority", rule.priority);
  if (!rule.stateful) m.Attribute("statematch", std::string("false"));
  if (rule.protocol.empty()) return;
  m.Nest(rule.protocol.c_str(), /*keep_empty=*/true, [&](auto& g) {
    if (rule.negated) g.Attribute("match", std::string("no"));
    for (const FilterMatch& match : rule.matches) g.Attribute(match.name.c_str(), match.value);
  });
}

// Rules and references keep their order among each other.
void Entries(xml::Reader& m, NwfilterDef& filter) {
  std::vector<FilterRule> rules;
  std::vector<FilterInclude> includes;
  Items(m, "rule", rules, [](auto& g, FilterRule& rule) { RuleFields(g, rule); });
  Items(m, "filterref", includes, [](auto& g, FilterInclude& include) {
    IncludeFields(g, include);
    if (include.filter.empty()) g.Fail(InternalError("rule node requires action attribute"));
  });
  size_t next_rule = 0, next_include = 0;
  for (xml::Node child = m.node().FirstChild(); child; child = child.Next()) {
    const std::string_view name = child.name();
    if (name == "rule") filter.entries.push_back({.rule = std::move(rules[next_rule++]), .include = {}});
    if (name == "filterref") filter.entries.push_back({.rule = {}, .include = std::move(includes[next_include++])});
  }
}
void Entries(xml::Writer& m, NwfilterDef& filter) {
  for (FilterEntry& entry : filter.entries) {
    Part(m, "rule", entry.rule, [](auto& g, FilterRule& rule) { RuleFields(g, rule); });
    Part(m, "filterref", entry.include, [](auto& g, FilterInclude& include) { IncludeFields(g, include); });
  }
}

void ReadUuid(xml::Reader& m, NwfilterDef& filter) {
  std::optional<std::string> text;
  m.Text("uuid", text);
  if (!text) return;
  filter.uuid = Uuid::Parse(*text);
  if (!filter.uuid) m.Fail(XmlError("malformed uuid element"));
}

template <class Map>
void Describe(Map& m, NwfilterDef& filter) {
  m.Attribute("name", filter.name);
  if constexpr (Map::kReading) {
    if (filter.name.empty()) return m.Fail(InternalError("filter has no name"));
    ReadChain(m, filter);
    if (m.failed()) return;
    ReadUuid(m, filter);
  } else {
    m.Attribute("chain", filter.chain);
    m.Attribute("priority", filter.priority, 0);
    m.Text("uuid", filter.uuid);
  }
  Entries(m, filter);
}

template <class Map>
void Describe(Map& m, NwfilterBindingDef& binding) {
  m.Group("owner", [&](auto& g) {
    g.Text("name", binding.owner_name);
    if constexpr (Map::kReading) {
      std::optional<std::string> uuid;
      g.Text("uuid", uuid);
      if (uuid) binding.owner_uuid = Uuid::Parse(*uuid);
      if (uuid && !binding.owner_uuid) g.Fail(InternalError("Unable to parse UUID '%s'", *uuid));
    } else {
      g.Text("uuid", binding.owner_uuid);
    }
  });
  NamedChild(m, "portdev", "name", binding.port_dev);
  NamedChild(m, "linkdev", "name", binding.link_dev);
  NamedChild(m, "mac", "address", binding.mac);
  m.Group("filterref", [&](auto& g) { IncludeFields(g, binding.filter); });
  if constexpr (Map::kReading) {
    if (m.failed()) return;
    if (binding.port_dev.empty()) return m.Fail(InternalError("filter binding has no port dev name"));
    if (binding.owner_name.empty()) return m.Fail(InternalError("filter binding has no owner name"));
    if (!binding.owner_uuid) return m.Fail(InternalError("filter binding has no owner UUID"));
    if (binding.mac.empty()) return m.Fail(InternalError("filter binding has no MAC address"));
    const auto normal = NormalFilterValue(FilterValue::kMac, binding.mac);
    if (!normal) return m.Fail(InternalError("Unable to parse MAC '%s'", binding.mac));
    binding.mac = *normal;
    if (binding.filter.filter.empty()) m.Fail(InternalError("filter binding has no filter reference"));
  }
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(NwfilterDef)
PLEIAD_DESCRIBE_BOTH_WAYS(NwfilterBindingDef)

const std::string* FilterRule::Find(std::string_view name) const {
  const auto found = std::find_if(matches.begin(), matches.end(), [&](const FilterMatch& match) { return match.name == name; });
  return found == matches.end() ? nullptr : &found->value;
}

absl::StatusOr<NwfilterDef> ParseNwfilter(std::string_view text, const xml::Options& options, std::vector<std::string>* unknown) {
  return ParseDocument<NwfilterDef>(text, "nwfilter_definition", "filter", ErrorDomain::kNwfilter, options, unknown);
}
std::string FormatNwfilter(const NwfilterDef& filter) { return xml::Write("filter", filter); }
void CompleteNwfilter(NwfilterDef& filter) {
  if (!filter.uuid) filter.uuid = Uuid::Random();
}

absl::StatusOr<NwfilterBindingDef> ParseNwfilterBinding(std::string_view text, const xml::Options& options,
                                                        std::vector<std::string>* unknown) {
  return ParseDocument<NwfilterBindingDef>(text, "nwfilterbinding_definition", "filterbinding", ErrorDomain::kNwfilter, options,
                                           unknown);
}
std::string FormatNwfilterBinding(const NwfilterBindingDef& binding) { return xml::Write("filterbinding", binding); }

}  // namespace pleiad::conf
