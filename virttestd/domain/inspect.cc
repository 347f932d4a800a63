// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/inspect.h"

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/store/domain_lists.h"

namespace pleiad::test {
absl::StatusOr<Domain::Snapshot> Inspect::StateOf(const DomainRef& ref) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return domain->snapshot();
}

absl::StatusOr<DomainRef> Inspect::LookupById(const Caller&, int32_t id) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindById(id));
  return domain->snapshot()->ref();
}

absl::StatusOr<DomainRef> Inspect::LookupByName(const Caller&, const std::string& name) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindByName(name));
  return domain->snapshot()->ref();
}

absl::StatusOr<DomainRef> Inspect::LookupByUuid(const Caller&, const Uuid& uuid) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindByUuid(uuid));
  return domain->snapshot()->ref();
}

absl::StatusOr<std::vector<DomainRef>> Inspect::ListAll(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(store::kListDomainsFlags, flags, "testConnectListAllDomains", ErrorDomain::kTest));
  std::vector<DomainRef> refs;
  for (const DomainPtr& domain : context_.domains().All()) {
    const Domain::Snapshot state = domain->snapshot();
    if (store::MatchesListFlags(*state, flags)) refs.push_back(state->ref());
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

absl::StatusOr<driver::JobInfo> Inspect::GetJobInfo(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const auto state, StateOf(ref));
  if (!state->active()) return NotRunning();
  return state->job ? state->job->Report().Info() : driver::JobInfo{};
}

// A completed job is told of once, unless it shall be kept.
absl::StatusOr<driver::JobStats> Inspect::GetJobStats(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainJobStatsCompleted | vir::kDomainJobStatsKeepCompleted, flags, "testDomainGetJobStats"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  const Domain::Snapshot state = domain->snapshot();
  if ((flags & vir::kDomainJobStatsCompleted) == 0) {
    if (!state->active()) return NotRunning();
    return state->job ? state->job->Report().Stats() : driver::JobStats{};
  }
  if (!state->completed_job) return driver::JobStats{};
  if ((flags & vir::kDomainJobStatsKeepCompleted) == 0) {
    context_.domains().Update(domain, [](DomainState& next) { next.completed_job.reset(); });
  }
  return state->completed_job->Stats();
}

absl::Status Inspect::AbortJob(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainAbortJobPostcopy, flags, "testDomainAbortJobFlags"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return jobs_.Abort(domain, (flags & vir::kDomainAbortJobPostcopy) != 0);
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
