// SPDX-License-Identifier: Apache-2.0
// network/driver.h: calls about virtual networks, their DHCP leases and their ports.
// A method that a driver does not override answers NO_SUPPORT (3), with its public name.
// Errors common to all calls on a network: NO_NETWORK (43); on a port: NO_NETWORK_PORT (107).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/error.h"
#include "libshared/base/object_ref.h"
#include "libshared/base/typed_param.h"

namespace pleiad::driver {

struct DhcpLease {
  std::string interface;  // the host's bridge
  int64_t expiry_s = 0;   // since 1970, UTC; 0 for one that does not end
  int32_t type = 0;       // virIPAddrType
  std::optional<std::string> mac, iaid;
  std::string address;
  uint32_t prefix = 0;
  std::optional<std::string> hostname, client_id;
};

class NetworkDriver {
 public:
  virtual ~NetworkDriver() = default;

  // virConnectListAllNetworksFlags.
  virtual absl::StatusOr<std::vector<NetworkRef>> ListAll(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virConnectListAllNetworks");
  }
  virtual absl::StatusOr<NetworkRef> LookupByName(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virNetworkLookupByName");
  }
  virtual absl::StatusOr<NetworkRef> LookupByUuid(const Caller& /*caller*/, const Uuid& /*uuid*/) {
    return Lacks("virNetworkLookupByUUID");
  }
  virtual absl::StatusOr<NetworkRef> CreateXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virNetworkCreateXMLFlags");
  }
  virtual absl::StatusOr<NetworkRef> DefineXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virNetworkDefineXMLFlags");
  }
  virtual absl::Status Create(const Caller& /*caller*/, const NetworkRef& /*network*/) { return Lacks("virNetworkCreate"); }
  virtual absl::Status Destroy(const Caller& /*caller*/, const NetworkRef& /*network*/) { return Lacks("virNetworkDestroy"); }
  virtual absl::Status Undefine(const Caller& /*caller*/, const NetworkRef& /*network*/) { return Lacks("virNetworkUndefine"); }
  // virNetworkUpdateCommand, virNetworkUpdateSection, virNetworkUpdateFlags; parent_index is -1 for the only or any parent.
  virtual absl::Status Update(const Caller& /*caller*/, const NetworkRef& /*network*/, uint32_t /*command*/, uint32_t /*section*/,
                              int32_t /*parent_index*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virNetworkUpdate");
  }
  virtual absl::StatusOr<std::string> XmlDesc(const Caller& /*caller*/, const NetworkRef& /*network*/, uint32_t /*flags*/) {
    return Lacks("virNetworkGetXMLDesc");
  }
  virtual absl::StatusOr<std::string> BridgeName(const Caller& /*caller*/, const NetworkRef& /*network*/) {
    return Lacks("virNetworkGetBridgeName");
  }
  virtual absl::StatusOr<bool> Autostart(const Caller& /*caller*/, const NetworkRef& /*network*/) {
    return Lacks("virNetworkGetAutostart");
  }
  virtual absl::Status SetAutostart(const Caller& /*caller*/, const NetworkRef& /*network*/, bool /*autostart*/) {
    return Lacks("virNetworkSetAutostart");
  }
  virtual absl::StatusOr<bool> IsActive(const Caller& /*caller*/, const NetworkRef& /*network*/) {
    return Lacks("virNetworkIsActive");
  }
  virtual absl::StatusOr<bool> IsPersistent(const Caller& /*caller*/, const NetworkRef& /*network*/) {
    return Lacks("virNetworkIsPersistent");
  }
  // Of one client when `mac` is given.
  virtual absl::StatusOr<std::vector<DhcpLease>> DhcpLeases(const Caller& /*caller*/, const NetworkRef& /*network*/,
                                                            const std::optional<std::string>& /*mac*/, uint32_t /*flags*/) {
    return Lacks("virNetworkGetDHCPLeases");
  }
  // virNetworkMetadataType.
  virtual absl::Status SetMetadata(const Caller& /*caller*/, const NetworkRef& /*network*/, int32_t /*type*/,
                                   const std::optional<std::string>& /*metadata*/, const std::optional<std::string>& /*key*/,
                                   const std::optional<std::string>& /*uri*/, uint32_t /*flags*/) {
    return Lacks("virNetworkSetMetadata");
  }
  virtual absl::StatusOr<std::string> Metadata(const Caller& /*caller*/, const NetworkRef& /*network*/, int32_t /*type*/,
                                               const std::optional<std::string>& /*uri*/, uint32_t /*flags*/) {
    return Lacks("virNetworkGetMetadata");
  }
  virtual absl::StatusOr<std::vector<NetworkPortRef>> ListAllPorts(const Caller& /*caller*/, const NetworkRef& /*network*/,
                                                                   uint32_t /*flags*/) {
    return Lacks("virNetworkListAllPorts");
  }
  virtual absl::StatusOr<NetworkPortRef> PortLookupByUuid(const Caller& /*caller*/, const NetworkRef& /*network*/,
                                                          const Uuid& /*uuid*/) {
    return Lacks("virNetworkPortLookupByUUID");
  }
  virtual absl::StatusOr<NetworkPortRef> PortCreateXml(const Caller& /*caller*/, const NetworkRef& /*network*/,
                                                       const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virNetworkPortCreateXML");
  }
  virtual absl::Status PortDelete(const Caller& /*caller*/, const NetworkPortRef& /*port*/, uint32_t /*flags*/) {
    return Lacks("virNetworkPortDelete");
  }
  virtual absl::StatusOr<std::string> PortXmlDesc(const Caller& /*caller*/, const NetworkPortRef& /*port*/, uint32_t /*flags*/) {
    return Lacks("virNetworkPortGetXMLDesc");
  }
  virtual absl::StatusOr<TypedParams> PortParameters(const Caller& /*caller*/, const NetworkPortRef& /*port*/,
                                                     uint32_t /*flags*/) {
    return Lacks("virNetworkPortGetParameters");
  }
  virtual absl::Status SetPortParameters(const Caller& /*caller*/, const NetworkPortRef& /*port*/, const TypedParams& /*params*/,
                                         uint32_t /*flags*/) {
    return Lacks("virNetworkPortSetParameters");
  }

 protected:
  static absl::Status Lacks(const char* api) { return UnsupportedCall(ErrorDomain::kNetwork, api); }
};

}  // namespace pleiad::driver
