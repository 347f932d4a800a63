// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/snapshots.h"

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/snapshot_flags.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
using conf::SnapshotDef;
using conf::SnapshotState;

constexpr uint32_t kListFlags = 0x7ff;  // all of virDomainSnapshotListFlags

absl::Status NoSnapshot(const std::string& name) {
  return Error(ErrorDomain::kTest, ErrorCode::kNoDomainSnapshot, "no domain snapshot with matching name '%s'", name);
}

bool IsOfRun(const SnapshotDef& def) { return def.state == SnapshotState::kRunning || def.state == SnapshotState::kPaused; }

SnapshotState StateNow(const DomainState& state) {
  if (!state.active()) return SnapshotState::kShutoff;
  return state.state == vir::kDomainPaused ? SnapshotState::kPaused : SnapshotState::kRunning;
}

// Of a group of flags, none chooses all.
bool Chosen(uint32_t flags, uint32_t group, uint32_t one) { return (flags & group) == 0 || (flags & one) != 0; }

bool PassesState(const SnapshotDef& def, uint32_t flags) {
  constexpr uint32_t kGroup =
      vir::kDomainSnapshotListActive | vir::kDomainSnapshotListInactive | vir::kDomainSnapshotListDiskOnly;
  const uint32_t own = def.state == SnapshotState::kDiskOnly ? vir::kDomainSnapshotListDiskOnly
                       : IsOfRun(def)                        ? vir::kDomainSnapshotListActive
                                                             : vir::kDomainSnapshotListInactive;
  return Chosen(flags, kGroup, own);
}

bool PassesPlace(const SnapshotDef& def, uint32_t flags) {
  bool external = def.memory == conf::DiskSnapshot::kExternal;
  for (const conf::SnapshotDisk& disk : def.disks) external |= disk.mode == conf::DiskSnapshot::kExternal;
  return Chosen(flags, vir::kDomainSnapshotListInternal | vir::kDomainSnapshotListExternal,
                external ? vir::kDomainSnapshotListExternal : vir::kDomainSnapshotListInternal);
}

// The names below `name`, or of all. Every snapshot here has metadata.
std::vector<std::string> NamesBelow(const DomainState& state, const std::string& name, bool all_below, uint32_t flags) {
  constexpr uint32_t kLeaves = vir::kDomainSnapshotListLeaves, kInner = vir::kDomainSnapshotListNoLeaves;
  std::vector<std::string> names;
  if (!Chosen(flags, vir::kDomainSnapshotListMetadata | vir::kDomainSnapshotListNoMetadata, vir::kDomainSnapshotListMetadata)) {
    return names;
  }
  const MomentListing listing{.all_below = all_below,
                              .parents_first = (flags & vir::kDomainSnapshotListTopological) != 0,
                              .leaves = Chosen(flags, kLeaves | kInner, kLeaves),
                              .inner = Chosen(flags, kLeaves | kInner, kInner)};
  for (const auto& def : state.snapshots.List(name, listing)) {
    if (PassesState(*def, flags) && PassesPlace(*def, flags)) names.push_back(def->name);
  }
  return names;
}

// What the document leaves open of a snapshot that is taken now.
absl::Status CompleteNew(const DomainState& state, SnapshotDef& def) {
  conf::CompleteSnapshotName(def, absl::ToUnixSeconds(absl::Now()));
  def.creation_time_s = absl::ToUnixSeconds(absl::Now());
  if (state.snapshots.Find(def.name)) {
    return Error(ErrorDomain::kDomain, ErrorCode::kOperationFailed, "domain moment %s already exists", def.name);
  }
  def.state = StateNow(state);
  def.memory = state.active() ? conf::DiskSnapshot::kInternal : conf::DiskSnapshot::kNo;
  def.parent = state.snapshots.current();
  def.domain = state.active() ? state.live : state.config;
  return conf::AlignSnapshotDisks(def, *def.domain, conf::DiskSnapshot::kInternal, /*only_that=*/true);
}

