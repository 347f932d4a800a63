// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/domain.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
absl::Status NoDomain() { return MakeError(ErrorDomain::kTest, ErrorCode::kNoDomain); }
}  // namespace

void DomainState::BecomeActive(int32_t id, DefPtr def, int32_t why) {
  live = std::move(def);
  runtime_id = id;
  SetState(vir::kDomainRunning, why);
}

void DomainState::BecomeInactive(int32_t why) {
  live = nullptr;
  runtime_id = -1;
  frozen.clear();
  SetState(vir::kDomainShutoff, why);
}

absl::StatusOr<DomainPtr> Domains::Find(const DomainRef& ref) const {
  if (DomainPtr domain = table_.FindByUuid(ref.uuid)) return domain;
  return NoDomain();
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

absl::Status NotRunning() { return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "domain is not running"); }

absl::StatusOr<Impact> ImpactOf(const DomainState& state, uint32_t flags) {
  Impact impact{.live = (flags & vir::kDomainAffectLive) != 0, .config = (flags & vir::kDomainAffectConfig) != 0};
  if (!impact.live && !impact.config) (state.active() ? impact.live : impact.config) = true;
  if (impact.live && !state.active()) return NotRunning();
  if (impact.config && !state.persistent()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "transient domains do not have any persistent config");
  }
  return impact;
}

absl::StatusOr<DefPtr> DefinitionFor(const DomainState& state, uint32_t flags) {
  ASSIGN_OR_RETURN(const Impact impact, ImpactOf(state, flags));
  return impact.live ? state.live : state.config;
}

absl::StatusOr<conf::DomainDef> ReadDefinition(const std::string& xml, bool validate) {
  ASSIGN_OR_RETURN(conf::DomainDef def, conf::ParseDomain(xml, {.validate = validate, .inactive = true, .secure = true}));
  RETURN_IF_ERROR(conf::CheckDomain(def));
  if (def.uuid.IsNull()) def.uuid = Uuid::Random();
  if (def.os.arch.empty()) def.os.arch = "i686";
  if (def.os.type == "hvm" && def.os.boot.empty() && def.os.kernel.empty()) def.os.boot.push_back(conf::BootDevice::kHd);
  if (!def.memory.current_kib || *def.memory.current_kib > def.memory.total_kib) def.memory.current_kib = def.memory.total_kib;
  if (def.vcpus.placement == conf::Placement::kDefault) def.vcpus.placement = conf::Placement::kStatic;
  return def;
}

}  // namespace pleiad::test
