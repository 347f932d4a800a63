// SPDX-License-Identifier: Apache-2.0
// interface/rpc.cc: procedures about the host's network interfaces.
#include "libshared/base/permissions.h"
#include "libshared/driver/checked_rpc.h"
#include "libshared/driver/described_objects.h"
#include "libshared/driver/interface/driver.h"
#include "libshared/driver/object_lists.h"
#include "libshared/driver/secondary_rpc.h"
#include "libshared/rpc/wire/interface.h"

namespace pleiad::driver {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;

namespace {
constexpr uint32_t kListInactive = 1, kListActive = 2;  // virConnectListAllInterfacesFlags
constexpr uint32_t kMaxInterfaces = 16384;
}  // namespace

void BindInterfaceProcedures(rpc::Table& table, InterfaceDriver& driver, rpc::AccessCheck* access) {
  const ObjectLists<InterfaceRef> lists(
      access, kInterfaceGetattr, "virConnectListAllInterfaces",
      [&driver](const Caller& caller, uint32_t flags) { return driver.ListAll(caller, flags); });
  lists.BindNames<wire::ConnectNumOfInterfaces, wire::ConnectListInterfaces>(  // 126, 127
      table, kConnectSearchInterfaces, kListActive, kMaxInterfaces, "REMOTE_INTERFACE_LIST_MAX");
  lists.BindNames<wire::ConnectNumOfDefinedInterfaces, wire::ConnectListDefinedInterfaces>(  // 137, 138
      table, kConnectSearchInterfaces, kListInactive, kMaxInterfaces, "REMOTE_DEFINED_INTERFACE_LIST_MAX");
  lists.BindAll<wire::ConnectListAllInterfaces>(table, kConnectSearchInterfaces);                                         // 284
  BindLookup<wire::InterfaceLookupByName>(table, access, driver, &InterfaceDriver::LookupByName, kInterfaceGetattr);      // 128
  BindLookup<wire::InterfaceLookupByMacString>(table, access, driver, &InterfaceDriver::LookupByMac, kInterfaceGetattr);  // 129
  table.Bind<wire::InterfaceGetXmlDesc>(driver, &InterfaceDriver::XmlDesc, {kInterfaceRead}, Run::kWorker);               // 130
  BindAbout<wire::InterfaceDefineXml>(                                                                                    // 131
      table, access, [](const Caller&, const wire::InterfaceDefineXmlArgs& args) { return DescribedInterface(args.xml); }, driver,
      &InterfaceDriver::DefineXml, {kInterfaceWrite, kInterfaceSave});
  table.Bind<wire::InterfaceUndefine>(driver, &InterfaceDriver::Undefine, {kInterfaceDelete}, Run::kWorker);  // 132
  table.Bind<wire::InterfaceCreate>(driver, &InterfaceDriver::Create, {kInterfaceStart}, Run::kWorker);       // 133
  table.Bind<wire::InterfaceDestroy>(driver, &InterfaceDriver::Destroy, {kInterfaceStop}, Run::kWorker);      // 134
  table.Bind<wire::InterfaceIsActive>(driver, &InterfaceDriver::IsActive, {kInterfaceRead});                  // 156
  table.Bind<wire::InterfaceChangeBegin>(driver, &InterfaceDriver::ChangeBegin, {kConnectInterfaceTransaction},
                                         Run::kWorker);  // 220
  table.Bind<wire::InterfaceChangeCommit>(driver, &InterfaceDriver::ChangeCommit, {kConnectInterfaceTransaction},
                                          Run::kWorker);  // 221
  table.Bind<wire::InterfaceChangeRollback>(driver, &InterfaceDriver::ChangeRollback, {kConnectInterfaceTransaction},
                                            Run::kWorker);  // 222
}

}  // namespace pleiad::driver
