// SPDX-License-Identifier: Apache-2.0
#include "virttestd/node_devices.h"

#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/node_device/node_device_lists.h"
#include "virttestd/flags.h"

namespace pleiad::test {
namespace {
using conf::NodeDeviceDef;

conf::ScsiHostCap* ScsiHostOf(NodeDeviceDef& device) {
  for (conf::NodeDeviceCap& cap : device.caps) {
    if (auto* host = std::get_if<conf::ScsiHostCap>(&cap)) return host;
  }
  return nullptr;
}
const conf::FcHost* FcHostOf(const NodeDeviceDef& device) {
  const conf::ScsiHostCap* host = ScsiHostOf(const_cast<NodeDeviceDef&>(device));
  return host && host->fc_host ? &*host->fc_host : nullptr;
}

// The host that clients of the test driver get for whatever virtual host they ask.
NodeDeviceDef NewVirtualHost(const conf::FcHost& named) {
  conf::ScsiHostCap host{.host = 11, .unique_id = 10, .fc_host = named, .vports = {}};
  host.fc_host->fabric_wwn = "2000000043214321";
  NodeDeviceDef device;
  device.name = "scsi_host12";
  device.parent = "scsi_host1";
  device.caps = {std::move(host)};
  return device;
}
}  // namespace

absl::Status NodeDevices::Add(const std::string& xml) {
  ASSIGN_OR_RETURN(NodeDeviceDef device, conf::ParseNodeDevice(xml));
  absl::MutexLock lock(&mutex_);
  const std::string name = device.name;
  devices_.insert_or_assign(name, std::move(device));
  return absl::OkStatus();
}

absl::StatusOr<const NodeDeviceDef*> NodeDevices::Find(const std::string& name) {
  const auto found = devices_.find(name);
  if (found != devices_.end()) return &found->second;
  return Error(ErrorDomain::kTest, ErrorCode::kNoNodeDevice, "no node device with matching name '%s'", name);
}

// Flags that ask for active or inactive devices are newer than the test driver, and its clients know it.
absl::StatusOr<std::vector<NodeDeviceRef>> NodeDevices::ListAll(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(conf::kListNodeDeviceCaps, flags, "testConnectListAllNodeDevices"));
  std::vector<NodeDeviceRef> refs;
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, device] : devices_) {
    if (conf::PassesCapFlags(device, flags)) refs.push_back({name});
  }
  return refs;
}

absl::StatusOr<std::vector<std::string>> NodeDevices::Names(const Caller&, const std::optional<std::string>& capability,
                                                            uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNodeNumOfDevices"));
  std::vector<std::string> names;
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, device] : devices_) {
    if (!capability || conf::HasCap(device, *capability)) names.push_back(name);
  }
  return names;
}

absl::StatusOr<NodeDeviceRef> NodeDevices::LookupByName(const Caller&, const std::string& name) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(Find(name).status());
  return NodeDeviceRef{name};
}

absl::StatusOr<NodeDeviceRef> NodeDevices::LookupScsiHostByWwn(const Caller&, const std::string& wwnn, const std::string& wwpn,
                                                               uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNodeDeviceLookupSCSIHostByWWN"));
  absl::MutexLock lock(&mutex_);
  for (const auto& [name, device] : devices_) {
    const conf::FcHost* const host = FcHostOf(device);
    if (host && host->wwnn == wwnn && host->wwpn == wwpn) return NodeDeviceRef{name};
  }
  return Error(ErrorDomain::kTest, ErrorCode::kNoNodeDevice, "no node device with WWNN '%s' and WWPN '%s'", wwnn, wwpn);
}

absl::StatusOr<bool> NodeDevices::IsActive(const Caller&, const std::string& name) {
  absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(Find(name).status());
  return true;
}

absl::StatusOr<std::string> NodeDevices::XmlDesc(const Caller&, const std::string& name, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNodeDeviceGetXMLDesc"));
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const NodeDeviceDef* const device, Find(name));
  return conf::FormatNodeDevice(*device);
}

