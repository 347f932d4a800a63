// SPDX-License-Identifier: Apache-2.0
// domain/snapshots_rpc.cc: procedures that list the snapshots and checkpoints of a domain. All read memory only.
#include <algorithm>

#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/snapshot.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;

// How many names a reply may hold.
absl::StatusOr<std::vector<std::string>> FirstNames(absl::StatusOr<std::vector<std::string>> names, int32_t max) {
  if (!names.ok()) return names.status();
  names->resize(std::min(names->size(), static_cast<size_t>(max)));
  return names;
}

absl::Status NoSnapshot(std::string_view text) { return MakeError(ErrorDomain::kDomain, ErrorCode::kNoDomainSnapshot, text); }

}  // namespace

void BindSnapshotProcedures(rpc::Table& table, DomainInspect& inspect) {
  table.Handle<wire::DomainSnapshotNum>(  // 187
      [&inspect](const Caller& caller, const wire::DomainSnapshotNumArgs& args) -> absl::StatusOr<wire::DomainSnapshotNumRet> {
        ASSIGN_OR_RETURN(const auto names, inspect.SnapshotNames(caller, args.dom, args.flags));
        return wire::DomainSnapshotNumRet{.num = static_cast<int32_t>(names.size())};
      },
      {kDomainRead});
  table.Handle<wire::DomainSnapshotListNames>(  // 188
      [&inspect](const Caller& caller,
                 const wire::DomainSnapshotListNamesArgs& args) -> absl::StatusOr<wire::DomainSnapshotListNamesRet> {
        RETURN_IF_ERROR(CheckCount(args.maxnames, 16384, "maxnames", "REMOTE_DOMAIN_SNAPSHOT_LIST_MAX"));
        ASSIGN_OR_RETURN(auto names, FirstNames(inspect.SnapshotNames(caller, args.dom, args.flags), args.maxnames));
        return wire::DomainSnapshotListNamesRet{.names = {std::move(names)}};
      },
      {kDomainRead});
  table.Handle<wire::DomainSnapshotLookupByName>(  // 189
      [&inspect](const Caller& caller,
                 const wire::DomainSnapshotLookupByNameArgs& args) -> absl::StatusOr<wire::DomainSnapshotLookupByNameRet> {
        ASSIGN_OR_RETURN(const auto names, inspect.SnapshotNames(caller, args.dom, 0));
        if (std::find(names.begin(), names.end(), args.name) != names.end())
          return wire::DomainSnapshotLookupByNameRet{{args.name, args.dom}};
        return NoSnapshot("no domain snapshot with matching name '" + args.name + "'");
      },
      {kDomainRead});
  table.Handle<wire::DomainHasCurrentSnapshot>(  // 190
      [&inspect](const Caller& caller,
                 const wire::DomainHasCurrentSnapshotArgs& args) -> absl::StatusOr<wire::DomainHasCurrentSnapshotRet> {
        ASSIGN_OR_RETURN(const auto current, inspect.CurrentSnapshot(caller, args.dom, args.flags));
        return wire::DomainHasCurrentSnapshotRet{.result = current ? 1 : 0};
      },
      {kDomainRead});
  table.Handle<wire::DomainSnapshotCurrent>(  // 191
      [&inspect](const Caller& caller,
                 const wire::DomainSnapshotCurrentArgs& args) -> absl::StatusOr<wire::DomainSnapshotCurrentRet> {
        ASSIGN_OR_RETURN(const auto current, inspect.CurrentSnapshot(caller, args.dom, args.flags));
        if (current) return wire::DomainSnapshotCurrentRet{{*current, args.dom}};
        return NoSnapshot("the domain does not have a current snapshot");
      },
      {kDomainRead});
  table.Handle<wire::DomainListAllSnapshots>(  // 274
      [&inspect](const Caller& caller,
                 const wire::DomainListAllSnapshotsArgs& args) -> absl::StatusOr<wire::DomainListAllSnapshotsRet> {
        ASSIGN_OR_RETURN(const auto names, inspect.SnapshotNames(caller, args.dom, args.flags));
        wire::DomainListAllSnapshotsRet ret{.snapshots = {}, .ret = static_cast<int32_t>(names.size())};
        for (const std::string& name : names) {
          if (args.need_results) ret.snapshots.items.push_back({name, args.dom});
        }
        return ret;
      },
      {kDomainRead});
  table.Handle<wire::DomainListAllCheckpoints>(  // 413
      [&inspect](const Caller& caller,
                 const wire::DomainListAllCheckpointsArgs& args) -> absl::StatusOr<wire::DomainListAllCheckpointsRet> {
        ASSIGN_OR_RETURN(const auto names, inspect.CheckpointNames(caller, args.dom, args.flags));
        wire::DomainListAllCheckpointsRet ret{.checkpoints = {}, .ret = static_cast<int32_t>(names.size())};
        for (const std::string& name : names) {
          if (args.need_results) ret.checkpoints.items.push_back({name, args.dom});
        }
        return ret;
      },
      {kDomainRead});
}

}  // namespace pleiad::driver
