// SPDX-License-Identifier: Apache-2.0
// nwfilter/rpc.cc: procedures about filters of network traffic and their bindings.
#include "libshared/base/permissions.h"
#include "libshared/driver/checked_rpc.h"
#include "libshared/driver/described_objects.h"
#include "libshared/driver/nwfilter/driver.h"
#include "libshared/driver/object_lists.h"
#include "libshared/driver/secondary_rpc.h"
#include "libshared/rpc/wire/nwfilter.h"

namespace pleiad::driver {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;

void BindNwfilterProcedures(rpc::Table& table, NwfilterDriver& driver, rpc::AccessCheck* access) {
  constexpr uint32_t kMaxFilters = 16384;
  const ObjectLists<NwfilterRef> filters(
      access, kNwfilterGetattr, "virConnectListAllNWFilters",
      [&driver](const Caller& caller, uint32_t flags) { return driver.ListAll(caller, flags); });
  filters.BindNames<wire::ConnectNumOfNwfilters, wire::ConnectListNwfilters>(  // 178, 179
      table, kConnectSearchNwfilters, /*flags=*/0, kMaxFilters, "REMOTE_NWFILTER_LIST_MAX");
  filters.BindAll<wire::ConnectListAllNwfilters>(table, kConnectSearchNwfilters);                                  // 286
  BindLookup<wire::NwfilterLookupByName>(table, access, driver, &NwfilterDriver::LookupByName, kNwfilterGetattr);  // 175
  BindLookup<wire::NwfilterLookupByUuid>(table, access, driver, &NwfilterDriver::LookupByUuid, kNwfilterGetattr);  // 176
  table.Bind<wire::NwfilterGetXmlDesc>(driver, &NwfilterDriver::XmlDesc, {kNwfilterRead});                         // 177
  const auto described = [](const Caller&, const auto& args) { return DescribedNwfilter(args.xml); };
  HandleAbout<wire::NwfilterDefineXml>(  // 180
      table, access, described,
      [&driver](rpc::CallContext& call, wire::NwfilterDefineXmlArgs& args) { return driver.DefineXml(call.caller, args.xml, 0); },
      {kNwfilterWrite, kNwfilterSave});
  table.Bind<wire::NwfilterUndefine>(driver, &NwfilterDriver::Undefine, {kNwfilterDelete}, Run::kWorker);  // 181
  BindAbout<wire::NwfilterDefineXmlFlags>(table, access, described, driver, &NwfilterDriver::DefineXml,
                                          {kNwfilterWrite, kNwfilterSave});  // 431

  const ObjectLists<NwfilterBindingRef> bindings(
      access, kNwfilterBindingGetattr, "virConnectListAllNWFilterBindings",
      [&driver](const Caller& caller, uint32_t flags) { return driver.ListAllBindings(caller, flags); });
  bindings.BindAll<wire::ConnectListAllNwfilterBindings>(table, kConnectSearchNwfilterBindings);  // 401
  BindLookup<wire::NwfilterBindingLookupByPortDev>(table, access, driver, &NwfilterDriver::BindingLookup,
                                                   kNwfilterBindingGetattr);                                     // 397
  table.Bind<wire::NwfilterBindingGetXmlDesc>(driver, &NwfilterDriver::BindingXmlDesc, {kNwfilterBindingRead});  // 398
  BindAbout<wire::NwfilterBindingCreateXml>(                                                                     // 399
      table, access,
      [](const Caller&, const wire::NwfilterBindingCreateXmlArgs& args) { return DescribedNwfilterBinding(args.xml); }, driver,
      &NwfilterDriver::BindingCreateXml, {kNwfilterBindingCreate});
  table.Bind<wire::NwfilterBindingDelete>(driver, &NwfilterDriver::BindingDelete, {kNwfilterBindingDelete}, Run::kWorker);  // 400
}

}  // namespace pleiad::driver
