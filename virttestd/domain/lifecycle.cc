// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/lifecycle.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
absl::Status CheckFlags(uint32_t known, uint32_t flags, const char* function) {
  return RejectFlagsOutside(known, flags, function, ErrorDomain::kTest);
}

// The state that a change starts from, checked and changed in one step: of two clients at once the second sees the first's.
template <class Change>
absl::Status Step(Domains& domains, const DomainPtr& domain, Change change) {
  absl::Status status;
  const bool there = domains.Update(domain, [&](DomainState& next) { status = change(next); });
  if (!there && status.ok()) return domains.Find(domain->snapshot()->ref()).status();
  return status;
}

absl::Status AlreadyExists(const std::string& name, const Uuid& uuid) {
  return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "domain '%s' already exists with uuid %s", name, uuid.ToString());
}

// What is wrong with a definition beside those that are there: a name or a uuid may stand for one domain only.
absl::Status CheckUnique(const Domains& domains, const conf::DomainDef& def) {
  if (const DomainPtr same = domains.Peek(def.uuid)) {
    if (same->snapshot()->name() == def.name) return absl::OkStatus();
    return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "domain '%s' is already defined with uuid %s",
                 same->snapshot()->name(), def.uuid.ToString());
  }
  if (const DomainPtr other = domains.PeekName(def.name)) return AlreadyExists(def.name, other->snapshot()->uuid());
  return absl::OkStatus();
}
}  // namespace

void Lifecycle::Emit(const DomainRef& ref, int32_t event, int32_t detail) {
  events_.Emit({ref, store::LifecycleEvent{.event = event, .detail = detail}});
}

absl::StatusOr<DomainRef> Lifecycle::Define(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainDefineValidate, flags, "testDomainDefineXMLFlags"));
  ASSIGN_OR_RETURN(conf::DomainDef read, ReadDefinition(xml, flags & vir::kDomainDefineValidate));
  const auto def = std::make_shared<const conf::DomainDef>(std::move(read));
  Domains& domains = node_.domains;
  RETURN_IF_ERROR(CheckUnique(domains, *def));
  DomainPtr domain = domains.Peek(def->uuid);
  const bool is_new = domain == nullptr;
  if (is_new) {
    auto state = std::make_shared<DomainState>();
    state->config = def;
    domain = std::make_shared<Domain>(std::move(state));
    if (!domains.Insert(domain)) return AlreadyExists(def->name, def->uuid);
  } else if (!domains.Update(domain, [&def](DomainState& next) { next.config = def; })) {
    return domains.FindByUuid(def->uuid).status();
  }
  const DomainRef ref = domain->snapshot()->ref();
  Emit(ref, vir::kDomainEventDefined, is_new ? vir::kDomainEventDefinedAdded : vir::kDomainEventDefinedUpdated);
  return ref;
}

absl::StatusOr<DomainRef> Lifecycle::CreateXml(const Caller&, const std::string& xml, uint32_t flags, std::vector<UniqueFd>) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainStartValidate, flags, "testDomainCreateXML"));
  ASSIGN_OR_RETURN(conf::DomainDef read, ReadDefinition(xml, flags & vir::kDomainStartValidate));
  const auto def = std::make_shared<const conf::DomainDef>(std::move(read));
  Domains& domains = node_.domains;
  RETURN_IF_ERROR(CheckUnique(domains, *def));
  DomainPtr domain = domains.Peek(def->uuid);
  if (domain && domain->snapshot()->active()) {
    return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "domain '%s' is already active", def->name);
  }
  if (domain) {
    domains.Update(domain, [&](DomainState& next) { next.BecomeActive(domains.NextId(), def, vir::kDomainRunningBooted); });
  } else {
    auto state = std::make_shared<DomainState>();
    state->BecomeActive(domains.NextId(), def, vir::kDomainRunningBooted);
    domain = std::make_shared<Domain>(std::move(state));
    if (!domains.Insert(domain)) return AlreadyExists(def->name, def->uuid);
  }
  const DomainRef ref = domain->snapshot()->ref();
  Emit(ref, vir::kDomainEventStarted, vir::kDomainEventStartedBooted);
  return ref;
}

absl::StatusOr<DomainRef> Lifecycle::Create(const Caller&, const DomainRef& ref, uint32_t flags, std::vector<UniqueFd>) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainCreateWithFlags"));
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  RETURN_IF_ERROR(Step(domains, domain, [&](DomainState& next) {
    if (next.active()) return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "Domain not in shutoff state");
    next.has_managed_save = false;
    next.BecomeActive(domains.NextId(), next.config, vir::kDomainRunningBooted);
    return absl::OkStatus();
  }));
  const DomainRef started = domain->snapshot()->ref();
  Emit(started, vir::kDomainEventStarted, vir::kDomainEventStartedBooted);
  return started;
}

void Lifecycle::End(Domains& domains, const DomainPtr& domain, int32_t reason, int32_t detail) {
  const DomainRef ref = domain->snapshot()->ref();
  const bool persistent = domain->snapshot()->persistent();
  if (persistent) {
    domains.Update(domain, [reason](DomainState& next) { next.BecomeInactive(reason); });
  } else {
    domains.Remove(domain);
  }
  Emit(ref, vir::kDomainEventStopped, detail);
}

