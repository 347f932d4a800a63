// SPDX-License-Identifier: Apache-2.0
// domain/saved_state_rpc.cc: procedures that write the memory of domains to files and read it from there. Old procedures
// without flags are the new ones with flags 0.
#include "libshared/driver/domain/access.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
#include "libshared/rpc/api_names.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/domain_lifecycle.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Saved = DomainSavedState;

constexpr uint32_t kXmlSecure = 1;  // virDomainXMLFlags

// What virDomainSaveParams and virDomainRestoreParams pass by name.
struct SaveChoice {
  std::string path;
  std::optional<std::string> xml;
};
absl::StatusOr<SaveChoice> ReadSaveParams(const TypedParams& params) {
  SaveChoice choice;
  for (const TypedParam& param : params) {
    const auto* text = std::get_if<std::string>(&param.value);
    if (param.name != "file" && param.name != "dxml") {
      return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "parameter '%s' not supported", param.name);
    }
    if (!text)
      return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "invalid type for parameter '%s', expected 'string'", param.name);
    if (param.name == "file") choice.path = *text;
    if (param.name == "dxml") choice.xml = *text;
  }
  if (choice.path.empty()) return MakeError(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "missing parameter 'file'");
  return choice;
}

// A call about a file, which no domain is named in. `call(caller, args, may)` does the work.
template <class Proc, class Call>
void HandleFile(rpc::Table& table, rpc::AccessCheck* access, Call call, const Permissions& needed) {
  using Args = typename Proc::Args;
  using Result = std::invoke_result_t<const Call&, const Caller&, const Args&, const MayTouch&>;
  table.Handle<Proc>(
      [access, call = std::move(call), needed](const Caller& caller, const Args& args) -> Result {
        return call(caller, args, AllowedBy(access, caller, needed, rpc::ApiName(Proc::kProgram, Proc::kNumber)));
      },
      needed, Run::kWorker);
  table.ChecksLater<Proc>();
}

void BindFiles(rpc::Table& table, Saved& saved, rpc::AccessCheck* access) {
  const Permissions to_restore{kDomainStart, kDomainWrite};
  HandleFile<wire::DomainRestore>(  // 54
      table, access,
      [&saved](const Caller& caller, const wire::DomainRestoreArgs& args, const MayTouch& may) {
        return saved.Restore(caller, args.from, std::nullopt, 0, may);
      },
      to_restore);
  HandleFile<wire::DomainRestoreFlags>(  // 233
      table, access,
      [&saved](const Caller& caller, const wire::DomainRestoreFlagsArgs& args, const MayTouch& may) {
        return saved.Restore(caller, args.from, args.dxml, args.flags, may);
      },
      to_restore);
  HandleFile<wire::DomainSaveImageGetXmlDesc>(  // 235
      table, access,
      [&saved](const Caller& caller, const wire::DomainSaveImageGetXmlDescArgs& args, const MayTouch& may) {
        return saved.ImageXmlDesc(caller, args.file, args.flags, may);
      },
      {kDomainWrite});
  HandleFile<wire::DomainSaveImageDefineXml>(  // 236
      table, access,
      [&saved](const Caller& caller, const wire::DomainSaveImageDefineXmlArgs& args, const MayTouch& may) {
        return saved.DefineImageXml(caller, args.file, args.dxml, args.flags, may);
      },
      {kDomainWrite, kDomainHibernate});
  HandleFile<wire::DomainRestoreParams>(  // 441
      table, access,
      [&saved](const Caller& caller, const wire::DomainRestoreParamsArgs& args, const MayTouch& may) -> absl::Status {
        ASSIGN_OR_RETURN(const SaveChoice choice, ReadSaveParams(args.params.items));
        return saved.Restore(caller, choice.path, choice.xml, args.flags, may);
      },
      to_restore);
}

void BindSaving(rpc::Table& table, Saved& saved) {
  table.Handle<wire::DomainCoreDump>(  // 53
      [&saved](const Caller& caller, const wire::DomainCoreDumpArgs& args) {
        return saved.CoreDump(caller, args.dom, args.to, /*format=*/0, args.flags);
      },
      {kDomainCoreDump}, Run::kWorker);
  table.Bind<wire::DomainCoreDumpWithFormat>(saved, &Saved::CoreDump, {kDomainCoreDump}, Run::kWorker);  // 334
  table.Handle<wire::DomainSave>(                                                                        // 55
      [&saved](const Caller& caller, const wire::DomainSaveArgs& args) {
        return saved.Save(caller, args.dom, args.to, std::nullopt, 0);
      },
      {kDomainHibernate}, Run::kWorker);
  table.Bind<wire::DomainSaveFlags>(saved, &Saved::Save, {kDomainHibernate}, Run::kWorker);  // 232
  table.Handle<wire::DomainSaveParams>(                                                      // 440
      [&saved](const Caller& caller, const wire::DomainSaveParamsArgs& args) -> absl::Status {
        ASSIGN_OR_RETURN(const SaveChoice choice, ReadSaveParams(args.params.items));
        return saved.Save(caller, args.dom, choice.path, choice.xml, args.flags);
      },
      {kDomainHibernate}, Run::kWorker);
}

void BindManagedSave(rpc::Table& table, Saved& saved) {
  table.Bind<wire::DomainManagedSave>(saved, &Saved::ManagedSave, {kDomainHibernate}, Run::kWorker);              // 182
  table.Bind<wire::DomainHasManagedSaveImage>(saved, &Saved::HasManagedSaveImage, {kDomainRead}, Run::kInline);   // 183
  table.Bind<wire::DomainManagedSaveRemove>(saved, &Saved::ManagedSaveRemove, {kDomainHibernate}, Run::kWorker);  // 184
  table.Bind<wire::DomainManagedSaveGetXmlDesc>(saved, &Saved::ManagedSaveXmlDesc,
                                                {kDomainRead, kDomainReadSecure.When(kXmlSecure)}, Run::kWorker);  // 388
  table.Bind<wire::DomainManagedSaveDefineXml>(saved, &Saved::ManagedSaveDefineXml, {kDomainWrite, kDomainHibernate},
                                               Run::kWorker);  // 389
}

}  // namespace

void BindSavedStateProcedures(rpc::Table& table, DomainSavedState& saved, const DomainFront& front) {
  BindFiles(table, saved, front.access);
  BindSaving(table, saved);
  BindManagedSave(table, saved);
}

}  // namespace pleiad::driver
