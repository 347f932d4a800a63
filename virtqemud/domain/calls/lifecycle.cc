// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/lifecycle.h"

#include <unistd.h>

#include <boost/json.hpp>

#include "absl/cleanup/cleanup.h"
#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/definition.h"
#include "virtqemud/domain/run/agent.h"
#include "virtqemud/domain/run/agent_channel.h"
#include "virtqemud/domain/run/start.h"
#include "virtqemud/domain/run/state_changes.h"
#include "virtqemud/domain/run/stop.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kTermPatience = absl::Seconds(10);
constexpr absl::Duration kGracefulPatience = absl::Seconds(15);
constexpr absl::Duration kAgentPatience = absl::Seconds(5);

absl::Status Invalid(std::string_view text) { return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, text); }

absl::Status CheckFlags(uint32_t known, uint32_t flags, const char* api) {
  return RejectFlagsOutside(known, flags, api, ErrorDomain::kQemu);
}
}  // namespace

// ---- defining -------------------------------------------------------------------------------------------------------

absl::StatusOr<DomainRef> Lifecycle::Define(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainDefineValidate, flags, "virDomainDefineXMLFlags"));
  ASSIGN_OR_RETURN(conf::DomainDef def, ReadDefinition(context_, xml, (flags & vir::kDomainDefineValidate) != 0));
  absl::MutexLock lock(&define_mutex_);
  const DomainPtr same_uuid = context_.domains.Peek(def.uuid);
  const DomainPtr same_name = context_.domains.PeekName(def.name);
  if (same_uuid && same_uuid->snapshot()->name() != def.name) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "domain '%s' is already defined with uuid %s",
                 same_uuid->snapshot()->name(), def.uuid.ToString());
  }
  if (same_name && same_name != same_uuid) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "domain '%s' already exists with uuid %s", def.name,
                 same_name->snapshot()->uuid().ToString());
  }
  if (same_uuid) {
    ASSIGN_OR_RETURN(const std::optional<DomainRef> ref, Redefine(same_uuid, def));
    if (ref) return *ref;
  }
  return DefineNew(std::move(def));
}

absl::StatusOr<DomainRef> Lifecycle::DefineNew(conf::DomainDef def) {
  DomainState state;
  // Disk first: when saving fails, nobody has seen the domain.
  RETURN_IF_ERROR(context_.store.SaveConfig(def));
  state.config = std::make_shared<const conf::DomainDef>(std::move(def));
  const DomainRef ref = state.ref();
  if (!context_.domains.Insert(std::make_shared<Domain>(std::make_shared<DomainState>(std::move(state))))) {
    // A transient domain of that name was started meanwhile.
    (void)context_.store.RemoveConfig(ref.name);
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "domain '%s' already exists with uuid %s", ref.name,
                 ref.uuid.ToString());
  }
  context_.EmitLifecycle(ref, vir::kDomainEventDefined, vir::kDomainEventDefinedAdded);
  return ref;
}

absl::StatusOr<std::optional<DomainRef>> Lifecycle::Redefine(const DomainPtr& domain, const conf::DomainDef& def) {
  {
    absl::MutexLock lock(&domain->transition_mutex);
    if (domain->removed()) return std::nullopt;
    RETURN_IF_ERROR(context_.store.SaveConfig(def));
    auto config = std::make_shared<const conf::DomainDef>(def);
    context_.domains.Update(domain, [&](DomainState& next) { next.config = config; });
  }
  RecordStatus(context_, domain);
  const DomainRef ref = domain->snapshot()->ref();
  context_.EmitLifecycle(ref, vir::kDomainEventDefined, vir::kDomainEventDefinedUpdated);
  return ref;
}

