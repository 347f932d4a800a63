// SPDX-License-Identifier: Apache-2.0
// node_device/rpc.cc: procedures about the host's devices. These name a device by its name alone.
#include "libshared/base/permissions.h"
#include "libshared/driver/node_device/driver.h"
#include "libshared/driver/object_lists.h"
#include "libshared/driver/secondary_rpc.h"
#include "libshared/rpc/wire/node.h"
#include "libshared/rpc/wire/node_device.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::Run;
using Driver = NodeDeviceDriver;

constexpr uint32_t kMaxDevices = 65536, kMaxCaps = 65536;

void Cut(std::vector<std::string>& names, int32_t most) { names.resize(std::min(names.size(), static_cast<size_t>(most))); }

// Names of the devices with a capability, less those that the caller may not know of.
absl::StatusOr<std::vector<std::string>> NamesFor(Driver& driver, rpc::AccessCheck* access, const Caller& caller,
                                                  const std::optional<std::string>& capability, uint32_t flags) {
  ASSIGN_OR_RETURN(std::vector<std::string> names, driver.Names(caller, capability, flags));
  if (access) {
    std::erase_if(names, [&](const std::string& name) {
      const NodeDeviceRef device{.name = name};
      return !access->Check(caller, {&kNodeDeviceGetattr, 1}, &device, "virNodeListDevices").ok();
    });
  }
  return names;
}

void BindLists(rpc::Table& table, Driver& driver, rpc::AccessCheck* access) {
  const ObjectLists<NodeDeviceRef> lists(
      access, kNodeDeviceGetattr, "virConnectListAllNodeDevices",
      [&driver](const Caller& caller, uint32_t flags) { return driver.ListAll(caller, flags); });
  table.Handle<wire::NodeNumOfDevices>(  // 111
      [&driver, access](const Caller& caller, const wire::NodeNumOfDevicesArgs& args) -> absl::StatusOr<int32_t> {
        ASSIGN_OR_RETURN(const auto names, NamesFor(driver, access, caller, args.cap, args.flags));
        return static_cast<int32_t>(names.size());
      },
      {kConnectSearchNodeDevices}, lists.run());
  table.Handle<wire::NodeListDevices>(  // 112
      [&driver, access](const Caller& caller, const wire::NodeListDevicesArgs& args) -> absl::StatusOr<std::vector<std::string>> {
        RETURN_IF_ERROR(CheckCount(args.maxnames, kMaxDevices, "maxnames", "REMOTE_NODE_DEVICE_LIST_MAX"));
        ASSIGN_OR_RETURN(auto names, NamesFor(driver, access, caller, args.cap, args.flags));
        Cut(names, args.maxnames);
        return names;
      },
      {kConnectSearchNodeDevices}, lists.run());
  lists.BindAll<wire::ConnectListAllNodeDevices>(table, kConnectSearchNodeDevices);                             // 285
  table.Bind<wire::NodeDeviceLookupByName>(driver, &Driver::LookupByName, {kNodeDeviceGetattr});                // 113
  table.Bind<wire::NodeDeviceLookupScsiHostByWwn>(driver, &Driver::LookupScsiHostByWwn, {kNodeDeviceGetattr});  // 297
}

void BindFacts(rpc::Table& table, Driver& driver) {
  table.Bind<wire::NodeDeviceGetXmlDesc>(driver, &Driver::XmlDesc, {kNodeDeviceRead}, Run::kWorker);  // 114
  table.Bind<wire::NodeDeviceGetParent>(driver, &Driver::Parent, {kNodeDeviceRead});                  // 115
  table.Handle<wire::NodeDeviceNumOfCaps>(                                                            // 116
      [&driver](const Caller& caller, const wire::NodeDeviceNumOfCapsArgs& args) -> absl::StatusOr<int32_t> {
        ASSIGN_OR_RETURN(const auto capabilities, driver.Capabilities(caller, args.name));
        return static_cast<int32_t>(capabilities.size());
      },
      {kNodeDeviceRead});
  table.Handle<wire::NodeDeviceListCaps>(  // 117
      [&driver](const Caller& caller, const wire::NodeDeviceListCapsArgs& args) -> absl::StatusOr<std::vector<std::string>> {
        RETURN_IF_ERROR(CheckCount(args.maxnames, kMaxCaps, "maxnames", "REMOTE_NODE_DEVICE_CAPS_LIST_MAX"));
        ASSIGN_OR_RETURN(auto capabilities, driver.Capabilities(caller, args.name));
        Cut(capabilities, args.maxnames);
        return capabilities;
      },
      {kNodeDeviceRead});
  table.Bind<wire::NodeDeviceGetAutostart>(driver, &Driver::Autostart, {kNodeDeviceRead});     // 433
  table.Bind<wire::NodeDeviceIsPersistent>(driver, &Driver::IsPersistent, {kNodeDeviceRead});  // 435
  table.Bind<wire::NodeDeviceIsActive>(driver, &Driver::IsActive, {kNodeDeviceRead});          // 436
}

void BindChanges(rpc::Table& table, Driver& driver) {
  table.Handle<wire::NodeDeviceDettach>(  // 118
      [&driver](const Caller& caller, const wire::NodeDeviceDettachArgs& args) {
        return driver.Detach(caller, args.name, std::nullopt, 0);
      },
      {kNodeDeviceDetach}, Run::kWorker);
  table.Bind<wire::NodeDeviceReAttach>(driver, &Driver::Reattach, {kNodeDeviceDetach}, Run::kWorker);                     // 119
  table.Bind<wire::NodeDeviceReset>(driver, &Driver::Reset, {kNodeDeviceDetach}, Run::kWorker);                           // 120
  table.Bind<wire::NodeDeviceCreateXml>(driver, &Driver::CreateXml, {kNodeDeviceWrite, kNodeDeviceStart}, Run::kWorker);  // 123
  table.Bind<wire::NodeDeviceDestroy>(driver, &Driver::Destroy, {kNodeDeviceStop}, Run::kWorker);                         // 124
  table.Bind<wire::NodeDeviceDetachFlags>(driver, &Driver::Detach, {kNodeDeviceDetach}, Run::kWorker);                    // 301
  table.Bind<wire::NodeDeviceDefineXml>(driver, &Driver::DefineXml, {kNodeDeviceWrite}, Run::kWorker);                    // 428
  table.Bind<wire::NodeDeviceUndefine>(driver, &Driver::Undefine, {kNodeDeviceDelete}, Run::kWorker);                     // 429
  table.Bind<wire::NodeDeviceCreate>(driver, &Driver::Create, {kNodeDeviceStart}, Run::kWorker);                          // 430
  table.Bind<wire::NodeDeviceSetAutostart>(driver, &Driver::SetAutostart, {kNodeDeviceWrite}, Run::kWorker);              // 434
  table.Bind<wire::NodeDeviceUpdate>(                                                                                     // 447
      driver, &Driver::Update,
      {kNodeDeviceWrite, kNodeDeviceSave.Unless(kAffectConfig | kAffectLive), kNodeDeviceSave.When(kAffectConfig)}, Run::kWorker);
}

}  // namespace

void BindNodeDeviceProcedures(rpc::Table& table, NodeDeviceDriver& driver, rpc::AccessCheck* access) {
  BindLists(table, driver, access);
  BindFacts(table, driver);
  BindChanges(table, driver);
}

}  // namespace pleiad::driver
