// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/inspect.h"

#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/store/domain_lists.h"
#include "virtqemud/domain/calls/process_stats.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kSlowMonitor = absl::Seconds(1);

// What every libvirt adds by itself is left out of a definition for another host: old ones did not know it as a device.
void DropImpliedControllers(conf::DomainDef& def) {
  auto& controllers = def.devices.controllers;
  const auto usb_count = std::count_if(controllers.begin(), controllers.end(),
                                       [](const conf::ControllerDef& c) { return c.type == conf::ControllerType::kUsb; });
  std::erase_if(controllers, [usb_count](const conf::ControllerDef& c) {
    if (c.index != 0) return false;
    if (c.type == conf::ControllerType::kUsb) return usb_count == 1 && c.model == conf::ControllerModel::kPiix3Uhci;
    return c.type == conf::ControllerType::kPci && c.model == conf::ControllerModel::kPciRoot && !c.pci.hole64_kib;
  });
}
}  // namespace

absl::StatusOr<DomainRef> Inspect::LookupById(const Caller&, int32_t id) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.FindById(id));
  return domain->snapshot()->ref();
}

absl::StatusOr<DomainRef> Inspect::LookupByName(const Caller&, const std::string& name) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.FindByName(name));
  return domain->snapshot()->ref();
}

absl::StatusOr<DomainRef> Inspect::LookupByUuid(const Caller&, const Uuid& uuid) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.FindByUuid(uuid));
  return domain->snapshot()->ref();
}

absl::StatusOr<std::vector<DomainRef>> Inspect::ListAll(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(store::kListDomainsFlags, flags, "qemuConnectListAllDomains", ErrorDomain::kQemu));
  std::vector<DomainRef> refs;
  refs.reserve(context_.domains.size());
  for (const DomainPtr& domain : context_.domains.All()) {
    const Snapshot state = domain->snapshot();
    if (store::MatchesListFlags(*state, flags)) refs.push_back(state->ref());
  }
  return refs;
}

absl::StatusOr<std::string> Inspect::XmlDesc(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(
      RejectFlagsOutside(vir::kDomainXmlSecure | vir::kDomainXmlInactive | vir::kDomainXmlUpdateCpu | vir::kDomainXmlMigratable,
                         flags, "qemuDomainGetXMLDesc", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  const bool inactive = (flags & vir::kDomainXmlInactive) != 0 || !state->active();
  const xml::Options options{.inactive = inactive,
                             .secure = (flags & vir::kDomainXmlSecure) != 0,
                             .migratable = (flags & vir::kDomainXmlMigratable) != 0};
  if (options.migratable) {
    conf::DomainDef def = inactive ? state->next_def() : *state->live;
    if (!inactive && state->balloon_kib) def.memory.current_kib = state->balloon_kib;
    DropImpliedControllers(def);
    return conf::FormatDomain(def, options);
  }
  if (inactive) return conf::FormatDomain(state->next_def(), options);
  // What the guest has of its memory is known better than what it was started with.
  if (state->balloon_kib == 0 || state->balloon_kib == state->live->memory.current_kib)
    return conf::FormatDomain(*state->live, options);
  conf::DomainDef def = *state->live;
  def.memory.current_kib = state->balloon_kib;
  return conf::FormatDomain(def, options);
}

absl::StatusOr<driver::DomainState> Inspect::State(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainGetState", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  return driver::DomainState{.state = state->state, .reason = state->reason};
}

absl::StatusOr<driver::DomainInfo> Inspect::Info(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  const conf::DomainDef& def = state->def();
  driver::DomainInfo info{.state = state->state,
                          .max_memory_kib = def.memory.total_kib,
                          .memory_kib = def.memory.current_kib.value_or(def.memory.total_kib),
                          .vcpus = def.vcpus.Current(),
                          .cpu_time_ns = 0};
  if (state->active()) {
    if (state->balloon_kib) info.memory_kib = state->balloon_kib;
    info.cpu_time_ns = ReadCpuTimes(state->runtime.pid).total_ns;
  }
  return info;
}

absl::StatusOr<std::string> Inspect::OsType(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  return domain->snapshot()->def().os.type;
}

absl::StatusOr<uint64_t> Inspect::MaxMemory(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  return domain->snapshot()->def().memory.total_kib;
}

absl::StatusOr<bool> Inspect::IsActive(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  return domain->snapshot()->active();
}

absl::StatusOr<bool> Inspect::IsPersistent(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  return domain->snapshot()->persistent();
}

absl::StatusOr<bool> Inspect::IsUpdated(const Caller&, const DomainRef& ref) {
  RETURN_IF_ERROR(context_.domains.Find(ref).status());
  return false;  // as libvirt's driver: only the test driver and Xen ever said yes
}

absl::StatusOr<driver::JobInfo> Inspect::GetJobInfo(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  if (!domain->snapshot()->active()) return NotRunning();
  return driver::JobInfo{.type = vir::kDomainJobNone};
}

absl::StatusOr<driver::JobStats> Inspect::GetJobStats(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(vir::kDomainJobStatsCompleted | vir::kDomainJobStatsKeepCompleted, flags,
                                     "qemuDomainGetJobStats", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  if ((flags & vir::kDomainJobStatsCompleted) == 0 && !domain->snapshot()->active()) return NotRunning();
  return driver::JobStats{.type = vir::kDomainJobNone, .params = {}};
}

absl::Status Inspect::AbortJob(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(vir::kDomainAbortJobPostcopy, flags, "qemuDomainAbortJobFlags", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  if (!domain->snapshot()->active()) return NotRunning();
  return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "no job is active on the domain");
}

absl::StatusOr<driver::ControlInfo> Inspect::GetControlInfo(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainGetControlInfo", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  if (!domain->snapshot()->active()) return NotRunning();
  const auto monitor = domain->monitor();
  if (!monitor) return driver::ControlInfo{.state = vir::kDomainControlError, .details = vir::kDomainControlErrorReasonMonitor};
  return driver::ControlInfo{
      .state = static_cast<uint32_t>(monitor->Stuck(kSlowMonitor) ? vir::kDomainControlOccupied : vir::kDomainControlOk)};
}

absl::StatusOr<std::vector<driver::SecurityLabel>> Inspect::SecurityLabels(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  std::vector<driver::SecurityLabel> labels;
  const Snapshot state = domain->snapshot();
  if (!state->active() || !context_.config.user) return labels;
  // The host's models in their order: "none" (see NodeSecurityModel), which labels nothing, and the owners of files.
  labels.emplace_back();
  labels.push_back(
      {.label = "+" + std::to_string(*context_.config.user) + ":+" + std::to_string(context_.config.group.value_or(0)),
       .enforcing = false});
  return labels;
}

absl::StatusOr<std::vector<std::string>> Inspect::Messages(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(vir::kDomainMessageDeprecation | vir::kDomainMessageTainting, flags, "qemuDomainGetMessages",
                                     ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  std::vector<std::string> messages;
  if (flags == 0 || (flags & vir::kDomainMessageTainting)) {
    for (const std::string& taint : domain->snapshot()->tainted) messages.push_back("tainted: " + taint);
  }
  return messages;
}

}  // namespace pleiad::qemu