absl::Status Lifecycle::RemoveLeftovers(const DomainState& state, uint32_t flags) {
  if (state.has_managed_save) {
    if ((flags & vir::kDomainUndefineManagedSave) == 0)
      return Invalid("Refusing to undefine while domain managed save image exists");
    RETURN_IF_ERROR(RemoveFile(context_.store.ManagedSavePath(state.name())));
  }
  const std::string nvram = state.config->os.nvram ? state.config->os.nvram->path() : "";
  if (!nvram.empty() && access(nvram.c_str(), F_OK) == 0) {
    if (flags & vir::kDomainUndefineNvram) {
      RETURN_IF_ERROR(RemoveFile(nvram));
    } else if ((flags & vir::kDomainUndefineKeepNvram) == 0) {
      return Invalid("cannot undefine domain with nvram");
    }
  }
  return absl::OkStatus();
}

absl::Status Lifecycle::Undefine(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainUndefineManagedSave | vir::kDomainUndefineSnapshotsMetadata | vir::kDomainUndefineNvram |
                                 vir::kDomainUndefineKeepNvram | vir::kDomainUndefineCheckpointsMetadata |
                                 vir::kDomainUndefineTpm | vir::kDomainUndefineKeepTpm,
                             flags, "qemuDomainUndefineFlags"));
  if ((flags & vir::kDomainUndefineNvram) && (flags & vir::kDomainUndefineKeepNvram)) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "cannot both keep and delete nvram");
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainUndefineFlags"));
  Snapshot state;
  {
    absl::MutexLock lock(&domain->transition_mutex);
    state = domain->snapshot();
    if (!state->persistent()) return Invalid("cannot undefine transient domain");
    RETURN_IF_ERROR(RemoveLeftovers(*state, flags));
    RETURN_IF_ERROR(context_.store.RemoveConfig(state->name()));
    if (state->active()) {
      context_.domains.Update(domain, [](DomainState& next) {
        next.config = nullptr;
        next.autostart = false;
      });
    } else {
      context_.domains.Remove(domain);
    }
  }
  if (state->active()) RecordStatus(context_, domain);
  context_.EmitLifecycle(state->ref(), vir::kDomainEventUndefined, vir::kDomainEventUndefinedRemoved);
  return absl::OkStatus();
}

absl::Status Lifecycle::Rename(const Caller&, const DomainRef& ref, const std::optional<std::string>& new_name, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainRename"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainRename"));
  absl::MutexLock lock(&define_mutex_);
  const Snapshot state = domain->snapshot();
  if (!new_name || new_name->empty()) return MakeError(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "new name is empty");
  if (new_name->find('/') != std::string::npos) {
    return Error(ErrorDomain::kQemu, ErrorCode::kXmlError, "name %s cannot contain '/'", *new_name);
  }
  if (state->active()) return Invalid("cannot rename active domain");
  if (!state->persistent()) return Invalid("cannot rename a transient domain");
  if (state->has_managed_save) return Invalid("cannot rename a domain with a saved state image");
  if (*new_name == state->name()) return Invalid("Can't rename domain to itself");
  if (context_.domains.PeekName(*new_name)) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "domain with name '%s' already exists", *new_name);
  }
  auto renamed = std::make_shared<conf::DomainDef>(*state->config);
  renamed->name = *new_name;
  // The new file is there before the old one goes: a crash between the two leaves a domain, never none.
  RETURN_IF_ERROR(context_.store.SaveConfig(*renamed));
  if (state->autostart) RETURN_IF_ERROR(context_.store.SetAutostart(*new_name, /*on=*/true));
  if (!context_.domains.Update(domain, [&](DomainState& next) { next.config = renamed; })) {
    // A transient domain of that name was started meanwhile.
    (void)context_.store.RemoveConfig(*new_name);
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "domain with name '%s' already exists", *new_name);
  }
  RETURN_IF_ERROR(context_.store.RemoveConfig(state->name()));
  context_.EmitLifecycle(state->ref(), vir::kDomainEventUndefined, vir::kDomainEventUndefinedRenamed);
  context_.EmitLifecycle(domain->snapshot()->ref(), vir::kDomainEventDefined, vir::kDomainEventDefinedRenamed);
  return absl::OkStatus();
}

absl::StatusOr<bool> Lifecycle::Autostart(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  return domain->snapshot()->autostart;
}

