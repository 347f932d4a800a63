// SPDX-License-Identifier: Apache-2.0
// nwfilter/rpc.cc: procedures about filters of network traffic and their bindings.
#include "libshared/base/permissions.h"
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
  filters.BindAll<wire::ConnectListAllNwfilters>(table, kConnectSearchNwfilters);                     // 286
  table.Bind<wire::NwfilterLookupByName>(driver, &NwfilterDriver::LookupByName, {kNwfilterGetattr});  // 175
  table.Bind<wire::NwfilterLookupByUuid>(driver, &NwfilterDriver::LookupByUuid, {kNwfilterGetattr});  // 176
  table.Bind<wire::NwfilterGetXmlDesc>(driver, &NwfilterDriver::XmlDesc, {kNwfilterRead});            // 177
  table.Handle<wire::NwfilterDefineXml>(                                                              // 180
      [&driver](const Caller& caller, const wire::NwfilterDefineXmlArgs& args) { return driver.DefineXml(caller, args.xml, 0); },
      {kNwfilterWrite, kNwfilterSave}, Run::kWorker);
  table.Bind<wire::NwfilterUndefine>(driver, &NwfilterDriver::Undefine, {kNwfilterDelete}, Run::kWorker);  // 181
  table.Bind<wire::NwfilterDefineXmlFlags>(driver, &NwfilterDriver::DefineXml, {kNwfilterWrite, kNwfilterSave},
                                           Run::kWorker);  // 431

  const ObjectLists<NwfilterBindingRef> bindings(
      access, kNwfilterBindingGetattr, "virConnectListAllNWFilterBindings",
      [&driver](const Caller& caller, uint32_t flags) { return driver.ListAllBindings(caller, flags); });
  bindings.BindAll<wire::ConnectListAllNwfilterBindings>(table, kConnectSearchNwfilterBindings);                        // 401
  table.Bind<wire::NwfilterBindingLookupByPortDev>(driver, &NwfilterDriver::BindingLookup, {kNwfilterBindingGetattr});  // 397
  table.Bind<wire::NwfilterBindingGetXmlDesc>(driver, &NwfilterDriver::BindingXmlDesc, {kNwfilterBindingRead});         // 398
  table.Bind<wire::NwfilterBindingCreateXml>(driver, &NwfilterDriver::BindingCreateXml, {kNwfilterBindingCreate},
                                             Run::kWorker);                                                                 // 399
  table.Bind<wire::NwfilterBindingDelete>(driver, &NwfilterDriver::BindingDelete, {kNwfilterBindingDelete}, Run::kWorker);  // 400
}

}  // namespace pleiad::driver
