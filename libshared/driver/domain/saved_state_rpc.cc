// SPDX-License-Identifier: Apache-2.0
// domain/saved_state_rpc.cc: procedures that write the memory of domains to files and read it from there. Old procedures
// without flags are the new ones with flags 0.
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/rpc_forms.h"
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

void BindFiles(rpc::Table& table, Saved& saved) {
  table.Handle<wire::DomainCoreDump>(  // 53
      [&saved](const Caller& caller, const wire::DomainCoreDumpArgs& args) {
        return saved.CoreDump(caller, args.dom, args.to, /*format=*/0, args.flags);
      },
      {kDomainCoreDump}, Run::kWorker);
  table.Bind<wire::DomainCoreDumpWithFormat>(saved, &Saved::CoreDump, {kDomainCoreDump}, Run::kWorker);  // 334
  table.Handle<wire::DomainRestore>(                                                                     // 54
      [&saved](const Caller& caller, const wire::DomainRestoreArgs& args) {
        return saved.Restore(caller, args.from, std::nullopt, 0);
      },
      {kDomainStart, kDomainWrite}, Run::kWorker);
  table.Bind<wire::DomainRestoreFlags>(saved, &Saved::Restore, {kDomainStart, kDomainWrite}, Run::kWorker);  // 233
  table.Handle<wire::DomainRestoreParams>(                                                                   // 441
      [&saved](const Caller& caller, const wire::DomainRestoreParamsArgs& args) -> absl::Status {
        ASSIGN_OR_RETURN(const SaveChoice choice, ReadSaveParams(args.params.items));
        return saved.Restore(caller, choice.path, choice.xml, args.flags);
      },
      {kDomainStart, kDomainWrite}, Run::kWorker);
  table.Handle<wire::DomainSave>(  // 55
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
  table.Bind<wire::DomainSaveImageGetXmlDesc>(saved, &Saved::ImageXmlDesc, {kDomainWrite}, Run::kWorker);  // 235
  table.Bind<wire::DomainSaveImageDefineXml>(saved, &Saved::DefineImageXml, {kDomainWrite, kDomainHibernate},
                                             Run::kWorker);  // 236
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

void BindSavedStateProcedures(rpc::Table& table, DomainSavedState& saved) {
  BindFiles(table, saved);
  BindManagedSave(table, saved);
}

}  // namespace pleiad::driver