// A description of one that was: it must fit the domain and the tree.
absl::Status CheckRedefined(const DomainState& state, SnapshotDef& def) {
  if (def.domain && def.domain->uuid != state.uuid()) {
    return Error(ErrorDomain::kDomainSnapshot, ErrorCode::kInvalidArg, "definition for snapshot %s must use uuid %s", def.name,
                 state.uuid().ToString());
  }
  RETURN_IF_ERROR(state.snapshots.CheckParent(def));
  const auto before = state.snapshots.Find(def.name);
  if (before && IsOfRun(*before) != IsOfRun(def)) {
    return Error(ErrorDomain::kDomainSnapshot, ErrorCode::kInvalidArg,
                 "cannot change between online and offline snapshot state in snapshot %s", def.name);
  }
  if (!def.domain && before) def.domain = before->domain;
  return def.domain ? conf::AlignSnapshotDisks(def, *def.domain, conf::DiskSnapshot::kInternal) : absl::OkStatus();
}
}  // namespace

absl::StatusOr<Snapshots::DefPtr> Snapshots::Find(const DomainSnapshotRef& ref) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref.dom));
  if (DefPtr def = domain->snapshot()->snapshots.Find(ref.name)) return def;
  return NoSnapshot(ref.name);
}

absl::StatusOr<DomainSnapshotRef> Snapshots::Create(const Caller&, const DomainRef& ref, const std::string& xml, uint32_t flags) {
  constexpr uint32_t kRedefine = vir::kDomainSnapshotCreateRedefine, kCurrent = vir::kDomainSnapshotCreateCurrent;
  RETURN_IF_ERROR(CheckFlags(kRedefine | kCurrent | vir::kDomainSnapshotCreateHalt | vir::kDomainSnapshotCreateQuiesce |
                                 vir::kDomainSnapshotCreateAtomic | vir::kDomainSnapshotCreateLive |
                                 vir::kDomainSnapshotCreateValidate,
                             flags, "testDomainSnapshotCreateXML"));
  const bool redefine = (flags & kRedefine) != 0, halt = (flags & vir::kDomainSnapshotCreateHalt) != 0 && !redefine;
  if (!redefine && (flags & kCurrent)) {
    return PlainError(ErrorDomain::kDomainSnapshot, ErrorCode::kInvalidArg,
                      "Flag 'VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE' is required by flag 'VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT'");
  }
  ASSIGN_OR_RETURN(SnapshotDef def, conf::ParseSnapshot(xml, redefine ? conf::MomentUse::kRedefine : conf::MomentUse::kNew));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  RETURN_IF_ERROR(context_.domains().Step(domain, [&](DomainState& next) -> absl::Status {
    if (next.has_checkpoints()) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationUnsupported, "cannot create snapshot while checkpoint exists");
    }
    if (halt && !next.persistent()) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "cannot halt after transient domain snapshot");
    }
    RETURN_IF_ERROR(redefine ? CheckRedefined(next, def) : CompleteNew(next, def));
    next.snapshots.Put(std::make_shared<const SnapshotDef>(def));
    if (!redefine || (flags & kCurrent)) next.snapshots.SetCurrent(def.name);
    return absl::OkStatus();
  }));
  if (halt && domain->snapshot()->active()) {
    context_.End(domain, vir::kDomainShutoffFromSnapshot, vir::kDomainEventStoppedFromSnapshot);
  }
  return DomainSnapshotRef{.name = def.name, .dom = ref};
}

absl::StatusOr<std::string> Snapshots::XmlDesc(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainSnapshotXmlSecure, flags, "testDomainSnapshotGetXMLDesc"));
  ASSIGN_OR_RETURN(const DefPtr def, Find(ref));
  return conf::FormatSnapshot(*def, {.inactive = true, .secure = (flags & vir::kDomainSnapshotXmlSecure) != 0});
}

absl::StatusOr<std::vector<std::string>> Snapshots::Names(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kListFlags, flags, "testDomainSnapshotNum"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return NamesBelow(*domain->snapshot(), "", (flags & vir::kDomainSnapshotListRoots) == 0, flags);
}

absl::StatusOr<std::vector<std::string>> Snapshots::ChildNames(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kListFlags, flags, "testDomainSnapshotNumChildren"));
  RETURN_IF_ERROR(Find(ref).status());
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref.dom));
  return NamesBelow(*domain->snapshot(), ref.name, (flags & vir::kDomainSnapshotListDescendants) != 0, flags);
}

absl::StatusOr<DomainSnapshotRef> Snapshots::LookupByName(const Caller&, const DomainRef& ref, const std::string& name,
                                                          uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSnapshotLookupByName"));
  DomainSnapshotRef snapshot{.name = name, .dom = ref};
  RETURN_IF_ERROR(Find(snapshot).status());
  return snapshot;
}