absl::Status Lifecycle::Undefine(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(
      vir::kDomainUndefineManagedSave | vir::kDomainUndefineSnapshotsMetadata | vir::kDomainUndefineCheckpointsMetadata, flags,
      "testDomainUndefineFlags"));
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  bool remove = false;
  RETURN_IF_ERROR(Step(domains, domain, [&](DomainState& next) {
    if (next.has_managed_save && !(flags & vir::kDomainUndefineManagedSave)) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid,
                       "Refusing to undefine while domain managed save image exists");
    }
    next.has_managed_save = false;
    remove = !next.active();
    if (!remove) next.config = nullptr;
    return absl::OkStatus();
  }));
  if (remove) domains.Remove(domain);
  Emit(ref, vir::kDomainEventUndefined, vir::kDomainEventUndefinedRemoved);
  return absl::OkStatus();
}

absl::Status Lifecycle::Destroy(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainDestroyGraceful, flags, "testDomainDestroyFlags"));
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.FindActive(ref));
  End(domains, domain, vir::kDomainShutoffDestroyed, vir::kDomainEventStoppedDestroyed);
  return absl::OkStatus();
}

absl::Status Lifecycle::Suspend(const Caller&, const DomainRef& ref) {
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  RETURN_IF_ERROR(Step(domains, domain, [](DomainState& next) {
    if (next.state != vir::kDomainRunning) {
      return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "domain '%s' not running", next.name());
    }
    next.SetState(vir::kDomainPaused, vir::kDomainPausedUser);
    return absl::OkStatus();
  }));
  Emit(ref, vir::kDomainEventSuspended, vir::kDomainEventSuspendedPaused);
  return absl::OkStatus();
}

absl::Status Lifecycle::Resume(const Caller&, const DomainRef& ref) {
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  RETURN_IF_ERROR(Step(domains, domain, [](DomainState& next) {
    if (next.state != vir::kDomainPaused) {
      return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "domain '%s' not paused", next.name());
    }
    next.SetState(vir::kDomainRunning, vir::kDomainRunningUnpaused);
    return absl::OkStatus();
  }));
  Emit(ref, vir::kDomainEventResumed, vir::kDomainEventResumedUnpaused);
  return absl::OkStatus();
}

absl::Status Lifecycle::Shutdown(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainShutdownFlags"));
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  if (domain->snapshot()->state == vir::kDomainShutoff) {
    return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "domain '%s' not running", ref.name);
  }
  End(domains, domain, vir::kDomainShutoffShutdown, vir::kDomainEventStoppedShutdown);
  return absl::OkStatus();
}

// What <on_reboot> says happens: a guest that shall not start again is shut off.
absl::Status Lifecycle::Reboot(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainRebootAcpiPowerBtn | vir::kDomainRebootGuestAgent | vir::kDomainRebootInitctl |
                                 vir::kDomainRebootSignal | vir::kDomainRebootParavirt,
                             flags, "testDomainReboot"));
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.FindActive(ref));
  const conf::LifecycleAction action = domain->snapshot()->live->on_reboot;
  if (action == conf::LifecycleAction::kDestroy || action == conf::LifecycleAction::kPreserve) {
    End(domains, domain, vir::kDomainShutoffShutdown, vir::kDomainEventStoppedShutdown);
    return absl::OkStatus();
  }
  domains.Update(domain, [](DomainState& next) { next.SetState(vir::kDomainRunning, vir::kDomainRunningBooted); });
  return absl::OkStatus();
}

absl::Status Lifecycle::Reset(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainReset"));
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.FindActive(ref));
  return absl::OkStatus();
}

absl::Status Lifecycle::InjectNmi(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainInjectNMI"));
  return node_.domains.FindActive(ref).status();
}

absl::StatusOr<bool> Lifecycle::Autostart(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.Find(ref));
  return domain->snapshot()->autostart;
}

absl::Status Lifecycle::SetAutostart(const Caller&, const DomainRef& ref, int32_t autostart) {
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  return Step(domains, domain, [autostart](DomainState& next) {
    next.autostart = autostart != 0;
    return absl::OkStatus();
  });
}

absl::Status Lifecycle::Rename(const Caller&, const DomainRef& ref, const std::optional<std::string>& new_name, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainRename"));
  Domains& domains = node_.domains;
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
  if (!domains.Update(domain, [&renamed](DomainState& next) { next.config = renamed; })) {
    return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "domain with name '%s' already exists", *new_name);
  }
  Emit(before->ref(), vir::kDomainEventUndefined, vir::kDomainEventUndefinedRenamed);
  Emit(domain->snapshot()->ref(), vir::kDomainEventDefined, vir::kDomainEventDefinedRenamed);
  return absl::OkStatus();
}

absl::Status Lifecycle::ManagedSave(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(
      CheckFlags(vir::kDomainSaveBypassCache | vir::kDomainSaveRunning | vir::kDomainSavePaused, flags, "testDomainManagedSave"));
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.FindActive(ref));
  if (!domain->snapshot()->persistent()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "cannot do managed save for transient domain");
  }
  End(domains, domain, vir::kDomainShutoffSaved, vir::kDomainEventStoppedSaved);
  domains.Update(domain, [](DomainState& next) { next.has_managed_save = true; });
  return absl::OkStatus();
}

absl::StatusOr<bool> Lifecycle::HasManagedSaveImage(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainHasManagedSaveImage"));
  ASSIGN_OR_RETURN(const DomainPtr domain, node_.domains.Find(ref));
  return domain->snapshot()->has_managed_save;
}

absl::Status Lifecycle::ManagedSaveRemove(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainManagedSaveRemove"));
  Domains& domains = node_.domains;
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  return Step(domains, domain, [](DomainState& next) {
    next.has_managed_save = false;
    return absl::OkStatus();
  });
}

}  // namespace pleiad::test
