// SPDX-License-Identifier: Apache-2.0
// secret/rpc.cc: procedures about secrets.
#include "libshared/base/permissions.h"
#include "libshared/driver/checked_rpc.h"
#include "libshared/driver/described_objects.h"
#include "libshared/driver/object_lists.h"
#include "libshared/driver/secondary_rpc.h"
#include "libshared/driver/secret/driver.h"
#include "libshared/rpc/wire/secret.h"

namespace pleiad::driver {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;

void BindSecretProcedures(rpc::Table& table, SecretDriver& driver, rpc::AccessCheck* access) {
  constexpr uint32_t kMaxSecrets = 16384;
  const ObjectLists<SecretRef> lists(access, kSecretGetattr, "virConnectListAllSecrets",
                                     [&driver](const Caller& caller, uint32_t flags) { return driver.ListAll(caller, flags); });
  table.Handle<wire::ConnectNumOfSecrets>(  // 139
      [lists](const Caller& caller, const wire::None&) { return lists.Count(caller, 0); }, {kConnectSearchSecrets}, lists.run());
  table.Handle<wire::ConnectListSecrets>(  // 140
      [lists](const Caller& caller, const wire::ConnectListSecretsArgs& args) -> absl::StatusOr<std::vector<std::string>> {
        RETURN_IF_ERROR(CheckCount(args.maxuuids, kMaxSecrets, "maxuuids", "REMOTE_SECRET_LIST_MAX"));
        ASSIGN_OR_RETURN(const auto secrets, lists.All(caller, 0));
        std::vector<std::string> uuids;
        for (const SecretRef& secret : secrets) {
          if (uuids.size() < static_cast<size_t>(args.maxuuids)) uuids.push_back(secret.uuid.ToString());
        }
        return uuids;
      },
      {kConnectSearchSecrets}, lists.run());
  lists.BindAll<wire::ConnectListAllSecrets>(table, kConnectSearchSecrets);                                  // 287
  BindLookup<wire::SecretLookupByUuid>(table, access, driver, &SecretDriver::LookupByUuid, kSecretGetattr);  // 141
  BindAbout<wire::SecretDefineXml>(                                                                          // 142
      table, access, [](const Caller&, const wire::SecretDefineXmlArgs& args) { return DescribedSecret(args.xml); }, driver,
      &SecretDriver::DefineXml, {kSecretWrite, kSecretSave});
  table.Bind<wire::SecretGetXmlDesc>(driver, &SecretDriver::XmlDesc, {kSecretRead});                           // 143
  table.Bind<wire::SecretSetValue>(driver, &SecretDriver::SetValue, {kSecretWrite}, Run::kWorker);             // 144
  table.Bind<wire::SecretGetValue>(driver, &SecretDriver::Value, {kSecretReadSecure});                         // 145
  table.Bind<wire::SecretUndefine>(driver, &SecretDriver::Undefine, {kSecretDelete}, Run::kWorker);            // 146
  BindLookup<wire::SecretLookupByUsage>(table, access, driver, &SecretDriver::LookupByUsage, kSecretGetattr);  // 147
}

}  // namespace pleiad::driver