absl::StatusOr<std::optional<std::string>> Snapshots::Current(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSnapshotCurrent"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  const std::string current = domain->snapshot()->snapshots.current();
  return current.empty() ? std::nullopt : std::optional<std::string>(current);
}

absl::StatusOr<bool> Snapshots::IsCurrent(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSnapshotIsCurrent"));
  RETURN_IF_ERROR(Find(ref).status());
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref.dom));
  return domain->snapshot()->snapshots.current() == ref.name;
}

absl::StatusOr<bool> Snapshots::HasMetadata(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSnapshotHasMetadata"));
  RETURN_IF_ERROR(Find(ref).status());
  return true;
}

absl::StatusOr<DomainSnapshotRef> Snapshots::Parent(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainSnapshotGetParent"));
  ASSIGN_OR_RETURN(const DefPtr def, Find(ref));
  if (!def->parent.empty()) return DomainSnapshotRef{.name = def->parent, .dom = ref.dom};
  return Error(ErrorDomain::kTest, ErrorCode::kNoDomainSnapshot, "snapshot '%s' does not have a parent", ref.name);
}

absl::Status Snapshots::Revert(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) {
  constexpr uint32_t kRunning = vir::kDomainSnapshotRevertRunning, kPaused = vir::kDomainSnapshotRevertPaused;
  RETURN_IF_ERROR(CheckFlags(kRunning | kPaused | vir::kDomainSnapshotRevertForce, flags, "testDomainRevertToSnapshot"));
  ASSIGN_OR_RETURN(const DefPtr def, Find(ref));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref.dom));
  const bool run = IsOfRun(*def) || (flags & (kRunning | kPaused));
  const bool paused = run && ((flags & kPaused) || (!(flags & kRunning) && def->state == SnapshotState::kPaused));
  if (!def->domain && !(flags & vir::kDomainSnapshotRevertForce)) {
    return Error(ErrorDomain::kTest, ErrorCode::kSnapshotRevertRisky, "snapshot '%s' lacks domain '%s' rollback info", ref.name,
                 ref.dom.name);
  }
  const Domain::Snapshot before = domain->snapshot();
  RETURN_IF_ERROR(context_.domains().Step(domain, [&](DomainState& next) -> absl::Status {
    if (!run && !next.persistent()) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid,
                       "transient domain needs to request run or pause to revert to inactive snapshot");
    }
    next.snapshots.SetCurrent(ref.name);
    const auto domain_then = def->domain ? def->domain : before->def_ptr();
    if (next.active()) next.BecomeInactive(vir::kDomainShutoffFromSnapshot);
    next.SetState(vir::kDomainShutoff, vir::kDomainShutoffFromSnapshot);
    if (!IsOfRun(*def)) next.config = domain_then;
    if (run) next.BecomeActive(context_.domains().NextId(), domain_then, vir::kDomainRunningFromSnapshot);
    if (paused) next.SetState(vir::kDomainPaused, vir::kDomainPausedFromSnapshot);
    return absl::OkStatus();
  }));
  const DomainRef now = domain->snapshot()->ref();
  if (before->active()) context_.EmitLifecycle(before->ref(), vir::kDomainEventStopped, vir::kDomainEventStoppedFromSnapshot);
  if (run) context_.EmitLifecycle(now, vir::kDomainEventStarted, vir::kDomainEventStartedFromSnapshot);
  if (paused) context_.EmitLifecycle(now, vir::kDomainEventSuspended, vir::kDomainEventSuspendedFromSnapshot);
  return absl::OkStatus();
}

absl::Status Snapshots::Delete(const Caller&, const DomainSnapshotRef& ref, uint32_t flags) {
  constexpr uint32_t kChildren = vir::kDomainSnapshotDeleteChildren, kChildrenOnly = vir::kDomainSnapshotDeleteChildrenOnly;
  RETURN_IF_ERROR(CheckFlags(kChildren | kChildrenOnly, flags, "testDomainSnapshotDelete"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref.dom));
  return context_.domains().Step(domain, [&](DomainState& next) {
    if (!next.snapshots.Find(ref.name)) return NoSnapshot(ref.name);
    if (flags & (kChildren | kChildrenOnly)) {
      next.snapshots.RemoveTree(ref.name, (flags & kChildrenOnly) != 0);
    } else {
      next.snapshots.Remove(ref.name);
    }
    return absl::OkStatus();
  });
}

}  // namespace pleiad::test
