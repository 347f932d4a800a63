// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/inspect.h"

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kListFlags = 0xffff;

// Of a group of opposite flags, none or all chooses nothing away.
bool Passes(uint32_t flags, uint32_t yes_flag, uint32_t no_flag, bool yes) {
  const uint32_t group = flags & (yes_flag | no_flag);
  return group == 0 || (group & (yes ? yes_flag : no_flag)) != 0;
}

bool PassesState(uint32_t flags, int32_t state) {
  constexpr uint32_t kGroup = vir::kConnectListDomainsRunning | vir::kConnectListDomainsPaused | vir::kConnectListDomainsShutoff |
                              vir::kConnectListDomainsOther;
  if ((flags & kGroup) == 0) return true;
  switch (state) {
    case vir::kDomainRunning:
      return (flags & vir::kConnectListDomainsRunning) != 0;
    case vir::kDomainPaused:
      return (flags & vir::kConnectListDomainsPaused) != 0;
    case vir::kDomainShutoff:
      return (flags & vir::kConnectListDomainsShutoff) != 0;
    default:
      return (flags & vir::kConnectListDomainsOther) != 0;
  }
}

bool Matches(const DomainState& state, uint32_t flags) {
  return Passes(flags, vir::kConnectListDomainsActive, vir::kConnectListDomainsInactive, state.active()) &&
         Passes(flags, vir::kConnectListDomainsPersistent, vir::kConnectListDomainsTransient, state.persistent()) &&
         Passes(flags, vir::kConnectListDomainsManagedsave, vir::kConnectListDomainsNoManagedsave, state.has_managed_save) &&
         Passes(flags, vir::kConnectListDomainsAutostart, vir::kConnectListDomainsNoAutostart, state.autostart) &&
         Passes(flags, vir::kConnectListDomainsHasSnapshot, vir::kConnectListDomainsNoSnapshot, false) &&
         Passes(flags, vir::kConnectListDomainsHasCheckpoint, vir::kConnectListDomainsNoCheckpoint, false) &&
         PassesState(flags, state.state);
}
}  // namespace

absl::StatusOr<Domain::Snapshot> Inspect::StateOf(const DomainRef& ref) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.Find(ref));
  return domain->snapshot();
}

absl::StatusOr<DomainRef> Inspect::LookupById(const Caller&, int32_t id) {
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.FindById(id));
  return domain->snapshot()->ref();
}

absl::StatusOr<DomainRef> Inspect::LookupByName(const Caller&, const std::string& name) {
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.FindByName(name));
  return domain->snapshot()->ref();
}

absl::StatusOr<DomainRef> Inspect::LookupByUuid(const Caller&, const Uuid& uuid) {
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.FindByUuid(uuid));
  return domain->snapshot()->ref();
}

absl::StatusOr<std::vector<DomainRef>> Inspect::ListAll(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kListFlags, flags, "testConnectListAllDomains", ErrorDomain::kTest));
  std::vector<DomainRef> refs;
  for (const DomainPtr& domain : node_.domains.All()) {
    const Domain::Snapshot state = domain->snapshot();
    if (Matches(*state, flags)) refs.push_back(state->ref());
  }
  return refs;
}

absl::StatusOr<std::string> Inspect::XmlDesc(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(vir::kDomainXmlSecure | vir::kDomainXmlInactive | vir::kDomainXmlMigratable, flags,
                                     "testDomainGetXMLDesc", ErrorDomain::kTest));
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  const bool inactive = (flags & vir::kDomainXmlInactive) != 0 || !state->active();
  const xml::Options options{.inactive = inactive,
                             .secure = (flags & vir::kDomainXmlSecure) != 0,
                             .migratable = (flags & vir::kDomainXmlMigratable) != 0};
  if (inactive) return conf::FormatDomain(state->next_def(), options);
  conf::DomainDef def = *state->live;
  def.id = state->runtime_id;
  return conf::FormatDomain(def, options);
}

absl::StatusOr<driver::DomainState> Inspect::State(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "testDomainGetState", ErrorDomain::kTest));
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  return driver::DomainState{.state = state->state, .reason = state->reason};
}

// The CPU time is the time of day: it grows as a running guest's does, and the same for all.
absl::StatusOr<driver::DomainInfo> Inspect::Info(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  const conf::DomainDef& def = state->def();
  return driver::DomainInfo{.state = state->state,
                            .max_memory_kib = def.memory.total_kib,
                            .memory_kib = def.memory.current_kib.value_or(def.memory.total_kib),
                            .vcpus = def.vcpus.Current(),
                            .cpu_time_ns = static_cast<uint64_t>(absl::GetCurrentTimeNanos())};
}

absl::StatusOr<std::string> Inspect::OsType(const Caller&, const DomainRef& ref) {
  RETURN_IF_ERROR(StateOf(ref).status());
  return "linux";
}

absl::StatusOr<uint64_t> Inspect::MaxMemory(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  return state->def().memory.total_kib;
}

absl::StatusOr<bool> Inspect::IsActive(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  return state->active();
}

absl::StatusOr<bool> Inspect::IsPersistent(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  return state->persistent();
}

absl::StatusOr<bool> Inspect::IsUpdated(const Caller&, const DomainRef& ref) {
  RETURN_IF_ERROR(StateOf(ref).status());
  return false;
}

absl::StatusOr<driver::ControlInfo> Inspect::GetControlInfo(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "testDomainGetControlInfo", ErrorDomain::kTest));
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  if (!state->active()) return NotRunning();
  return driver::ControlInfo{};
}

absl::StatusOr<std::vector<driver::SecurityLabel>> Inspect::SecurityLabels(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  if (!state->active()) return std::vector<driver::SecurityLabel>{{}};
  return std::vector<driver::SecurityLabel>{{.label = "libvirt-test", .enforcing = true}};
}

absl::StatusOr<std::vector<std::string>> Inspect::Messages(const Caller&, const DomainRef& ref, uint32_t flags) {
  constexpr uint32_t kDeprecation = 1, kTainting = 2;  // virDomainMessageType
  RETURN_IF_ERROR(RejectFlagsOutside(kDeprecation | kTainting, flags, "testDomainGetMessages", ErrorDomain::kTest));
  RETURN_IF_ERROR(StateOf(ref).status());
  return std::vector<std::string>();
}

}  // namespace pleiad::test
