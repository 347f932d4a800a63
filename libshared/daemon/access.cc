// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/access.h"

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"

namespace pleiad::daemon {
namespace {
using Details = std::vector<std::pair<std::string, std::string>>;

std::string_view NameOf(ObjectKind kind) {
  switch (kind) {
    case ObjectKind::kConnect:
      return "connect";
    case ObjectKind::kDomain:
      return "domain";
    case ObjectKind::kInterface:
      return "interface";
    case ObjectKind::kNetwork:
      return "network";
    case ObjectKind::kNetworkPort:
      return "network-port";
    case ObjectKind::kNodeDevice:
      return "node-device";
    case ObjectKind::kNwfilter:
      return "nwfilter";
    case ObjectKind::kNwfilterBinding:
      return "nwfilter-binding";
    case ObjectKind::kSecret:
      return "secret";
    case ObjectKind::kStoragePool:
      return "storage-pool";
    case ObjectKind::kStorageVol:
      return "storage-vol";
  }
  return "connect";
}

struct DetailsFor {
  Details operator()(std::monostate) const { return {}; }
  Details operator()(const DomainRef* ref) const { return {{"domain_name", ref->name}, {"domain_uuid", ref->uuid.ToString()}}; }
  Details operator()(const NetworkRef* ref) const {
    return {{"network_name", ref->name}, {"network_uuid", ref->uuid.ToString()}};
  }
  Details operator()(const NetworkPortRef* ref) const {
    return {
        {"network_name", ref->net.name}, {"network_uuid", ref->net.uuid.ToString()}, {"network_port_uuid", ref->uuid.ToString()}};
  }
  Details operator()(const StoragePoolRef* ref) const { return {{"pool_name", ref->name}, {"pool_uuid", ref->uuid.ToString()}}; }
  Details operator()(const StorageVolRef* ref) const {
    return {{"pool_name", ref->pool}, {"vol_name", ref->name}, {"vol_key", ref->key}};
  }
  Details operator()(const NodeDeviceRef* ref) const { return {{"node_device_name", ref->name}}; }
  Details operator()(const SecretRef* ref) const { return {{"secret_uuid", ref->uuid.ToString()}}; }
  Details operator()(const NwfilterRef* ref) const {
    return {{"nwfilter_name", ref->name}, {"nwfilter_uuid", ref->uuid.ToString()}};
  }
  Details operator()(const NwfilterBindingRef* ref) const {
    return {{"nwfilter_binding_portdev", ref->portdev}, {"nwfilter_binding_linkdev", ""}, {"nwfilter_name", ref->filtername}};
  }
  Details operator()(const InterfaceRef* ref) const { return {{"interface_name", ref->name}, {"interface_macaddr", ref->mac}}; }
};

// What the daemon does by itself, and root, who can change the rules anyway.
bool IsAboveRules(const Caller& caller) { return caller.connection_id == 0 || caller.uid == uid_t{0}; }
}  // namespace

std::string ActionOf(const Permission& permission) {
  return absl::StrCat("org.libvirt.api.", std::string(NameOf(permission.object)), ".", permission.name);
}

Details DetailsOf(const rpc::ObjectRef& object) { return std::visit(DetailsFor(), object); }

absl::Status PolkitAccess::Check(const Caller& caller, std::span<const Permission> needed, const rpc::ObjectRef& object,
                                 std::string_view api) {
  if (IsAboveRules(caller)) return absl::OkStatus();
  const auto* const* domain = std::get_if<const DomainRef*>(&object);
  if (domain == nullptr || !find_domain_) return CheckKnown(caller, needed, object, api);
  ASSIGN_OR_RETURN(const DomainRef known, find_domain_((*domain)->uuid));
  return CheckKnown(caller, needed, &known, api);
}

absl::Status PolkitAccess::CheckKnown(const Caller& caller, std::span<const Permission> needed, const rpc::ObjectRef& object,
                                      std::string_view api) {
  if (IsAboveRules(caller)) return absl::OkStatus();
  for (const Permission& permission : needed) {
    PolkitQuestion question = PolkitQuestion::From(caller, ActionOf(permission));
    question.details = DetailsOf(object);
    question.details.emplace_back("connect_driver", driver_);
    question.interactive = false;
    if (absl::Status answer = polkit_.AskAndWait(question); !answer.ok()) {
      log::Info([&] { return absl::StrCat(std::string(api), " by uid ", caller.uid.value_or(-1), ": ", MessageOf(answer)); });
      return Error(ErrorDomain::kAccess, ErrorCode::kAccessDenied, "'%s' denied access", driver_);
    }
  }
  return absl::OkStatus();
}

}  // namespace pleiad::daemon
