// SPDX-License-Identifier: Apache-2.0
// network/rpc.cc: procedures about networks and their ports.
#include "libshared/base/permissions.h"
#include "libshared/driver/checked_rpc.h"
#include "libshared/driver/described_objects.h"
#include "libshared/driver/network/driver.h"
#include "libshared/driver/object_lists.h"
#include "libshared/driver/secondary_rpc.h"
#include "libshared/rpc/wire/network.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;

constexpr uint32_t kListInactive = 1, kListActive = 2;  // virConnectListAllNetworksFlags
constexpr uint32_t kMaxNetworks = 16384;

// virNetworkUpdateFlags: what changes the definition on disk must be allowed to.
Permissions ChangingNetwork() {
  return {kNetworkWrite, kNetworkSave.Unless(kAffectConfig | kAffectLive), kNetworkSave.When(kAffectConfig)};
}

void BindLists(rpc::Table& table, NetworkDriver& driver, rpc::AccessCheck* access) {
  const ObjectLists<NetworkRef> lists(access, kNetworkGetattr, "virConnectListAllNetworks",
                                      [&driver](const Caller& caller, uint32_t flags) { return driver.ListAll(caller, flags); });
  lists.BindNames<wire::ConnectNumOfDefinedNetworks, wire::ConnectListDefinedNetworks>(  // 50, 36
      table, kConnectSearchNetworks, kListInactive, kMaxNetworks, "REMOTE_NETWORK_LIST_MAX");
  lists.BindNames<wire::ConnectNumOfNetworks, wire::ConnectListNetworks>(  // 52, 38
      table, kConnectSearchNetworks, kListActive, kMaxNetworks, "REMOTE_NETWORK_LIST_MAX");
  lists.BindAll<wire::ConnectListAllNetworks>(table, kConnectSearchNetworks);                                   // 283
  BindLookup<wire::NetworkLookupByName>(table, access, driver, &NetworkDriver::LookupByName, kNetworkGetattr);  // 46
  BindLookup<wire::NetworkLookupByUuid>(table, access, driver, &NetworkDriver::LookupByUuid, kNetworkGetattr);  // 47
}

void BindMaking(rpc::Table& table, NetworkDriver& driver, rpc::AccessCheck* access) {
  const auto described = [](const Caller&, const auto& args) { return DescribedNetwork(args.xml); };
  const Permissions to_create = {kNetworkWrite, kNetworkStart}, to_define = {kNetworkWrite, kNetworkSave};
  HandleAbout<wire::NetworkCreateXml>(  // 40
      table, access, described,
      [&driver](rpc::CallContext& call, wire::NetworkCreateXmlArgs& args) { return driver.CreateXml(call.caller, args.xml, 0); },
      to_create);
  HandleAbout<wire::NetworkDefineXml>(  // 41
      table, access, described,
      [&driver](rpc::CallContext& call, wire::NetworkDefineXmlArgs& args) { return driver.DefineXml(call.caller, args.xml, 0); },
      to_define);
  BindAbout<wire::NetworkDefineXmlFlags>(table, access, described, driver, &NetworkDriver::DefineXml, to_define);  // 432
  BindAbout<wire::NetworkCreateXmlFlags>(table, access, described, driver, &NetworkDriver::CreateXml, to_create);  // 437
}

void BindLife(rpc::Table& table, NetworkDriver& driver) {
  table.Bind<wire::NetworkCreate>(driver, &NetworkDriver::Create, {kNetworkStart}, Run::kWorker);              // 39
  table.Bind<wire::NetworkDestroy>(driver, &NetworkDriver::Destroy, {kNetworkStop}, Run::kWorker);             // 42
  table.Bind<wire::NetworkSetAutostart>(driver, &NetworkDriver::SetAutostart, {kNetworkWrite}, Run::kWorker);  // 48
  table.Bind<wire::NetworkUndefine>(driver, &NetworkDriver::Undefine, {kNetworkDelete}, Run::kWorker);         // 49
  table.Bind<wire::NetworkUpdate>(driver, &NetworkDriver::Update, ChangingNetwork(), Run::kWorker);            // 291
  table.Bind<wire::NetworkSetMetadata>(driver, &NetworkDriver::SetMetadata, ChangingNetwork(), Run::kWorker);  // 444
}

