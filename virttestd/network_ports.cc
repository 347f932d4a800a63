// SPDX-License-Identifier: Apache-2.0
// network_ports.cc: what guests would have of a pretended network: ports, and the addresses that DHCP would give them.
#include <strings.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/network/ip_address.h"
#include "virttestd/flags.h"
#include "virttestd/networks.h"

namespace pleiad::test {
namespace {
using conf::NetworkPortDef;

constexpr uint32_t kReclaim = 1, kValidate = 2;  // virNetworkPortCreateFlags
constexpr int64_t kDefaultLease_s = 3600;

absl::Status InvalidArg(std::string_view text) { return MakeError(ErrorDomain::kNetwork, ErrorCode::kInvalidArg, text); }

absl::Status NoPort(const Uuid& uuid) {
  return Error(ErrorDomain::kNetwork, ErrorCode::kNoNetworkPort, "Network port with UUID %s does not exist", uuid.ToString());
}

NetworkPortRef RefOf(const NetworkState& network, const NetworkPortDef& port) {
  return {.net = network.ref(), .uuid = *port.uuid};
}

// What the network gives to a port.
conf::PortPlugDef PlugOf(const conf::NetworkDef& network) {
  conf::PortPlugDef plug;
  const bool has_bridge = network.OwnsBridge() || !network.bridge.name.empty();
  if (has_bridge) {
    plug.type = network.OwnsBridge() ? conf::PortPlug::kNetwork : conf::PortPlug::kBridge;
    plug.bridge = network.bridge.name;
    plug.mac_table_manager = network.bridge.mac_table_manager;
  } else if (network.forward.mode == conf::ForwardMode::kHostdev && !network.forward.addresses.empty()) {
    plug.type = conf::PortPlug::kHostdevPci;
    plug.managed = network.forward.managed;
    plug.pci = network.forward.addresses.front().pci;
  } else if (!network.forward.interfaces.empty()) {
    plug.type = conf::PortPlug::kDirect;
    plug.dev = network.forward.interfaces.front().dev;
    plug.mode = conf::PortMode::kBridge;
  }
  return plug;
}

// ---- limits of a port, by the names of VIR_NETWORK_PORT_BANDWIDTH_* --------------------------------------------------

struct RateField {
  const char* name;
  std::optional<conf::BandwidthRate> conf::BandwidthDef::*side;
  std::optional<uint64_t> conf::BandwidthRate::*field;
};
constexpr std::array kRateFields = {
    RateField{"inbound.average", &conf::BandwidthDef::inbound, &conf::BandwidthRate::average},
    RateField{"inbound.peak", &conf::BandwidthDef::inbound, &conf::BandwidthRate::peak},
    RateField{"inbound.floor", &conf::BandwidthDef::inbound, &conf::BandwidthRate::floor},
    RateField{"inbound.burst", &conf::BandwidthDef::inbound, &conf::BandwidthRate::burst},
    RateField{"outbound.average", &conf::BandwidthDef::outbound, &conf::BandwidthRate::average},
    RateField{"outbound.peak", &conf::BandwidthDef::outbound, &conf::BandwidthRate::peak},
    RateField{"outbound.burst", &conf::BandwidthDef::outbound, &conf::BandwidthRate::burst},
};

absl::Status SetRate(conf::BandwidthDef& bandwidth, const TypedParam& param) {
  const auto known = std::ranges::find(kRateFields, param.name, &RateField::name);
  if (known == kRateFields.end()) {
    return Error(ErrorDomain::kNetwork, ErrorCode::kInvalidArg, "parameter '%s' not supported", param.name);
  }
  const auto* const value = std::get_if<uint32_t>(&param.value);
  if (!value) return Error(ErrorDomain::kNetwork, ErrorCode::kInvalidArg, "invalid type of parameter '%s'", param.name);
  std::optional<conf::BandwidthRate>& side = bandwidth.*known->side;
  if (!side) side.emplace();
  (*side).*known->field = *value == 0 ? std::nullopt : std::optional<uint64_t>(*value);
  return absl::OkStatus();
}

// ---- addresses ------------------------------------------------------------------------------------------------------

// The `index`th address of the ranges.
std::optional<std::string> AddressAt(const conf::NetworkIp& ip, uint64_t index) {
  for (const conf::DhcpRange& range : ip.ranges) {
    const auto start = conf::IpAddress::Parse(range.start), end = conf::IpAddress::Parse(range.end);
    if (!start || !end) continue;
    const uint64_t count = start->DistanceTo(*end) + 1;
    if (index < count) return start->Plus(static_cast<uint32_t>(index)).ToString();
    index -= count;
  }
  return std::nullopt;
}

std::optional<driver::DhcpLease> LeaseOf(const conf::NetworkDef& network, const NetworkPortDef& port, uint64_t index) {
  for (const conf::NetworkIp& ip : network.ips) {
    if (ip.is_v6()) continue;
    const auto host = std::ranges::find_if(
        ip.hosts, [&](const conf::DhcpHost& known) { return strcasecmp(known.mac.c_str(), port.mac.c_str()) == 0; });
    const bool known = host != ip.hosts.end();
    const auto address = known ? std::optional(host->ip) : AddressAt(ip, index);
    if (!address) continue;
    return driver::DhcpLease{.interface = network.bridge.name,
                             .expiry_s = time(nullptr) + kDefaultLease_s,
                             .type = 0,
                             .mac = port.mac,
                             .iaid = std::nullopt,
                             .address = *address,
                             .prefix = ip.EffectivePrefix(),
                             .hostname = known && !host->name.empty() ? host->name : port.owner_name,
                             .client_id = std::nullopt};
  }
  return std::nullopt;
}
}  // namespace

absl::StatusOr<std::vector<driver::DhcpLease>> Networks::DhcpLeases(const Caller&, const NetworkRef& ref,
                                                                    const std::optional<std::string>& mac, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNetworkGetDHCPLeases"));
  if (mac && !conf::IsMac(*mac)) return MakeError(ErrorDomain::kNetwork, ErrorCode::kInvalidMac, *mac);
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  const auto state = network->snapshot();
  std::vector<driver::DhcpLease> leases;
  uint64_t index = 0;
  for (const auto& [uuid, port] : state->ports) {
    const auto lease = LeaseOf(*state->def, *port, index++);
    if (lease && (!mac || strcasecmp(mac->c_str(), port->mac.c_str()) == 0)) leases.push_back(*lease);
  }
  return leases;
}

// ---- ports ----------------------------------------------------------------------------------------------------------

absl::StatusOr<std::shared_ptr<const NetworkPortDef>> Networks::FindPort(const NetworkPortRef& port) const {
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(port.net));
  const auto state = network->snapshot();
  if (const auto found = state->ports.find(port.uuid); found != state->ports.end()) return found->second;
  return Error(ErrorDomain::kNetwork, ErrorCode::kNoNetworkPort, "Network port with UUID %s does not exist",
               port.uuid.ToString());
}

