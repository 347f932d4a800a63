// SPDX-License-Identifier: Apache-2.0
#include "virttestd/networks.h"

#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/store/flag_pairs.h"
#include "virttestd/flags.h"

namespace pleiad::test {
namespace {
using store::PassesPair;

constexpr uint32_t kListInactive = 1, kListActive = 2, kListPersistent = 4, kListTransient = 8;  // virConnectListAllNetworksFlags
constexpr uint32_t kListAutostart = 16, kListNoAutostart = 32;
constexpr uint32_t kDefineValidate = 1;  // VIR_NETWORK_DEFINE_VALIDATE, VIR_NETWORK_CREATE_VALIDATE

}  // namespace

absl::Status Networks::Add(const std::string& xml) {
  return Put(xml, /*validate=*/false, driver::kNetworkStarted,
             [](NetworkState& next, NetworkState::DefPtr def) {
               next = {
                   .def = std::move(def), .next = nullptr, .active = true, .persistent = true, .autostart = false, .ports = {}};
               return absl::OkStatus();
             })
      .status();
}

absl::StatusOr<Networks::NetworkPtr> Networks::Find(const NetworkRef& ref) const {
  if (NetworkPtr network = table_.FindByUuid(ref.uuid)) return network;
  return Error(ErrorDomain::kNetwork, ErrorCode::kNoNetwork, "no network with matching uuid '%s' (%s)", ref.uuid.ToString(),
               ref.name);
}

template <class Change>
absl::StatusOr<NetworkRef> Networks::Put(const std::string& xml, bool validate, driver::ObjectLifecycle event, Change change) {
  ASSIGN_OR_RETURN(conf::NetworkDef read, conf::ParseNetwork(xml, {.validate = validate, .inactive = true}));
  if (!read.uuid) read.uuid = Uuid::Random();
  const auto def = std::make_shared<const conf::NetworkDef>(std::move(read));
  if (const NetworkPtr same_name = table_.FindByName(def->name); same_name && same_name->snapshot()->uuid() != *def->uuid) {
    return Error(ErrorDomain::kNetwork, ErrorCode::kOperationFailed, "network '%s' already exists with uuid %s", def->name,
                 same_name->snapshot()->uuid().ToString());
  }
  if (NetworkPtr network = table_.FindByUuid(*def->uuid)) {
    if (network->snapshot()->name() != def->name) {
      return Error(ErrorDomain::kNetwork, ErrorCode::kOperationFailed, "network '%s' is already defined with uuid %s",
                   network->snapshot()->name(), def->uuid->ToString());
    }
    RETURN_IF_ERROR(Step(network->snapshot()->ref(), event, [&](NetworkState& next) { return change(next, def); }));
    return network->snapshot()->ref();
  }
  auto state = std::make_shared<NetworkState>();
  RETURN_IF_ERROR(change(*state, def));
  const auto network = std::make_shared<Network>(std::move(state));
  if (!table_.Insert(network)) {
    return Error(ErrorDomain::kNetwork, ErrorCode::kOperationFailed, "network '%s' already exists", def->name);
  }
  events_.Emit({network->snapshot()->ref(), event});
  return network->snapshot()->ref();
}

absl::StatusOr<std::vector<NetworkRef>> Networks::ListAll(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0x3f, flags, "testConnectListAllNetworks"));
  std::vector<NetworkRef> refs;
  for (const NetworkPtr& network : table_.All()) {
    const auto state = network->snapshot();
    if (PassesPair(flags, kListActive, kListInactive, state->active) &&
        PassesPair(flags, kListPersistent, kListTransient, state->persistent) &&
        PassesPair(flags, kListAutostart, kListNoAutostart, state->autostart)) {
      refs.push_back(state->ref());
    }
  }
  return refs;
}

absl::StatusOr<NetworkRef> Networks::LookupByName(const Caller&, const std::string& name) {
  if (const NetworkPtr network = table_.FindByName(name)) return network->snapshot()->ref();
  return Error(ErrorDomain::kNetwork, ErrorCode::kNoNetwork, "no network with matching name '%s'", name);
}

absl::StatusOr<NetworkRef> Networks::LookupByUuid(const Caller&, const Uuid& uuid) {
  if (const NetworkPtr network = table_.FindByUuid(uuid)) return network->snapshot()->ref();
  return Error(ErrorDomain::kNetwork, ErrorCode::kNoNetwork, "no network with matching uuid '%s'", uuid.ToString());
}

absl::StatusOr<NetworkRef> Networks::CreateXml(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kDefineValidate, flags, "testNetworkCreateXMLFlags"));
  return Put(
      xml, flags & kDefineValidate, driver::kNetworkStarted, [](NetworkState& next, NetworkState::DefPtr def) -> absl::Status {
        if (next.active) {
          return Error(ErrorDomain::kNetwork, ErrorCode::kOperationInvalid, "network is already active as '%s'", next.name());
        }
        if (next.persistent) next.next = next.def;
        next.def = std::move(def);
        next.active = true;
        return absl::OkStatus();
      });
}

absl::StatusOr<NetworkRef> Networks::DefineXml(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kDefineValidate, flags, "testNetworkDefineXMLFlags"));
  return Put(xml, flags & kDefineValidate, driver::kNetworkDefined, [](NetworkState& next, NetworkState::DefPtr def) {
    (next.active ? next.next : next.def) = std::move(def);
    next.persistent = true;
    return absl::OkStatus();
  });
}

absl::Status Networks::Create(const Caller&, const NetworkRef& ref) {
  return Step(ref, driver::kNetworkStarted, [](NetworkState& next) {
    if (next.active) {
      return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "Network '%s' is already running", next.name());
    }
    next.active = true;
    return absl::OkStatus();
  });
}

absl::Status Networks::Destroy(const Caller&, const NetworkRef& ref) {
  return Step(ref, driver::kNetworkStopped, [](NetworkState& next) {
    next.active = false;
    next.ports.clear();
    if (next.next) next.def = std::exchange(next.next, nullptr);
    return absl::OkStatus();
  });
}

absl::Status Networks::Undefine(const Caller&, const NetworkRef& ref) {
  return Step(ref, driver::kNetworkUndefined, [](NetworkState& next) {
    if (next.active) {
      return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "Network '%s' is still running", next.name());
    }
    next.persistent = false;
    return absl::OkStatus();
  });
}

absl::StatusOr<std::string> Networks::XmlDesc(const Caller&, const NetworkRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNetworkGetXMLDesc"));
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  return conf::FormatNetwork(*network->snapshot()->def, {.inactive = true});
}

absl::StatusOr<std::string> Networks::BridgeName(const Caller&, const NetworkRef& ref) {
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  const auto state = network->snapshot();
  if (!state->def->bridge.name.empty()) return state->def->bridge.name;
  return Error(ErrorDomain::kNetwork, ErrorCode::kInternalError, "network '%s' does not have a bridge name.", state->name());
}

absl::StatusOr<bool> Networks::Autostart(const Caller&, const NetworkRef& ref) {
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  return network->snapshot()->autostart;
}

absl::Status Networks::SetAutostart(const Caller&, const NetworkRef& ref, bool autostart) {
  return Step(ref, std::nullopt, [autostart](NetworkState& next) {
    next.autostart = autostart;
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> Networks::IsActive(const Caller&, const NetworkRef& ref) {
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  return network->snapshot()->active;
}

absl::StatusOr<bool> Networks::IsPersistent(const Caller&, const NetworkRef& ref) {
  ASSIGN_OR_RETURN(const NetworkPtr network, Find(ref));
  return network->snapshot()->persistent;
}

}  // namespace pleiad::test
