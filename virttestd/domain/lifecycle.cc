// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/lifecycle.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
absl::StatusOr<DomainRef> Lifecycle::Define(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainDefineValidate, flags, "testDomainDefineXMLFlags"));
  ASSIGN_OR_RETURN(conf::DomainDef read, ReadDefinition(xml, flags & vir::kDomainDefineValidate));
  const auto def = std::make_shared<const conf::DomainDef>(std::move(read));
  Domains& domains = context_.domains();
  RETURN_IF_ERROR(domains.CheckUnique(*def));
  DomainPtr domain = domains.Peek(def->uuid);
  const bool is_new = domain == nullptr;
  if (is_new) {
    auto state = std::make_shared<DomainState>();
    state->config = def;
    domain = std::make_shared<Domain>(std::move(state));
    if (!domains.Insert(domain)) return domains.CheckUnique(*def);
  } else if (!domains.Update(domain, [&def](DomainState& next) { next.config = def; })) {
    return domains.FindByUuid(def->uuid).status();
  }
  const DomainRef ref = domain->snapshot()->ref();
  context_.EmitLifecycle(ref, vir::kDomainEventDefined, is_new ? vir::kDomainEventDefinedAdded : vir::kDomainEventDefinedUpdated);
  return ref;
}

absl::StatusOr<DomainRef> Lifecycle::CreateXml(const Caller&, const std::string& xml, uint32_t flags, std::vector<UniqueFd>) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainStartValidate, flags, "testDomainCreateXML"));
  ASSIGN_OR_RETURN(conf::DomainDef read, ReadDefinition(xml, flags & vir::kDomainStartValidate));
  const auto def = std::make_shared<const conf::DomainDef>(std::move(read));
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Start(def, vir::kDomainRunningBooted));
  const DomainRef ref = domain->snapshot()->ref();
  context_.EmitLifecycle(ref, vir::kDomainEventStarted, vir::kDomainEventStartedBooted);
  return ref;
}

absl::StatusOr<DomainRef> Lifecycle::Create(const Caller&, const DomainRef& ref, uint32_t flags, std::vector<UniqueFd>) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainCreateWithFlags"));
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  RETURN_IF_ERROR(domains.Step(domain, [&](DomainState& next) -> absl::Status {
    if (next.active()) return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "Domain '%s' is already running", next.name());
    RETURN_IF_ERROR(file_groups_.Check(*next.config));
    next.BecomeActive(domains.NextId(), next.managed_save ? std::exchange(next.managed_save, nullptr) : next.config,
                      vir::kDomainRunningBooted);
    return absl::OkStatus();
  }));
  const DomainRef started = domain->snapshot()->ref();
  context_.EmitLifecycle(started, vir::kDomainEventStarted, vir::kDomainEventStartedBooted);
  return started;
}

absl::Status Lifecycle::Undefine(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(
      vir::kDomainUndefineManagedSave | vir::kDomainUndefineSnapshotsMetadata | vir::kDomainUndefineCheckpointsMetadata, flags,
      "testDomainUndefineFlags"));
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  bool remove = false;
  RETURN_IF_ERROR(domains.Step(domain, [&](DomainState& next) {
    if (next.has_managed_save() && !(flags & vir::kDomainUndefineManagedSave)) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid,
                       "Refusing to undefine while domain managed save image exists");
    }
    remove = !next.active();
    if (remove && next.has_snapshots() && !(flags & vir::kDomainUndefineSnapshotsMetadata)) {
      return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "cannot delete inactive domain with %d snapshots",
                   next.snapshots.size());
    }
    next.managed_save = nullptr;
    if (!remove) next.config = nullptr;
    return absl::OkStatus();
  }));
  if (remove) domains.Remove(domain);
  context_.EmitLifecycle(ref, vir::kDomainEventUndefined, vir::kDomainEventUndefinedRemoved);
  return absl::OkStatus();
}

absl::Status Lifecycle::Destroy(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainDestroyGraceful, flags, "testDomainDestroyFlags"));
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.FindActive(ref));
  context_.End(domain, vir::kDomainShutoffDestroyed, vir::kDomainEventStoppedDestroyed);
  return absl::OkStatus();
}

