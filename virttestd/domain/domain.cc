// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/domain.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
absl::Status NoDomain() { return MakeError(ErrorDomain::kTest, ErrorCode::kNoDomain); }

absl::Status AlreadyExists(const std::string& name, const Uuid& uuid) {
  return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "domain '%s' already exists with uuid %s", name, uuid.ToString());
}
}  // namespace

void DomainState::BecomeActive(int32_t id, DefPtr def, int32_t why) {
  live = std::move(def);
  runtime_id = id;
  SetState(vir::kDomainRunning, why);
}

void DomainState::BecomeInactive(int32_t why) {
  live = nullptr;
  runtime_id = -1;
  guest = {};
  thresholds.clear();
  dirty_rate = {};
  migration = {.speed_mib = migration.speed_mib};
  if (job) std::exchange(job, nullptr)->Cancel();
  backup = nullptr;
  leaving = false;
  SetState(vir::kDomainShutoff, why);
}

absl::StatusOr<DomainPtr> Domains::Find(const DomainRef& ref) const {
  if (DomainPtr domain = table_.FindByUuid(ref.uuid)) return domain;
  return Error(ErrorDomain::kTest, ErrorCode::kNoDomain, "no domain with matching uuid '%s' (%s)", ref.uuid.ToString(), ref.name);
}

absl::StatusOr<DomainPtr> Domains::FindByName(const std::string& name) const {
  if (DomainPtr domain = table_.FindByName(name)) return domain;
  return NoDomain();
}

absl::StatusOr<DomainPtr> Domains::FindById(int32_t id) const {
  if (DomainPtr domain = table_.FindById(id)) return domain;
  return NoDomain();
}

absl::StatusOr<DomainPtr> Domains::FindByUuid(const Uuid& uuid) const {
  if (DomainPtr domain = table_.FindByUuid(uuid)) return domain;
  return NoDomain();
}

absl::StatusOr<DomainPtr> Domains::FindActive(const DomainRef& ref) const {
  ASSIGN_OR_RETURN(DomainPtr domain, Find(ref));
  if (!domain->snapshot()->active()) return NotRunning();
  return domain;
}

absl::Status Domains::Step(const DomainPtr& domain, const std::function<absl::Status(DomainState&)>& change) {
  absl::Status status;
  const bool there = table_.Update(domain, [&](DomainState& next) {
    DomainState changed = next;
    if (status = change(changed); status.ok()) next = std::move(changed);
  });
  return !there && status.ok() ? NoDomain() : status;
}

absl::StatusOr<DomainPtr> Domains::Start(const DefPtr& def, int32_t reason) {
  RETURN_IF_ERROR(CheckUnique(*def));
  if (const DomainPtr domain = Peek(def->uuid)) {
    RETURN_IF_ERROR(Step(domain, [&](DomainState& next) {
      if (next.active()) {
        return Error(ErrorDomain::kDomain, ErrorCode::kOperationInvalid, "domain '%s' is already active", def->name);
      }
      next.BecomeActive(NextId(), def, reason);
      return absl::OkStatus();
    }));
    return domain;
  }
  auto state = std::make_shared<DomainState>();
  state->BecomeActive(NextId(), def, reason);
  auto domain = std::make_shared<Domain>(std::move(state));
  if (!Insert(domain)) return AlreadyExists(def->name, def->uuid);
  return domain;
}

absl::Status Domains::CheckUnique(const conf::DomainDef& def) const {
  if (const DomainPtr same = Peek(def.uuid)) {
    if (same->snapshot()->name() == def.name) return absl::OkStatus();
    return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "domain '%s' is already defined with uuid %s",
                 same->snapshot()->name(), def.uuid.ToString());
  }
  if (const DomainPtr other = PeekName(def.name)) return AlreadyExists(def.name, other->snapshot()->uuid());
  return absl::OkStatus();
}

absl::Status NotRunning() { return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "domain is not running"); }

absl::StatusOr<conf::DomainDef> ReadDefinition(const std::string& xml, bool validate) {
  ASSIGN_OR_RETURN(conf::DomainDef def, conf::ParseDomain(xml, {.validate = validate, .inactive = true, .secure = true}));
  RETURN_IF_ERROR(conf::CheckDomain(def));
  if (def.uuid.IsNull()) def.uuid = Uuid::Random();
  if (def.os.arch.empty()) def.os.arch = "i686";
  if (def.os.type == "hvm" && def.os.boot.empty() && def.os.kernel.empty()) def.os.boot.push_back(conf::BootDevice::kHd);
  if (!def.memory.current_kib || *def.memory.current_kib > def.memory.total_kib) def.memory.current_kib = def.memory.total_kib;
  if (def.vcpus.placement == conf::Placement::kDefault) def.vcpus.placement = conf::Placement::kStatic;
  for (conf::InterfaceDef& interface : def.devices.interfaces) GiveAddress(interface);
  NameInterfaces(def.devices);
  return def;
}

void GiveAddress(conf::InterfaceDef& interface) {
  if (!interface.mac.address.empty()) return;
  const Uuid random = Uuid::Random();
  interface.mac.address = absl::StrFormat("52:54:00:%02x:%02x:%02x", random.bytes[0], random.bytes[1], random.bytes[2]);
}

void NameInterfaces(conf::Devices& devices) {
  auto& all = devices.interfaces;
  const auto is_taken = [&all](const std::string& name) {
    return std::any_of(all.begin(), all.end(), [&](const conf::InterfaceDef& other) { return other.target_dev == name; });
  };
  for (conf::InterfaceDef& interface : all) {
    for (size_t i = 0; interface.target_dev.empty(); ++i) {
      if (const std::string name = absl::StrCat("testnet", i); !is_taken(name)) interface.target_dev = name;
    }
  }
}

}  // namespace pleiad::test
