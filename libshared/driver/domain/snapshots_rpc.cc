// SPDX-License-Identifier: Apache-2.0
// domain/snapshots_rpc.cc: procedures that make, list, go back to and delete snapshots.
#include <algorithm>

#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/snapshot.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Names = absl::StatusOr<std::vector<std::string>>;

constexpr uint32_t kXmlSecure = 1;       // virDomainSnapshotXMLFlags
constexpr uint32_t kCreateQuiesce = 64;  // VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE

absl::StatusOr<int32_t> CountOf(const Names& names) {
  if (!names.ok()) return names.status();
  return static_cast<int32_t>(names->size());
}

// How many names a reply may hold.
Names FirstNames(Names names, int32_t max) {
  if (names.ok()) names->resize(std::min(names->size(), static_cast<size_t>(max)));
  return names;
}

template <class Ret>
absl::StatusOr<Ret> ObjectsOf(Names names, const DomainRef& domain, bool need_results) {
  if (!names.ok()) return names.status();
  std::vector<DomainSnapshotRef> snapshots;
  for (std::string& name : *names) snapshots.push_back({std::move(name), domain});
  return ListReply<Ret>(std::move(snapshots), need_results);
}

absl::Status CheckNameCount(int32_t count) { return CheckCount(count, 16384, "maxnames", "REMOTE_DOMAIN_SNAPSHOT_LIST_MAX"); }

void BindLists(rpc::Table& table, DomainSnapshots& snapshots) {
  table.Handle<wire::DomainSnapshotNum>(  // 187
      [&snapshots](const Caller& caller, const wire::DomainSnapshotNumArgs& args) {
        return CountOf(snapshots.Names(caller, args.dom, args.flags));
      },
      {kDomainRead});
  table.Handle<wire::DomainSnapshotListNames>(  // 188
      [&snapshots](const Caller& caller, const wire::DomainSnapshotListNamesArgs& args) -> Names {
        RETURN_IF_ERROR(CheckNameCount(args.maxnames));
        return FirstNames(snapshots.Names(caller, args.dom, args.flags), args.maxnames);
      },
      {kDomainRead});
  table.Handle<wire::DomainSnapshotNumChildren>(  // 246
      [&snapshots](const Caller& caller, const wire::DomainSnapshotNumChildrenArgs& args) {
        return CountOf(snapshots.ChildNames(caller, args.snap, args.flags));
      },
      {kDomainRead});
  table.Handle<wire::DomainSnapshotListChildrenNames>(  // 247
      [&snapshots](const Caller& caller, const wire::DomainSnapshotListChildrenNamesArgs& args) -> Names {
        RETURN_IF_ERROR(CheckNameCount(args.maxnames));
        return FirstNames(snapshots.ChildNames(caller, args.snap, args.flags), args.maxnames);
      },
      {kDomainRead});
  table.Handle<wire::DomainListAllSnapshots>(  // 274
      [&snapshots](const Caller& caller, const wire::DomainListAllSnapshotsArgs& args) {
        return ObjectsOf<wire::DomainListAllSnapshotsRet>(snapshots.Names(caller, args.dom, args.flags), args.dom,
                                                          args.need_results != 0);
      },
      {kDomainRead});
  table.Handle<wire::DomainSnapshotListAllChildren>(  // 275
      [&snapshots](const Caller& caller, const wire::DomainSnapshotListAllChildrenArgs& args) {
        return ObjectsOf<wire::DomainSnapshotListAllChildrenRet>(snapshots.ChildNames(caller, args.snapshot, args.flags),
                                                                 args.snapshot.dom, args.need_results != 0);
      },
      {kDomainRead});
}

void BindCurrent(rpc::Table& table, DomainSnapshots& snapshots) {
  table.Handle<wire::DomainHasCurrentSnapshot>(  // 190
      [&snapshots](const Caller& caller, const wire::DomainHasCurrentSnapshotArgs& args) -> absl::StatusOr<bool> {
        ASSIGN_OR_RETURN(const auto current, snapshots.Current(caller, args.dom, args.flags));
        return current.has_value();
      },
      {kDomainRead});
  table.Handle<wire::DomainSnapshotCurrent>(  // 191
      [&snapshots](const Caller& caller,
                   const wire::DomainSnapshotCurrentArgs& args) -> absl::StatusOr<wire::DomainSnapshotCurrentRet> {
        ASSIGN_OR_RETURN(const auto current, snapshots.Current(caller, args.dom, args.flags));
        if (current) return wire::DomainSnapshotCurrentRet{{*current, args.dom}};
        return MakeError(ErrorDomain::kDomain, ErrorCode::kNoDomainSnapshot, "the domain does not have a current snapshot");
      },
      {kDomainRead});
}

}  // namespace

void BindSnapshotProcedures(rpc::Table& table, DomainSnapshots& snapshots) {
  using Snapshots = DomainSnapshots;
  table.Bind<wire::DomainSnapshotCreateXml>(snapshots, &Snapshots::Create,
                                            {kDomainSnapshot, kDomainFsFreeze.When(kCreateQuiesce)}, Run::kWorker);  // 185
  table.Bind<wire::DomainSnapshotGetXmlDesc>(snapshots, &Snapshots::XmlDesc,
                                             {kDomainRead, kDomainReadSecure.When(kXmlSecure)});  // 186
  BindLists(table, snapshots);
  table.Bind<wire::DomainSnapshotLookupByName>(snapshots, &Snapshots::LookupByName, {kDomainRead});  // 189
  BindCurrent(table, snapshots);
  table.Bind<wire::DomainRevertToSnapshot>(snapshots, &Snapshots::Revert, {kDomainSnapshot}, Run::kWorker);  // 192
  table.Bind<wire::DomainSnapshotDelete>(snapshots, &Snapshots::Delete, {kDomainSnapshot}, Run::kWorker);    // 193
  table.Bind<wire::DomainSnapshotGetParent>(snapshots, &Snapshots::Parent, {kDomainRead});                   // 244
  table.Bind<wire::DomainSnapshotIsCurrent>(snapshots, &Snapshots::IsCurrent, {kDomainRead});                // 271
  table.Bind<wire::DomainSnapshotHasMetadata>(snapshots, &Snapshots::HasMetadata, {kDomainRead});            // 272
}

}  // namespace pleiad::driver