void BindFacts(rpc::Table& table, NetworkDriver& driver) {
  table.Bind<wire::NetworkGetXmlDesc>(driver, &NetworkDriver::XmlDesc, {kNetworkRead});                          // 43
  table.Bind<wire::NetworkGetAutostart>(driver, &NetworkDriver::Autostart, {kNetworkRead});                      // 44
  table.Bind<wire::NetworkGetBridgeName>(driver, &NetworkDriver::BridgeName, {kNetworkRead});                    // 45
  table.Bind<wire::NetworkIsActive>(driver, &NetworkDriver::IsActive, {kNetworkRead});                           // 152
  table.Bind<wire::NetworkIsPersistent>(driver, &NetworkDriver::IsPersistent, {kNetworkRead});                   // 153
  table.BindList<wire::NetworkGetDhcpLeases>(driver, &NetworkDriver::DhcpLeases, {kNetworkRead}, Run::kWorker);  // 341
  table.Bind<wire::NetworkGetMetadata>(driver, &NetworkDriver::Metadata, {kNetworkRead});                        // 445
}

void BindPorts(rpc::Table& table, NetworkDriver& driver, rpc::AccessCheck* access) {
  const ObjectLists<NetworkPortRef> visible(access, kNetworkPortGetattr, "virNetworkListAllPorts", nullptr);
  table.Handle<wire::NetworkListAllPorts>(  // 404
      [&driver, visible](const Caller& caller,
                         const wire::NetworkListAllPortsArgs& args) -> absl::StatusOr<wire::NetworkListAllPortsRet> {
        ASSIGN_OR_RETURN(auto ports, driver.ListAllPorts(caller, args.network, args.flags));
        return ListReply<wire::NetworkListAllPortsRet>(visible.Visible(caller, std::move(ports)), args.need_results != 0);
      },
      {kNetworkSearchPorts}, visible.run());
  BindLookup<wire::NetworkPortLookupByUuid>(table, access, driver, &NetworkDriver::PortLookupByUuid, kNetworkPortGetattr);  // 405
  BindAbout<wire::NetworkPortCreateXml>(                                                                                    // 406
      table, access,
      [&driver](const Caller& caller, const wire::NetworkPortCreateXmlArgs& args) -> absl::StatusOr<NetworkPortRef> {
        ASSIGN_OR_RETURN(const NetworkRef network, driver.LookupByUuid(caller, args.network.uuid));
        return NetworkPortRef{.net = network, .uuid = DescribedNetworkPort(args.xml)};
      },
      driver, &NetworkDriver::PortCreateXml, {kNetworkPortCreate});
  table.Handle<wire::NetworkPortGetParameters>(  // 407
      [&driver](const Caller& caller,
                const wire::NetworkPortGetParametersArgs& args) -> absl::StatusOr<wire::NetworkPortGetParametersRet> {
        // All at once, whatever nparams is: the stock client sends what its caller's variable happened to hold.
        ASSIGN_OR_RETURN(TypedParams params, driver.PortParameters(caller, args.port, args.flags));
        wire::NetworkPortGetParametersRet ret;
        ret.params.items = std::move(params);
        return ret;
      },
      {kNetworkPortRead}, Run::kWorker);
  table.Bind<wire::NetworkPortSetParameters>(driver, &NetworkDriver::SetPortParameters, {kNetworkPortWrite},
                                             Run::kWorker);                                                        // 408
  table.Bind<wire::NetworkPortGetXmlDesc>(driver, &NetworkDriver::PortXmlDesc, {kNetworkPortRead}, Run::kWorker);  // 409
  table.Bind<wire::NetworkPortDelete>(driver, &NetworkDriver::PortDelete, {kNetworkPortDelete}, Run::kWorker);     // 410
}

}  // namespace

void BindNetworkProcedures(rpc::Table& table, NetworkDriver& driver, rpc::AccessCheck* access) {
  BindLists(table, driver, access);
  BindMaking(table, driver, access);
  BindLife(table, driver);
  BindFacts(table, driver);
  BindPorts(table, driver, access);
}

}  // namespace pleiad::driver
