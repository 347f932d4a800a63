// SPDX-License-Identifier: Apache-2.0
// node_device/driver.h: calls about the host's devices, by their names.
// A method that a driver does not override answers NO_SUPPORT (3), with its public name.
// Errors common to all calls on a device: NO_NODE_DEVICE (53).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/error.h"
#include "libshared/base/object_ref.h"

namespace pleiad::driver {

class NodeDeviceDriver {
 public:
  virtual ~NodeDeviceDriver() = default;

  // virConnectListAllNodeDeviceFlags.
  virtual absl::StatusOr<std::vector<NodeDeviceRef>> ListAll(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virConnectListAllNodeDevices");
  }
  // Names of those with a capability ("pci", "net"), or of all.
  virtual absl::StatusOr<std::vector<std::string>> Names(const Caller& /*caller*/,
                                                         const std::optional<std::string>& /*capability*/, uint32_t /*flags*/) {
    return Lacks("virNodeListDevices");
  }
  virtual absl::StatusOr<NodeDeviceRef> LookupByName(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virNodeDeviceLookupByName");
  }
  virtual absl::StatusOr<NodeDeviceRef> LookupScsiHostByWwn(const Caller& /*caller*/, const std::string& /*wwnn*/,
                                                            const std::string& /*wwpn*/, uint32_t /*flags*/) {
    return Lacks("virNodeDeviceLookupSCSIHostByWWN");
  }
  virtual absl::StatusOr<std::string> XmlDesc(const Caller& /*caller*/, const std::string& /*name*/, uint32_t /*flags*/) {
    return Lacks("virNodeDeviceGetXMLDesc");
  }
  virtual absl::StatusOr<std::optional<std::string>> Parent(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virNodeDeviceGetParent");
  }
  virtual absl::StatusOr<std::vector<std::string>> Capabilities(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virNodeDeviceListCaps");
  }
  // From its driver on the host, for a guest; `driver_name` is "vfio" when absent.
  virtual absl::Status Detach(const Caller& /*caller*/, const std::string& /*name*/,
                              const std::optional<std::string>& /*driver_name*/, uint32_t /*flags*/) {
    return Lacks("virNodeDeviceDetachFlags");
  }
  virtual absl::Status Reattach(const Caller& /*caller*/, const std::string& /*name*/) { return Lacks("virNodeDeviceReAttach"); }
  virtual absl::Status Reset(const Caller& /*caller*/, const std::string& /*name*/) { return Lacks("virNodeDeviceReset"); }
  virtual absl::StatusOr<NodeDeviceRef> CreateXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virNodeDeviceCreateXML");
  }
  virtual absl::Status Destroy(const Caller& /*caller*/, const std::string& /*name*/) { return Lacks("virNodeDeviceDestroy"); }
  virtual absl::StatusOr<NodeDeviceRef> DefineXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virNodeDeviceDefineXML");
  }
  virtual absl::Status Undefine(const Caller& /*caller*/, const std::string& /*name*/, uint32_t /*flags*/) {
    return Lacks("virNodeDeviceUndefine");
  }
  virtual absl::Status Create(const Caller& /*caller*/, const std::string& /*name*/, uint32_t /*flags*/) {
    return Lacks("virNodeDeviceCreate");
  }
  virtual absl::Status Update(const Caller& /*caller*/, const std::string& /*name*/, const std::string& /*xml*/,
                              uint32_t /*flags*/) {
    return Lacks("virNodeDeviceUpdate");
  }
  virtual absl::StatusOr<bool> Autostart(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virNodeDeviceGetAutostart");
  }
  virtual absl::Status SetAutostart(const Caller& /*caller*/, const std::string& /*name*/, bool /*autostart*/) {
    return Lacks("virNodeDeviceSetAutostart");
  }
  virtual absl::StatusOr<bool> IsPersistent(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virNodeDeviceIsPersistent");
  }
  virtual absl::StatusOr<bool> IsActive(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virNodeDeviceIsActive");
  }

 protected:
  static absl::Status Lacks(const char* api) { return UnsupportedCall(ErrorDomain::kNodedev, api); }
};

}  // namespace pleiad::driver
