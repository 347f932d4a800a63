// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/access.h"

#include <algorithm>
#include <iterator>

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
  Details operator()(const SecretRef* ref) const {
    Details details{{"secret_uuid", ref->uuid.ToString()}};
    // By virSecretUsageType. libvirt has no word for what a vTPM's is for.
    constexpr const char* kUsages[] = {nullptr, "volume", "ceph", "target", "name", nullptr};
    const auto type = static_cast<size_t>(ref->usage_type);
    const char* const usage = type < std::size(kUsages) ? kUsages[type] : nullptr;
    if (usage != nullptr) details.emplace_back(absl::StrCat("secret_usage_", usage), ref->usage_id);
    return details;
  }
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
  ASSIGN_OR_RETURN(const driver::KnownObject known, objects_.Find(object));
  return CheckKnown(caller, needed, driver::RefTo(known), api);
}

absl::Status PolkitAccess::CheckKnown(const Caller& caller, std::span<const Permission> needed, const rpc::ObjectRef& object,
                                      std::string_view api) {
  if (IsAboveRules(caller)) return absl::OkStatus();
  for (const Permission& permission : needed) {
    PolkitQuestion question = PolkitQuestion::From(caller, ActionOf(permission));
    question.details = DetailsOf(object);
    question.interactive = false;
    // polkit knows processes and peers on the bus; who is neither (a remote client) has no permission.
    const bool known = caller.pid.has_value() || !caller.dbus_name.empty();
    const absl::Status answer =
        known ? polkit_.AskAndWait(question) : MakeError(ErrorDomain::kAccess, ErrorCode::kAuthFailed, "no local process");
    if (!answer.ok()) {
      log::Info([&] { return absl::StrCat(std::string(api), " by uid ", caller.uid.value_or(-1), ": ", MessageOf(answer)); });
      return Error(ErrorDomain::kAccess, ErrorCode::kAccessDenied, "'%s' denied access", driver_);
    }
  }
  return absl::OkStatus();
}

Details PolkitAccess::DetailsOf(const rpc::ObjectRef& object) const {
  Details details{{"connect_driver", driver_}};
  std::ranges::move(daemon::DetailsOf(object), std::back_inserter(details));
  if (const auto* const* volume = std::get_if<const StorageVolRef*>(&object)) {
    const auto pool = objects_.PoolOf(**volume);
    if (pool.ok()) details.emplace_back("pool_uuid", pool->uuid.ToString());
  }
  return details;
}

}  // namespace pleiad::daemon
