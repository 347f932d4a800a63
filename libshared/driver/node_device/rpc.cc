// SPDX-License-Identifier: Apache-2.0
// node_device/rpc.cc: procedures about the host's devices. These name a device by its name alone.
#include "libshared/base/permissions.h"
#include "libshared/driver/checked_rpc.h"
#include "libshared/driver/described_objects.h"
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
      return !access->CheckKnown(caller, {&kNodeDeviceGetattr, 1}, &device, "virNodeListDevices").ok();
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
  lists.BindAll<wire::ConnectListAllNodeDevices>(table, kConnectSearchNodeDevices);                            // 285
  BindLookup<wire::NodeDeviceLookupByName>(table, access, driver, &Driver::LookupByName, kNodeDeviceGetattr);  // 113
  BindLookup<wire::NodeDeviceLookupScsiHostByWwn>(table, access, driver, &Driver::LookupScsiHostByWwn,
                                                  kNodeDeviceGetattr);  // 297
}

// Rules look at the name under which the daemon knows the device.
struct Named {
  Driver& driver;
  template <class Args>
  absl::StatusOr<NodeDeviceRef> operator()(const Caller& caller, const Args& args) const {
    return driver.LookupByName(caller, args.name);
  }
};

void BindFacts(rpc::Table& table, Driver& driver, rpc::AccessCheck* access) {
  const Named named{driver};
  BindAbout<wire::NodeDeviceGetXmlDesc>(table, access, named, driver, &Driver::XmlDesc, {kNodeDeviceRead});              // 114
  BindAbout<wire::NodeDeviceGetParent>(table, access, named, driver, &Driver::Parent, {kNodeDeviceRead}, Run::kInline);  // 115
  HandleAbout<wire::NodeDeviceNumOfCaps>(                                                                                // 116
      table, access, named,
      [&driver](rpc::CallContext& call, wire::NodeDeviceNumOfCapsArgs& args) -> absl::StatusOr<int32_t> {
        ASSIGN_OR_RETURN(const auto capabilities, driver.Capabilities(call.caller, args.name));
        return static_cast<int32_t>(capabilities.size());
      },
      {kNodeDeviceRead}, Run::kInline);
  HandleAbout<wire::NodeDeviceListCaps>(  // 117
      table, access, named,
      [&driver](rpc::CallContext& call, wire::NodeDeviceListCapsArgs& args) -> absl::StatusOr<std::vector<std::string>> {
        RETURN_IF_ERROR(CheckCount(args.maxnames, kMaxCaps, "maxnames", "REMOTE_NODE_DEVICE_CAPS_LIST_MAX"));
        ASSIGN_OR_RETURN(auto capabilities, driver.Capabilities(call.caller, args.name));
        Cut(capabilities, args.maxnames);
        return capabilities;
      },
      {kNodeDeviceRead}, Run::kInline);
  BindAbout<wire::NodeDeviceGetAutostart>(table, access, named, driver, &Driver::Autostart, {kNodeDeviceRead},
                                          Run::kInline);  // 433
  BindAbout<wire::NodeDeviceIsPersistent>(table, access, named, driver, &Driver::IsPersistent, {kNodeDeviceRead},
                                          Run::kInline);                                                                  // 435
  BindAbout<wire::NodeDeviceIsActive>(table, access, named, driver, &Driver::IsActive, {kNodeDeviceRead}, Run::kInline);  // 436
}

void BindChanges(rpc::Table& table, Driver& driver, rpc::AccessCheck* access) {
  const Named named{driver};
  const auto described = [](const Caller&, const auto& args) { return DescribedNodeDevice(args.xml_desc); };
  HandleAbout<wire::NodeDeviceDettach>(  // 118
      table, access, named,
      [&driver](rpc::CallContext& call, wire::NodeDeviceDettachArgs& args) {
        return driver.Detach(call.caller, args.name, std::nullopt, 0);
      },
      {kNodeDeviceDetach});
  BindAbout<wire::NodeDeviceReAttach>(table, access, named, driver, &Driver::Reattach, {kNodeDeviceDetach});  // 119
  BindAbout<wire::NodeDeviceReset>(table, access, named, driver, &Driver::Reset, {kNodeDeviceDetach});        // 120
  BindAbout<wire::NodeDeviceCreateXml>(table, access, described, driver, &Driver::CreateXml,
                                       {kNodeDeviceWrite, kNodeDeviceStart});                                        // 123
  BindAbout<wire::NodeDeviceDestroy>(table, access, named, driver, &Driver::Destroy, {kNodeDeviceStop});             // 124
  BindAbout<wire::NodeDeviceDetachFlags>(table, access, named, driver, &Driver::Detach, {kNodeDeviceDetach});        // 301
  BindAbout<wire::NodeDeviceDefineXml>(table, access, described, driver, &Driver::DefineXml, {kNodeDeviceWrite});    // 428
  BindAbout<wire::NodeDeviceUndefine>(table, access, named, driver, &Driver::Undefine, {kNodeDeviceDelete});         // 429
  BindAbout<wire::NodeDeviceCreate>(table, access, named, driver, &Driver::Create, {kNodeDeviceStart});              // 430
  BindAbout<wire::NodeDeviceSetAutostart>(table, access, named, driver, &Driver::SetAutostart, {kNodeDeviceWrite});  // 434
  table.Bind<wire::NodeDeviceUpdate>(                                                                                // 447
      driver, &Driver::Update,
      {kNodeDeviceWrite, kNodeDeviceSave.Unless(kAffectConfig | kAffectLive), kNodeDeviceSave.When(kAffectConfig)});
}

}  // namespace

void BindNodeDeviceProcedures(rpc::Table& table, NodeDeviceDriver& driver, rpc::AccessCheck* access) {
  BindLists(table, driver, access);
  BindFacts(table, driver, access);
  BindChanges(table, driver, access);
}

}  // namespace pleiad::driver
