// SPDX-License-Identifier: Apache-2.0
// migration_steps.cc: the calls of migration.h that move a domain.
//   Source  libvirt-domain.h: virDomainMigrate3; the five steps of protocol 3
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/domain/migration.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kFlags = vir::kMigrateLive | vir::kMigratePersistDest | vir::kMigrateUndefineSource | vir::kMigratePaused |
                            vir::kMigrateNonSharedDisk | vir::kMigrateNonSharedInc | vir::kMigrateChangeProtection |
                            vir::kMigrateUnsafe | vir::kMigrateOffline | vir::kMigrateCompressed | vir::kMigrateAbortOnError |
                            vir::kMigrateAutoConverge;
constexpr size_t kMostArriving = 64;  // of all clients
constexpr char kUri[] = "test:///arriving";

template <class T>
std::optional<T> ParamOf(const TypedParams& params, std::string_view name) {
  for (const TypedParam& param : params) {
    const T* value = std::get_if<T>(&param.value);
    if (param.name == name && value) return *value;
  }
  return std::nullopt;
}

absl::Status Invalid(std::string_view text) { return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, text); }
absl::Status WrongArgument(std::string_view text) { return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, text); }

absl::Status CheckMovable(const DomainState& state, uint32_t flags) {
  if (state.has_snapshots()) {
    return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "cannot migrate domain with %d snapshots",
                 state.snapshots.size());
  }
  if ((flags & vir::kMigrateOffline) == 0) return state.active() ? absl::OkStatus() : NotRunning();
  if (state.active()) return Invalid("offline migration cannot be used for an active domain");
  if (flags & vir::kMigratePersistDest) return absl::OkStatus();
  return Invalid("offline migration must be specified with the persistent flag set");
}
}  // namespace

absl::StatusOr<driver::MigrationBegun> Migration::Begin(const Caller&, const DomainRef& ref, const TypedParams& params,
                                                        uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kFlags, flags, "testDomainMigrateBegin3Params"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  const Domain::Snapshot state = domain->snapshot();
  RETURN_IF_ERROR(CheckMovable(*state, flags));
  const xml::Options options{.secure = true, .migratable = true};
  const auto wanted = ParamOf<std::string>(params, "destination_xml");
  if (!wanted) return driver::MigrationBegun{.cookie = {}, .xml = conf::FormatDomain(state->def(), options)};
  ASSIGN_OR_RETURN(const conf::DomainDef def, ReadDefinition(*wanted, /*validate=*/false));
  if (def.uuid != state->uuid()) return WrongArgument("the definition for the destination has another uuid than the domain");
  return driver::MigrationBegun{.cookie = {}, .xml = conf::FormatDomain(def, options)};
}

absl::StatusOr<driver::MigrationPrepared> Migration::Prepare(const Caller& caller, const TypedParams& params, const std::string&,
                                                             uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kFlags, flags, "testDomainMigratePrepare3Params"));
  const auto xml = ParamOf<std::string>(params, "destination_xml");
  if (!xml) return WrongArgument("no domain XML passed");
  ASSIGN_OR_RETURN(conf::DomainDef def, ReadDefinition(*xml, /*validate=*/false));
  def.name = ParamOf<std::string>(params, "destination_name").value_or(def.name);
  RETURN_IF_ERROR(context_.domains().CheckUnique(def));
  if (const DomainPtr same = context_.domains().Peek(def.uuid); same && same->snapshot()->active()) {
    return Error(ErrorDomain::kDomain, ErrorCode::kOperationInvalid, "domain '%s' is already active", def.name);
  }
  {
    absl::MutexLock lock(&arriving_->mutex);
    if (arriving_->domains.size() >= kMostArriving || arriving_->domains.contains(def.name)) {
      return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "domain '%s' cannot arrive: it does already, or too many do",
                   def.name);
    }
    const std::string name = def.name;
    arriving_->domains[name] = {.connection_id = caller.connection_id,
                                .def = std::make_shared<const conf::DomainDef>(std::move(def))};
  }
  connections_.OnClose(caller.connection_id, [arriving = arriving_, id = caller.connection_id] {
    absl::MutexLock lock(&arriving->mutex);
    std::erase_if(arriving->domains, [id](const auto& each) { return each.second.connection_id == id; });
  });
  return driver::MigrationPrepared{.cookie = {}, .uri = ParamOf<std::string>(params, "migrate_uri").value_or(kUri)};
}

