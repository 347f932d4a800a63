// SPDX-License-Identifier: Apache-2.0
// domain/checkpoints_rpc.cc: procedures that make, list and delete checkpoints, and that back up from them.
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/snapshot.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;

constexpr uint32_t kXmlSecure = 1;      // virDomainCheckpointXMLFlags
constexpr uint32_t kCreateQuiesce = 2;  // VIR_DOMAIN_CHECKPOINT_CREATE_QUIESCE

template <class Ret>
absl::StatusOr<Ret> ObjectsOf(absl::StatusOr<std::vector<std::string>> names, const DomainRef& domain, bool need_results) {
  if (!names.ok()) return names.status();
  std::vector<DomainCheckpointRef> checkpoints;
  for (std::string& name : *names) checkpoints.push_back({std::move(name), domain});
  return ListReply<Ret>(std::move(checkpoints), need_results);
}

}  // namespace

void BindCheckpointProcedures(rpc::Table& table, DomainCheckpoints& checkpoints) {
  using Checkpoints = DomainCheckpoints;
  table.Bind<wire::DomainCheckpointCreateXml>(checkpoints, &Checkpoints::Create,
                                              {kDomainCheckpoint, kDomainFsFreeze.When(kCreateQuiesce)}, Run::kWorker);  // 411
  table.Bind<wire::DomainCheckpointGetXmlDesc>(checkpoints, &Checkpoints::XmlDesc,
                                               {kDomainRead, kDomainReadSecure.When(kXmlSecure)}, Run::kWorker);  // 412
  table.Handle<wire::DomainListAllCheckpoints>(                                                                   // 413
      [&checkpoints](const Caller& caller, const wire::DomainListAllCheckpointsArgs& args) {
        return ObjectsOf<wire::DomainListAllCheckpointsRet>(checkpoints.Names(caller, args.dom, args.flags), args.dom,
                                                            args.need_results != 0);
      },
      {kDomainRead});
  table.Handle<wire::DomainCheckpointListAllChildren>(  // 414
      [&checkpoints](const Caller& caller, const wire::DomainCheckpointListAllChildrenArgs& args) {
        return ObjectsOf<wire::DomainCheckpointListAllChildrenRet>(checkpoints.ChildNames(caller, args.checkpoint, args.flags),
                                                                   args.checkpoint.dom, args.need_results != 0);
      },
      {kDomainRead});
  table.Bind<wire::DomainCheckpointLookupByName>(checkpoints, &Checkpoints::LookupByName, {kDomainRead});          // 415
  table.Bind<wire::DomainCheckpointGetParent>(checkpoints, &Checkpoints::Parent, {kDomainRead});                   // 416
  table.Bind<wire::DomainCheckpointDelete>(checkpoints, &Checkpoints::Delete, {kDomainCheckpoint}, Run::kWorker);  // 417
  table.Bind<wire::DomainBackupBegin>(checkpoints, &Checkpoints::BeginBackup, {kDomainCheckpoint, kDomainBlockWrite},
                                      Run::kWorker);                                                                // 421
  table.Bind<wire::DomainBackupGetXmlDesc>(checkpoints, &Checkpoints::BackupXmlDesc, {kDomainRead}, Run::kWorker);  // 422
}

}  // namespace pleiad::driver
