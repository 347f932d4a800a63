// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/checkpoints.h"

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/snapshot_flags.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
using conf::CheckpointDef;

constexpr uint32_t kListFlags = 0xf;  // all of virDomainCheckpointListFlags

absl::Status NoCheckpoint(const std::string& name) {
  return Error(ErrorDomain::kTest, ErrorCode::kNoDomainCheckpoint, "no domain checkpoint with matching name '%s'", name);
}

std::vector<std::string> NamesBelow(const DomainState& state, const std::string& name, bool all_below, uint32_t flags) {
  constexpr uint32_t kLeaves = vir::kDomainCheckpointListLeaves, kInner = vir::kDomainCheckpointListNoLeaves;
  const bool any = (flags & (kLeaves | kInner)) == 0;
  std::vector<std::string> names;
  for (const auto& def : state.checkpoints.List(name, {.all_below = all_below,
                                                      .parents_first = (flags & vir::kDomainCheckpointListTopological) != 0,
                                                      .leaves = any || (flags & kLeaves),
                                                      .inner = any || (flags & kInner)})) {
    names.push_back(def->name);
  }
  return names;
}

absl::Status CheckRedefined(const DomainState& state, CheckpointDef& def) {
  if (def.domain && def.domain->uuid != state.uuid()) {
    return Error(ErrorDomain::kDomainCheckpoint, ErrorCode::kInvalidArg, "definition for checkpoint %s must use uuid %s",
                 def.name, state.uuid().ToString());
  }
  RETURN_IF_ERROR(state.checkpoints.CheckParent(def));
  if (const auto before = state.checkpoints.Find(def.name); !def.domain && before) def.domain = before->domain;
  return def.domain ? conf::AlignCheckpointDisks(def, *def.domain) : absl::OkStatus();
}
}  // namespace

absl::Status AddCheckpoint(DomainState& state, CheckpointDef& def) {
  if (state.has_snapshots()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationUnsupported, "cannot create checkpoint while snapshot exists");
  }
  def.creation_time_s = absl::ToUnixSeconds(absl::Now());
  conf::CompleteCheckpointName(def, def.creation_time_s);
  if (state.checkpoints.Find(def.name)) {
    return Error(ErrorDomain::kDomain, ErrorCode::kOperationFailed, "domain moment %s already exists", def.name);
  }
  def.parent = state.checkpoints.current();
  def.domain = state.live;
  RETURN_IF_ERROR(conf::AlignCheckpointDisks(def, *def.domain));
  state.checkpoints.Put(std::make_shared<const CheckpointDef>(def));
  state.checkpoints.SetCurrent(def.name);
  return absl::OkStatus();
}

absl::StatusOr<Checkpoints::DefPtr> Checkpoints::Find(const DomainCheckpointRef& ref) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref.dom));
  if (DefPtr def = domain->snapshot()->checkpoints.Find(ref.name)) return def;
  return NoCheckpoint(ref.name);
}

absl::StatusOr<DomainCheckpointRef> Checkpoints::Create(const Caller&, const DomainRef& ref, const std::string& xml,
                                                        uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainCheckpointCreateRedefine | vir::kDomainCheckpointCreateQuiesce, flags,
                             "testDomainCheckpointCreateXML"));
  const bool redefine = (flags & vir::kDomainCheckpointCreateRedefine) != 0;
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  if (domain->snapshot()->has_snapshots()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationUnsupported, "cannot create checkpoint while snapshot exists");
  }
  if (!domain->snapshot()->active()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationUnsupported, "cannot create checkpoint for inactive domain");
  }
  ASSIGN_OR_RETURN(CheckpointDef def, conf::ParseCheckpoint(xml, redefine ? conf::MomentUse::kRedefine : conf::MomentUse::kNew));
  RETURN_IF_ERROR(context_.domains().Step(domain, [&](DomainState& next) -> absl::Status {
    if (!next.active()) return NotRunning();
    if (!redefine) return AddCheckpoint(next, def);
    RETURN_IF_ERROR(CheckRedefined(next, def));
    next.checkpoints.Put(std::make_shared<const CheckpointDef>(def));
    return absl::OkStatus();
  }));
  return DomainCheckpointRef{.name = def.name, .dom = ref};
}

// No blocks are counted, so a size that is asked for is not known.
absl::StatusOr<std::string> Checkpoints::XmlDesc(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainCheckpointXmlSecure | vir::kDomainCheckpointXmlNoDomain | vir::kDomainCheckpointXmlSize,
                             flags, "testDomainCheckpointGetXMLDesc"));
  ASSIGN_OR_RETURN(const DefPtr def, Find(ref));
  CheckpointDef shown = *def;
  if (flags & vir::kDomainCheckpointXmlNoDomain) shown.domain = nullptr;
  return conf::FormatCheckpoint(shown, {.inactive = true, .secure = (flags & vir::kDomainCheckpointXmlSecure) != 0});
}

absl::StatusOr<std::vector<std::string>> Checkpoints::Names(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kListFlags, flags, "testDomainListAllCheckpoints"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return NamesBelow(*domain->snapshot(), "", (flags & vir::kDomainCheckpointListRoots) == 0, flags);
}

absl::StatusOr<std::vector<std::string>> Checkpoints::ChildNames(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kListFlags, flags, "testDomainCheckpointListAllChildren"));
  RETURN_IF_ERROR(Find(ref).status());
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref.dom));
  return NamesBelow(*domain->snapshot(), ref.name, (flags & vir::kDomainCheckpointListDescendants) != 0, flags);
}

absl::StatusOr<DomainCheckpointRef> Checkpoints::LookupByName(const Caller&, const DomainRef& ref, const std::string& name,
                                                              uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainCheckpointLookupByName"));
  DomainCheckpointRef checkpoint{.name = name, .dom = ref};
  RETURN_IF_ERROR(Find(checkpoint).status());
  return checkpoint;
}

absl::StatusOr<DomainCheckpointRef> Checkpoints::Parent(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainCheckpointGetParent"));
  ASSIGN_OR_RETURN(const DefPtr def, Find(ref));
  if (!def->parent.empty()) return DomainCheckpointRef{.name = def->parent, .dom = ref.dom};
  return Error(ErrorDomain::kTest, ErrorCode::kNoDomainCheckpoint, "checkpoint '%s' does not have a parent", ref.name);
}

absl::Status Checkpoints::Delete(const Caller&, const DomainCheckpointRef& ref, uint32_t flags) {
  constexpr uint32_t kChildren = vir::kDomainCheckpointDeleteChildren, kChildrenOnly = vir::kDomainCheckpointDeleteChildrenOnly;
  RETURN_IF_ERROR(
      CheckFlags(kChildren | kChildrenOnly | vir::kDomainCheckpointDeleteMetadataOnly, flags, "testDomainCheckpointDelete"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref.dom));
  return context_.domains().Step(domain, [&](DomainState& next) {
    if (!next.checkpoints.Find(ref.name)) return NoCheckpoint(ref.name);
    if (flags & (kChildren | kChildrenOnly)) {
      next.checkpoints.RemoveTree(ref.name, (flags & kChildrenOnly) != 0);
    } else {
      next.checkpoints.Remove(ref.name);
    }
    return absl::OkStatus();
  });
}

}  // namespace pleiad::test