absl::Status Lifecycle::Suspend(const Caller&, const DomainRef& ref) {
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  RETURN_IF_ERROR(domains.Step(domain, [](DomainState& next) {
    if (next.state != vir::kDomainRunning) {
      return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "domain '%s' not running", next.name());
    }
    next.SetState(vir::kDomainPaused, vir::kDomainPausedUser);
    return absl::OkStatus();
  }));
  context_.EmitLifecycle(ref, vir::kDomainEventSuspended, vir::kDomainEventSuspendedPaused);
  return absl::OkStatus();
}

absl::Status Lifecycle::Resume(const Caller&, const DomainRef& ref) {
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  RETURN_IF_ERROR(domains.Step(domain, [](DomainState& next) {
    if (next.state != vir::kDomainPaused) {
      return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "domain '%s' not paused", next.name());
    }
    next.SetState(vir::kDomainRunning, vir::kDomainRunningUnpaused);
    return absl::OkStatus();
  }));
  context_.EmitLifecycle(ref, vir::kDomainEventResumed, vir::kDomainEventResumedUnpaused);
  return absl::OkStatus();
}

absl::Status Lifecycle::Shutdown(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainShutdownFlags"));
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  if (domain->snapshot()->state == vir::kDomainShutoff) {
    return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "domain '%s' not running", ref.name);
  }
  context_.End(domain, vir::kDomainShutoffShutdown, vir::kDomainEventStoppedShutdown);
  return absl::OkStatus();
}

// What <on_reboot> says happens: a guest that shall not start again is shut off.
absl::Status Lifecycle::Reboot(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainRebootAcpiPowerBtn | vir::kDomainRebootGuestAgent | vir::kDomainRebootInitctl |
                                 vir::kDomainRebootSignal | vir::kDomainRebootParavirt,
                             flags, "testDomainReboot"));
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.FindActive(ref));
  const conf::LifecycleAction action = domain->snapshot()->live->on_reboot;
  if (action == conf::LifecycleAction::kDestroy || action == conf::LifecycleAction::kPreserve) {
    context_.End(domain, vir::kDomainShutoffShutdown, vir::kDomainEventStoppedShutdown);
    return absl::OkStatus();
  }
  domains.Update(domain, [](DomainState& next) { next.SetState(vir::kDomainRunning, vir::kDomainRunningBooted); });
  return absl::OkStatus();
}

absl::Status Lifecycle::Reset(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainReset"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  return absl::OkStatus();
}

absl::Status Lifecycle::InjectNmi(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainInjectNMI"));
  return context_.domains().FindActive(ref).status();
}

absl::StatusOr<bool> Lifecycle::Autostart(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return domain->snapshot()->autostart;
}

absl::Status Lifecycle::SetAutostart(const Caller&, const DomainRef& ref, int32_t autostart) {
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  return domains.Step(domain, [autostart](DomainState& next) {
    next.autostart = autostart != 0;
    return absl::OkStatus();
  });
}

absl::Status Lifecycle::Rename(const Caller&, const DomainRef& ref, const std::optional<std::string>& new_name, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainRename"));
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  if (!new_name || new_name->empty()) return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "the new name is missing");
  if (new_name->find('/') != std::string::npos) {
    return Error(ErrorDomain::kTest, ErrorCode::kXmlError, "name %s cannot contain '/'", *new_name);
  }
  const Domain::Snapshot before = domain->snapshot();
  if (before->active()) return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "cannot rename active domain");
  auto renamed = std::make_shared<conf::DomainDef>(*before->config);
  renamed->name = *new_name;
  if (before->name() == *new_name) return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "Can't rename domain to itself");
  if (!domains.Update(domain, [&renamed](DomainState& next) {
        next.config = renamed;
        if (!next.managed_save) return;
        auto saved = std::make_shared<conf::DomainDef>(*next.managed_save);
        saved->name = renamed->name;
        next.managed_save = std::move(saved);
      })) {
    return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "domain with name '%s' already exists", *new_name);
  }
  context_.EmitLifecycle(before->ref(), vir::kDomainEventUndefined, vir::kDomainEventUndefinedRenamed);
  context_.EmitLifecycle(domain->snapshot()->ref(), vir::kDomainEventDefined, vir::kDomainEventDefinedRenamed);
  return absl::OkStatus();
}