absl::Status Lifecycle::SetAutostart(const Caller&, const DomainRef& ref, int32_t autostart) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainSetAutostart"));
  const Snapshot state = domain->snapshot();
  if (!state->persistent()) return Invalid("cannot set autostart for transient domain");
  const bool on = autostart != 0;
  if (state->autostart == on) return absl::OkStatus();
  RETURN_IF_ERROR(context_.store.SetAutostart(state->name(), on));
  context_.domains.Update(domain, [on](DomainState& next) { next.autostart = on; });
  return absl::OkStatus();
}

absl::Status Lifecycle::SetLifecycleAction(const Caller&, const DomainRef& ref, uint32_t type, uint32_t action, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainAffectLive | vir::kDomainAffectConfig, flags, "qemuDomainSetLifecycleAction"));
  static constexpr conf::LifecycleAction kActions[] = {
      conf::LifecycleAction::kDestroy,  conf::LifecycleAction::kRestart,         conf::LifecycleAction::kRestartRename,
      conf::LifecycleAction::kPreserve, conf::LifecycleAction::kCoredumpDestroy, conf::LifecycleAction::kCoredumpRestart};
  if (action >= std::size(kActions)) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "Invalid lifecycle action '%d'", action);
  }
  const bool crash_only = action >= vir::kDomainLifecycleActionCoredumpDestroy;
  if (type > vir::kDomainLifecycleCrash || (crash_only && type != vir::kDomainLifecycleCrash)) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "qemu driver doesn't support this action for this event");
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainSetLifecycleAction"));
  const Snapshot state = domain->snapshot();
  const bool live = (flags & vir::kDomainAffectLive) || (flags == 0 && state->active());
  const bool config = (flags & vir::kDomainAffectConfig) || (flags == 0 && !state->active());
  if (live && !state->active()) return NotRunning();
  if (config && !state->persistent()) return Invalid("transient domains do not have any persistent config");
  const auto changed = [&](const conf::DomainDef& def) {
    auto next = std::make_shared<conf::DomainDef>(def);
    (type == vir::kDomainLifecyclePoweroff ? next->on_poweroff
     : type == vir::kDomainLifecycleReboot ? next->on_reboot
                                           : next->on_crash) = kActions[action];
    return next;
  };
  DefPtr next_config = config ? changed(*state->config) : nullptr;
  {
    absl::MutexLock lock(&domain->transition_mutex);
    if (config) RETURN_IF_ERROR(context_.store.SaveConfig(*next_config));
    context_.domains.Update(domain, [&](DomainState& next) {
      if (config) next.config = next_config;
      if (live && next.active()) next.live = changed(*next.live);
    });
  }
  if (live) RecordStatus(context_, domain);
  return absl::OkStatus();
}

// ---- starting -------------------------------------------------------------------------------------------------------

absl::StatusOr<DomainRef> Lifecycle::StartNow(const Caller& caller, const DomainPtr& domain, uint32_t flags) {
  const bool autodestroy = (flags & vir::kDomainStartAutodestroy) != 0;
  RETURN_IF_ERROR(StartDomain(context_, domain, {.paused = (flags & vir::kDomainStartPaused) != 0, .autodestroy = autodestroy}));
  const DomainRef ref = domain->snapshot()->ref();
  if (autodestroy) {
    connections_.OnClose(caller.connection_id, [this, domain, id = ref.id] {
      context_.workers.Submit([this, domain, id] {
        absl::Status status =
            KillProcess(context_, domain, id, kTermPatience, /*graceful_only=*/false, vir::kDomainShutoffDestroyed);
        if (!status.ok()) log::Failure("cannot destroy a domain whose creator has gone", status);
      });
    });
  }
  return ref;
}

namespace {
constexpr uint32_t kStartFlags = vir::kDomainStartPaused | vir::kDomainStartAutodestroy | vir::kDomainStartBypassCache |
                                 vir::kDomainStartForceBoot | vir::kDomainStartResetNvram;
}

