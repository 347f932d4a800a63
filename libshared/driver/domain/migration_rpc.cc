// SPDX-License-Identifier: Apache-2.0
// domain/migration_rpc.cc: procedures that move domains to other hosts. Those of protocol 3 without parameters are the ones
// with them; no driver speaks protocols 1 and 2, which clients try only where the feature of protocol 3 is not announced.
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/refused_rpc.h"
#include "libshared/rpc/wire/migration.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Migration = DomainMigration;

const Permissions& Arriving() {
  static const Permissions kArriving{kDomainMigrate, kDomainStart, kDomainWrite};
  return kArriving;
}

// What the calls without parameters say by their arguments.
struct Choices {
  const std::optional<std::string>& name;
  uint64_t bandwidth = 0;
  std::optional<std::string> xml = {}, uri = {};

  TypedParams Params() const {
    TypedParams params;
    if (name) params.push_back({"destination_name", *name});
    if (bandwidth != 0) params.push_back({"bandwidth", bandwidth});
    if (xml) params.push_back({"destination_xml", *xml});
    if (uri) params.push_back({"migrate_uri", *uri});
    return params;
  }
};

// The flags of these calls travel in 64 bits; there are none beyond 32.
uint32_t Narrow(uint64_t flags) { return static_cast<uint32_t>(flags); }

void BindOldProtocols(rpc::Table& table) {
  Refuse<wire::DomainMigratePrepare>(table, Arriving());        // 61
  Refuse<wire::DomainMigratePerform>(table, {kDomainMigrate});  // 62
  Refuse<wire::DomainMigrateFinish>(table, {kDomainMigrate});   // 63
  Refuse<wire::DomainMigratePrepare2>(table, Arriving());       // 108
  Refuse<wire::DomainMigrateFinish2>(table, {kDomainMigrate});  // 109
  table.Handle<wire::DomainMigratePrepareTunnel>(               // 148
      [](const Caller&, const wire::DomainMigratePrepareTunnelArgs&) -> absl::StatusOr<StreamEnd> {
        return Unsupported("virDomainMigratePrepareTunnel");
      },
      Arriving(), Run::kWorker);
  table.OpensStream<wire::DomainMigratePrepareTunnel>();
}

void BindStepsWithoutParameters(rpc::Table& table, Migration& migration) {
  table.Handle<wire::DomainMigrateBegin3>(  // 213
      [&migration](const Caller& caller, const wire::DomainMigrateBegin3Args& args) {
        return migration.Begin(caller, args.dom, Choices{args.dname, args.bandwidth, args.xmlin}.Params(), Narrow(args.flags));
      },
      {kDomainMigrate}, Run::kWorker);
  table.Handle<wire::DomainMigratePrepare3>(  // 214
      [&migration](const Caller& caller, const wire::DomainMigratePrepare3Args& args) {
        return migration.Prepare(caller, Choices{args.dname, args.bandwidth, args.dom_xml, args.uri_in}.Params(),
                                 args.cookie_in.bytes, Narrow(args.flags));
      },
      Arriving(), Run::kWorker);
  table.Handle<wire::DomainMigratePrepareTunnel3>(  // 215
      [&migration](const Caller& caller, const wire::DomainMigratePrepareTunnel3Args& args) {
        return migration.PrepareTunnel(caller, Choices{args.dname, args.bandwidth, args.dom_xml}.Params(), args.cookie_in.bytes,
                                       Narrow(args.flags));
      },
      Arriving(), Run::kWorker);
  table.OpensStream<wire::DomainMigratePrepareTunnel3>();
  table.Handle<wire::DomainMigratePerform3>(  // 216
      [&migration](const Caller& caller, const wire::DomainMigratePerform3Args& args) {
        return migration.Perform(caller, args.dom, args.dconnuri,
                                 Choices{args.dname, args.bandwidth, args.xmlin, args.uri}.Params(), args.cookie_in.bytes,
                                 Narrow(args.flags));
      },
      {kDomainMigrate}, Run::kWorker);
  table.Handle<wire::DomainMigrateFinish3>(  // 217
      [&migration](const Caller& caller, const wire::DomainMigrateFinish3Args& args) {
        return migration.Finish(caller, {{"destination_name", args.dname}}, args.cookie_in.bytes, Narrow(args.flags),
                                args.cancelled != 0);
      },
      {kDomainMigrate}, Run::kWorker);
  table.Handle<wire::DomainMigrateConfirm3>(  // 218
      [&migration](const Caller& caller, const wire::DomainMigrateConfirm3Args& args) {
        return migration.Confirm(caller, args.dom, {}, args.cookie_in.bytes, Narrow(args.flags), args.cancelled != 0);
      },
      {kDomainMigrate}, Run::kWorker);
}

void BindSteps(rpc::Table& table, Migration& migration) {
  table.Bind<wire::DomainMigrateBegin3Params>(migration, &Migration::Begin, {kDomainMigrate}, Run::kWorker);           // 302
  table.Bind<wire::DomainMigratePrepare3Params>(migration, &Migration::Prepare, Arriving(), Run::kWorker);             // 303
  table.BindStream<wire::DomainMigratePrepareTunnel3Params>(migration, &Migration::PrepareTunnel, Arriving());         // 304
  table.Bind<wire::DomainMigratePerform3Params>(migration, &Migration::Perform, {kDomainMigrate}, Run::kWorker);       // 305
  table.Bind<wire::DomainMigrateFinish3Params>(migration, &Migration::Finish, {kDomainMigrate}, Run::kWorker);         // 306
  table.Bind<wire::DomainMigrateConfirm3Params>(migration, &Migration::Confirm, {kDomainMigrate}, Run::kWorker);       // 307
  table.Bind<wire::DomainMigrateStartPostCopy>(migration, &Migration::StartPostCopy, {kDomainMigrate}, Run::kWorker);  // 364
}

void BindLimits(rpc::Table& table, Migration& migration) {
  const Permissions may{kDomainMigrate};
  table.Bind<wire::DomainMigrateSetMaxDowntime>(migration, &Migration::SetMaxDowntimeMs, may, Run::kWorker);          // 166
  table.Bind<wire::DomainMigrateSetMaxSpeed>(migration, &Migration::SetMaxSpeed, may, Run::kWorker);                  // 207
  table.Bind<wire::DomainMigrateGetMaxSpeed>(migration, &Migration::MaxSpeed, may, Run::kWorker);                     // 242
  table.Bind<wire::DomainMigrateGetCompressionCache>(migration, &Migration::CompressionCache, may, Run::kWorker);     // 299
  table.Bind<wire::DomainMigrateSetCompressionCache>(migration, &Migration::SetCompressionCache, may, Run::kWorker);  // 300
  table.Bind<wire::DomainMigrateGetMaxDowntime>(migration, &Migration::MaxDowntimeMs, may, Run::kWorker);             // 387
}

}  // namespace

void BindMigrationProcedures(rpc::Table& table, DomainMigration& migration) {
  BindOldProtocols(table);
  BindStepsWithoutParameters(table, migration);
  BindSteps(table, migration);
  BindLimits(table, migration);
}

}  // namespace pleiad::driver