absl::StatusOr<std::vector<NetworkPortRef>> Networks::ListAllPorts(const Caller&, const NetworkRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNetworkListAllPorts"));
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  const auto state = network->snapshot();
  std::vector<NetworkPortRef> refs;
  for (const auto& [uuid, port] : state->ports) refs.push_back(RefOf(*state, *port));
  return refs;
}

absl::StatusOr<NetworkPortRef> Networks::PortLookupByUuid(const Caller&, const NetworkRef& ref, const Uuid& uuid) {
  const NetworkPortRef port{.net = ref, .uuid = uuid};
  RETURN_IF_ERROR(FindPort(port).status());
  return port;
}

absl::StatusOr<NetworkPortRef> Networks::PortCreateXml(const Caller&, const NetworkRef& ref, const std::string& xml,
                                                       uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kReclaim | kValidate, flags, "testNetworkPortCreateXML"));
  ASSIGN_OR_RETURN(NetworkPortDef port, conf::ParseNetworkPort(xml, {.validate = (flags & kValidate) != 0}));
  const bool reclaims = (flags & kReclaim) != 0, has_plug = port.plug.type != conf::PortPlug::kNone;
  if (reclaims && !has_plug) return InvalidArg("Port reclaim requested but plug type is none");
  if (!reclaims && has_plug) return InvalidArg("Port reclaim not requested but plug type is not none");
  NetworkPortRef created;
  RETURN_IF_ERROR(Step(ref, std::nullopt, [&](NetworkState& state) -> absl::Status {
    if (!state.active) return MakeError(ErrorDomain::kNetwork, ErrorCode::kOperationInvalid, "network is not running");
    if (!has_plug) port.plug = PlugOf(*state.def);
    const auto def = std::make_shared<const NetworkPortDef>(port);
    created = RefOf(state, *def);
    if (state.ports.try_emplace(*def->uuid, def).second) return absl::OkStatus();
    return MakeError(ErrorDomain::kNetwork, ErrorCode::kNetworkPortExist, def->uuid->ToString());
  }));
  return created;
}

absl::Status Networks::PortDelete(const Caller&, const NetworkPortRef& port, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNetworkPortDelete"));
  return Step(port.net, std::nullopt,
              [&](NetworkState& state) { return state.ports.erase(port.uuid) ? absl::OkStatus() : NoPort(port.uuid); });
}

absl::StatusOr<std::string> Networks::PortXmlDesc(const Caller&, const NetworkPortRef& port, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNetworkPortGetXMLDesc"));
  ASSIGN_OR_RETURN(const auto def, FindPort(port));
  return conf::FormatNetworkPort(*def);
}

absl::StatusOr<TypedParams> Networks::PortParameters(const Caller&, const NetworkPortRef& port, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNetworkPortGetParameters"));
  ASSIGN_OR_RETURN(const auto def, FindPort(port));
  TypedParams params;
  for (const RateField& known : kRateFields) {
    if (!def->bandwidth || !((*def->bandwidth).*known.side)) continue;
    const std::optional<uint64_t>& value = (*((*def->bandwidth).*known.side)).*known.field;
    params.push_back({known.name, static_cast<uint32_t>(value.value_or(0))});
  }
  return params;
}

absl::Status Networks::SetPortParameters(const Caller&, const NetworkPortRef& port, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNetworkPortSetParameters"));
  return Step(port.net, std::nullopt, [&](NetworkState& state) -> absl::Status {
    const auto found = state.ports.find(port.uuid);
    if (found == state.ports.end()) return NoPort(port.uuid);
    NetworkPortDef changed = *found->second;
    if (!changed.bandwidth) changed.bandwidth.emplace();
    for (const TypedParam& param : params) RETURN_IF_ERROR(SetRate(*changed.bandwidth, param));
    // A side without an average has no limit at all; only a floor may stand alone.
    for (auto* side : {&changed.bandwidth->inbound, &changed.bandwidth->outbound}) {
      if (*side && !(*side)->average && !(*side)->floor) side->reset();
    }
    if (!changed.bandwidth->inbound && !changed.bandwidth->outbound) changed.bandwidth.reset();
    found->second = std::make_shared<const NetworkPortDef>(std::move(changed));
    return absl::OkStatus();
  });
}

}  // namespace pleiad::test