absl::StatusOr<DomainRef> Lifecycle::CreateXml(const Caller& caller, const std::string& xml, uint32_t flags,
                                               std::vector<UniqueFd> files) {
  RETURN_IF_ERROR(
      CheckFlags(vir::kDomainStartPaused | vir::kDomainStartAutodestroy | vir::kDomainStartValidate | vir::kDomainStartResetNvram,
                 flags, "qemuDomainCreateXML"));
  if (!files.empty()) return driver::Unsupported("virDomainCreateXMLWithFiles");
  ASSIGN_OR_RETURN(conf::DomainDef def, ReadDefinition(context_, xml, (flags & vir::kDomainStartValidate) != 0));
  DomainPtr domain = context_.domains.Peek(def.uuid);
  if (domain && !domain->snapshot()->active() && !domain->snapshot()->persistent()) {
    // A transient domain that has just ended is about to be forgotten.
    { absl::MutexLock lock(&domain->transition_mutex); }
    domain = context_.domains.Peek(def.uuid);
  }
  if (const DomainPtr same_name = context_.domains.PeekName(def.name); same_name && same_name != domain) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "domain '%s' already exists with uuid %s", def.name,
                 same_name->snapshot()->uuid().ToString());
  }
  if (domain) {
    if (domain->snapshot()->name() != def.name) {
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "domain '%s' is already defined with uuid %s",
                   domain->snapshot()->name(), def.uuid.ToString());
    }
    ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainCreateXML"));
    if (domain->snapshot()->active()) {
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "domain '%s' is already active", def.name);
    }
    // A persistent domain runs this once with another definition than its own.
    context_.domains.Update(domain,
                            [&](DomainState& next) { next.live = std::make_shared<const conf::DomainDef>(std::move(def)); });
    auto started = StartNow(caller, domain, flags);
    if (!started.ok()) {
      context_.domains.Update(domain, [](DomainState& next) {
        if (!next.active()) next.live = nullptr;
      });
    }
    return started;
  }
  DomainState state;
  state.live = std::make_shared<const conf::DomainDef>(std::move(def));
  domain = std::make_shared<Domain>(std::make_shared<DomainState>(std::move(state)));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainCreateXML"));
  if (!context_.domains.Insert(domain)) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "domain '%s' already exists", domain->snapshot()->name());
  }
  absl::Cleanup forget = [&] {
    if (!domain->snapshot()->active()) context_.domains.Remove(domain);
  };
  ASSIGN_OR_RETURN(DomainRef started, StartNow(caller, domain, flags));
  std::move(forget).Cancel();
  return started;
}

absl::StatusOr<DomainRef> Lifecycle::Create(const Caller& caller, const DomainRef& ref, uint32_t flags,
                                            std::vector<UniqueFd> files) {
  RETURN_IF_ERROR(CheckFlags(kStartFlags, flags, "qemuDomainCreateWithFlags"));
  if (!files.empty()) return driver::Unsupported("virDomainCreateWithFiles");
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainCreateWithFlags"));
  const Snapshot state = domain->snapshot();
  if (state->active()) return Invalid("domain is already running");
  if (state->has_managed_save && (flags & vir::kDomainStartForceBoot)) {
    RETURN_IF_ERROR(RemoveFile(context_.store.ManagedSavePath(state->name())));
    context_.domains.Update(domain, [](DomainState& next) { next.has_managed_save = false; });
  } else if (state->has_managed_save) {
    // The image of another daemon must not be lost by a fresh boot that nobody asked for.
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationUnsupported,
                 "domain '%s' has a managed save image, which this version cannot restore; start it with --force-boot to discard "
                 "the image",
                 state->name());
  }
  return StartNow(caller, domain, flags);
}

// ---- running --------------------------------------------------------------------------------------------------------

absl::Status Lifecycle::Suspend(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainSuspend"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  const int32_t state = domain->snapshot()->state;
  if (state == vir::kDomainPmsuspended) return Invalid("domain is pmsuspended");
  if (state == vir::kDomainPaused) return absl::OkStatus();
  domain->stop_reason = vir::kDomainPausedUser;
  absl::Status status = Stop(*monitor, context_.MonitorDeadline());
  if (!status.ok()) domain->stop_reason = 0;
  return status;
}