absl::StatusOr<bool> Lifecycle::AutostartOnce(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return domain->snapshot()->autostart_once;
}

absl::Status Lifecycle::SetAutostartOnce(const Caller&, const DomainRef& ref, int32_t autostart) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return context_.domains().Step(domain, [autostart](DomainState& next) {
    next.autostart_once = autostart != 0;
    return absl::OkStatus();
  });
}

absl::Status Lifecycle::SetLifecycleAction(const Caller&, const DomainRef& ref, uint32_t type, uint32_t action, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetLifecycleAction"));
  constexpr conf::LifecycleAction conf::DomainDef::*kActions[] = {&conf::DomainDef::on_poweroff, &conf::DomainDef::on_reboot,
                                                                  &conf::DomainDef::on_crash};
  if (type >= std::size(kActions))
    return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "invalid lifecycle type '%d'", type);
  if (action > static_cast<uint32_t>(conf::LifecycleAction::kCoredumpRestart)) {
    return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "invalid lifecycle action '%d'", action);
  }
  return context_.Change(ref, flags, [&](conf::DomainDef& def, bool) {
    def.*kActions[type] = static_cast<conf::LifecycleAction>(action);
    return absl::OkStatus();
  });
}

// The guest sleeps at once, and until it is woken.
absl::Status Lifecycle::PmSuspendForDuration(const Caller&, const DomainRef& ref, uint32_t target, uint64_t duration,
                                             uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainPMSuspendForDuration"));
  constexpr uint32_t kDisk = 1, kHybrid = 2;  // virNodeSuspendTarget
  if (target > kHybrid) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "unknown suspend target: %d", target);
  if (duration != 0) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kArgumentUnsupported, "Duration not supported. Use 0 for now");
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  if (target == kDisk) {
    context_.Emit(ref, store::PmSuspendDiskEvent{});
    context_.End(domain, vir::kDomainShutoffShutdown, vir::kDomainEventStoppedShutdown);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(context_.domains().Step(domain, [](DomainState& next) {
    if (next.state != vir::kDomainRunning) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "domain is not running");
    }
    next.SetState(vir::kDomainPmsuspended, vir::kDomainPmsuspendedUnknown);
    return absl::OkStatus();
  }));
  context_.Emit(ref, store::PmSuspendEvent{});
  context_.EmitLifecycle(ref, vir::kDomainEventPmsuspended, vir::kDomainEventPmsuspendedMemory);
  return absl::OkStatus();
}

absl::Status Lifecycle::PmWakeup(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainPMWakeup"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  RETURN_IF_ERROR(context_.domains().Step(domain, [](DomainState& next) {
    if (next.state != vir::kDomainPmsuspended) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "Unable to wake up domain because it is not suspended");
    }
    next.SetState(vir::kDomainRunning, vir::kDomainRunningWakeup);
    return absl::OkStatus();
  }));
  context_.Emit(ref, store::PmWakeupEvent{});
  context_.EmitLifecycle(ref, vir::kDomainEventStarted, vir::kDomainEventStartedWakeup);
  return absl::OkStatus();
}

absl::Status Lifecycle::AssociateFiles(const Caller& caller, const DomainRef& ref, const std::string& group, uint32_t flags,
                                       std::vector<UniqueFd> files) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainFdAssociateSeclabelRestore | vir::kDomainFdAssociateSeclabelWritable, flags,
                             "testDomainFDAssociate"));
  RETURN_IF_ERROR(context_.domains().Find(ref).status());
  return file_groups_.Keep(caller.connection_id, ref.uuid, group, std::move(files));
}

}  // namespace pleiad::test