absl::StatusOr<std::optional<std::string>> NodeDevices::Parent(const Caller&, const std::string& name) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const NodeDeviceDef* const device, Find(name));
  return device->parent.empty() ? std::nullopt : std::optional(device->parent);
}

absl::StatusOr<std::vector<std::string>> NodeDevices::Capabilities(const Caller&, const std::string& name) {
  absl::MutexLock lock(&mutex_);
  ASSIGN_OR_RETURN(const NodeDeviceDef* const device, Find(name));
  std::vector<std::string> names;
  for (const conf::NodeDeviceCap& cap : device->caps) names.push_back(conf::NodeDeviceCapName(cap));
  return names;
}

const NodeDeviceDef* NodeDevices::ParentOf(const NodeDeviceDef& wanted) {
  if (!wanted.parent.empty()) {
    const auto found = devices_.find(wanted.parent);
    return found == devices_.end() ? nullptr : &found->second;
  }
  for (const auto& [name, device] : devices_) {
    const conf::FcHost* const host = FcHostOf(device);
    if (!host || !conf::HasCap(device, "vports")) continue;
    const bool same_port = host->wwnn == wanted.parent_wwnn && host->wwpn == wanted.parent_wwpn;
    const bool same_fabric = host->fabric_wwn == wanted.parent_fabric_wwn;
    if (!wanted.parent_wwnn.empty() ? same_port : wanted.parent_fabric_wwn.empty() || same_fabric) return &device;
  }
  return nullptr;
}

absl::StatusOr<NodeDeviceRef> NodeDevices::CreateXml(const Caller&, const std::string& xml, uint32_t flags) {
  constexpr uint32_t kValidate = 1;  // VIR_NODE_DEVICE_CREATE_XML_VALIDATE
  RETURN_IF_ERROR(CheckFlags(kValidate, flags, "testNodeDeviceCreateXML"));
  ASSIGN_OR_RETURN(const NodeDeviceDef wanted, conf::ParseNodeDevice(xml, conf::NodeDeviceUse::kCreate));
  const conf::FcHost* const named = FcHostOf(wanted);
  if (!named) return Error(ErrorDomain::kNodedev, ErrorCode::kInternalError, "Device is not a fibre channel HBA");
  // Names are not made up, as other drivers would.
  if (named->wwnn.empty() || named->wwpn.empty()) {
    return Error(ErrorDomain::kNodedev, ErrorCode::kInternalError, "no %s supplied for '%s', and auto-generation failed",
                 named->wwnn.empty() ? "WWNN" : "WWPN", wanted.name);
  }
  NodeDeviceRef ref;
  {
    absl::MutexLock lock(&mutex_);
    const NodeDeviceDef* const parent = ParentOf(wanted);
    if (!parent) {
      return Error(ErrorDomain::kNodedev, ErrorCode::kInternalError, "Could not find parent device for '%s'", wanted.name);
    }
    if (!conf::HasCap(*parent, "vports")) {
      return Error(ErrorDomain::kNodedev, ErrorCode::kInternalError, "Parent device %s is not capable of vport operations",
                   parent->name);
    }
    NodeDeviceDef device = NewVirtualHost(*named);
    ref.name = device.name;
    devices_.insert_or_assign(ref.name, std::move(device));
  }
  events_.Emit({ref, driver::kDeviceCreated});
  return ref;
}

// Hosts of Fibre Channel can be taken away while their parent is there. Other devices stay, and clients of the test driver are
// told nothing of it.
absl::Status NodeDevices::Destroy(const Caller&, const std::string& name) {
  {
    absl::MutexLock lock(&mutex_);
    ASSIGN_OR_RETURN(const NodeDeviceDef* const device, Find(name));
    if (!FcHostOf(*device) || !devices_.contains(device->parent)) return absl::OkStatus();
    devices_.erase(name);
  }
  events_.Emit({{name}, driver::kDeviceDeleted});
  return absl::OkStatus();
}

}  // namespace pleiad::test