absl::Status Lifecycle::Resume(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainResume"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  const int32_t state = domain->snapshot()->state;
  if (state == vir::kDomainPmsuspended) return Invalid("domain is pmsuspended");
  if (state == vir::kDomainRunning) return Invalid("domain is already running");
  if (state == vir::kDomainShutdown || state == vir::kDomainCrashed) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "domain is not in a state that can be resumed");
  }
  return Continue(*monitor, context_.MonitorDeadline());
}

absl::Status Lifecycle::PowerOff(const DomainPtr& domain, uint32_t flags, bool reboot, const char* api) {
  // The numbers of both calls' flags agree: 1 ACPI, 2 agent.
  const bool want_agent = (flags & vir::kDomainShutdownGuestAgent) != 0;
  const bool want_acpi = (flags & vir::kDomainShutdownAcpiPowerBtn) != 0;
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, api));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  const auto agent = domain->agent();
  if (want_agent || (flags == 0 && agent)) {
    if (!agent && !want_acpi) return AgentOf(domain).status();
    if (agent) {
      absl::Status sent =
          agent->Send("guest-shutdown", {{"mode", reboot ? "reboot" : "powerdown"}}, absl::Now() + kAgentPatience);
      if (sent.ok() || (want_agent && !want_acpi)) return sent;
    }
  }
  // The button does nothing to a guest that is stopped, or that has no ACPI to see it with.
  domain->reboot_on_shutdown = reboot;
  return SystemPowerdown(*monitor, context_.MonitorDeadline());
}

absl::Status Lifecycle::Shutdown(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(
      CheckFlags(vir::kDomainShutdownAcpiPowerBtn | vir::kDomainShutdownGuestAgent, flags, "qemuDomainShutdownFlags"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  return PowerOff(domain, flags, /*reboot=*/false, "virDomainShutdownFlags");
}

absl::Status Lifecycle::Reboot(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainRebootAcpiPowerBtn | vir::kDomainRebootGuestAgent, flags, "qemuDomainReboot"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  return PowerOff(domain, flags, /*reboot=*/true, "virDomainReboot");
}

absl::Status Lifecycle::Reset(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainReset"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainReset"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  RETURN_IF_ERROR(SystemReset(*monitor, context_.MonitorDeadline()));
  domain->reboot_on_shutdown = false;
  if (domain->snapshot()->state == vir::kDomainCrashed) {
    SetState(context_, domain, vir::kDomainPaused, vir::kDomainPausedCrashed);
  }
  return absl::OkStatus();
}

absl::Status Lifecycle::InjectNmi(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainInjectNMI"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainInjectNMI"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  return qemu::InjectNmi(*monitor, context_.MonitorDeadline());
}

absl::Status Lifecycle::PmWakeup(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "qemuDomainPMWakeup"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainPMWakeup"));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  return SystemWakeup(*monitor, context_.MonitorDeadline());
}

absl::Status Lifecycle::Destroy(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainDestroyGraceful | vir::kDomainDestroyRemoveLogs, flags, "qemuDomainDestroyFlags"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  // Without the job: whoever holds it may be waiting for this very process, and fails when it has gone.
  const bool graceful = (flags & vir::kDomainDestroyGraceful) != 0;
  // A QEMU that is asked to end says so itself; one that is killed cannot, and clients know both events.
  if (!graceful && state->state != vir::kDomainShutdown) {
    context_.EmitLifecycle(state->ref(), vir::kDomainEventShutdown, vir::kDomainEventShutdownHost);
  }
  RETURN_IF_ERROR(KillProcess(context_, domain, state->id(), graceful ? kGracefulPatience : absl::ZeroDuration(), graceful,
                              vir::kDomainShutoffDestroyed));
  if (flags & vir::kDomainDestroyRemoveLogs) (void)RemoveFile(context_.store.LogPath(state->name()), Durability::kVolatile);
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