// The domain waits here, paused, until it is known whether it has arrived.
absl::StatusOr<std::string> Migration::Perform(const Caller&, const DomainRef& ref, const std::optional<std::string>&,
                                               const TypedParams& params, const std::string&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kFlags, flags, "testDomainMigratePerform3Params"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  RETURN_IF_ERROR(CheckMovable(*domain->snapshot(), flags));
  if (flags & vir::kMigrateOffline) return std::string();
  const auto pause = [&](const DomainState&) -> absl::Status {
    bool ran = false;
    RETURN_IF_ERROR(context_.domains().Step(domain, [&ran](DomainState& next) {
      if (!next.active()) return NotRunning();
      next.leaving = true;
      ran = next.state == vir::kDomainRunning;
      if (ran) next.SetState(vir::kDomainPaused, vir::kDomainPausedMigration);
      return absl::OkStatus();
    }));
    if (ran) context_.EmitLifecycle(ref, vir::kDomainEventSuspended, vir::kDomainEventSuspendedMigrated);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(jobs_.WriteMemory(domain, vir::kDomainJobOperationMigrationOut, "migration out job", pause,
                                    ParamOf<uint64_t>(params, "bandwidth")));
  return std::string();
}

absl::StatusOr<driver::MigrationFinished> Migration::Finish(const Caller&, const TypedParams& params, const std::string&,
                                                            uint32_t flags, bool cancelled) {
  RETURN_IF_ERROR(CheckFlags(kFlags, flags, "testDomainMigrateFinish3Params"));
  const std::string name = ParamOf<std::string>(params, "destination_name").value_or("");
  DefPtr def;
  {
    absl::MutexLock lock(&arriving_->mutex);
    const auto at = arriving_->domains.find(name);
    if (at == arriving_->domains.end()) {
      return Error(ErrorDomain::kTest, ErrorCode::kNoDomain, "no domain with matching name '%s'", name);
    }
    def = at->second.def;
    arriving_->domains.erase(at);
  }
  if (cancelled)
    return Error(ErrorDomain::kTest, ErrorCode::kOperationFailed, "the migration of domain '%s' was cancelled", name);
  ASSIGN_OR_RETURN(const DomainRef ref, Settle(def, flags));
  return driver::MigrationFinished{.domain = ref, .cookie = {}};
}

absl::StatusOr<DomainRef> Migration::Settle(const DefPtr& def, uint32_t flags) {
  Domains& domains = context_.domains();
  DomainPtr domain;
  if (flags & vir::kMigrateOffline) {
    RETURN_IF_ERROR(domains.CheckUnique(*def));
    domain = domains.Peek(def->uuid);
    if (!domain) {
      auto state = std::make_shared<DomainState>();
      state->config = def;
      domain = std::make_shared<Domain>(std::move(state));
      if (!domains.Insert(domain)) return domains.CheckUnique(*def);
    }
  } else {
    ASSIGN_OR_RETURN(domain, domains.Start(def, vir::kDomainRunningMigrated));
    context_.EmitLifecycle(domain->snapshot()->ref(), vir::kDomainEventStarted, vir::kDomainEventStartedMigrated);
  }
  const bool was_persistent = domain->snapshot()->persistent() && !(flags & vir::kMigrateOffline);
  domains.Update(domain, [&](DomainState& next) {
    if (flags & vir::kMigratePersistDest) next.config = def;
    if (next.active() && (flags & vir::kMigratePaused)) next.SetState(vir::kDomainPaused, vir::kDomainPausedUser);
  });
  const Domain::Snapshot state = domain->snapshot();
  if (flags & vir::kMigratePersistDest) {
    context_.EmitLifecycle(state->ref(), vir::kDomainEventDefined,
                           was_persistent ? vir::kDomainEventDefinedUpdated : vir::kDomainEventDefinedAdded);
  }
  if (state->active() && !(flags & vir::kMigratePaused)) {
    context_.EmitLifecycle(state->ref(), vir::kDomainEventResumed, vir::kDomainEventResumedMigrated);
  }
  return state->ref();
}

absl::Status Migration::Confirm(const Caller&, const DomainRef& ref, const TypedParams&, const std::string&, uint32_t flags,
                                bool cancelled) {
  RETURN_IF_ERROR(CheckFlags(kFlags, flags, "testDomainMigrateConfirm3Params"));
  Domains& domains = context_.domains();
  ASSIGN_OR_RETURN(const DomainPtr domain, domains.Find(ref));
  const bool offline = (flags & vir::kMigrateOffline) != 0;
  if (cancelled) {
    bool resumed = false;
    domains.Update(domain, [&resumed](DomainState& next) {
      next.leaving = false;
      resumed = next.state == vir::kDomainPaused && next.reason == vir::kDomainPausedMigration;
      if (resumed) next.SetState(vir::kDomainRunning, vir::kDomainRunningMigrationCanceled);
    });
    if (resumed) context_.EmitLifecycle(ref, vir::kDomainEventResumed, vir::kDomainEventResumedMigrated);
    return absl::OkStatus();
  }
  if (!offline) {
    if (!domain->snapshot()->leaving) {
      return Error(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "domain '%s' is not processing outgoing migration",
                   ref.name);
    }
    context_.End(domain, vir::kDomainShutoffMigrated, vir::kDomainEventStoppedMigrated);
  }
  if ((flags & vir::kMigrateUndefineSource) == 0 || domain->removed()) return absl::OkStatus();
  domains.Remove(domain);
  context_.EmitLifecycle(ref, vir::kDomainEventUndefined, vir::kDomainEventUndefinedRemoved);
  return absl::OkStatus();
}

}  // namespace pleiad::test
