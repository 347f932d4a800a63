// SPDX-License-Identifier: Apache-2.0
// interface/driver.h: calls about the host's own network interfaces and their configuration.
// A method that a driver does not override answers NO_SUPPORT (3), with its public name.
// Errors common to all calls on an interface: NO_INTERFACE (57).
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

class InterfaceDriver {
 public:
  virtual ~InterfaceDriver() = default;

  // virConnectListAllInterfacesFlags.
  virtual absl::StatusOr<std::vector<InterfaceRef>> ListAll(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virConnectListAllInterfaces");
  }
  virtual absl::StatusOr<InterfaceRef> LookupByName(const Caller& /*caller*/, const std::string& /*name*/) {
    return Lacks("virInterfaceLookupByName");
  }
  // MULTIPLE_INTERFACES (59) when several have that address.
  virtual absl::StatusOr<InterfaceRef> LookupByMac(const Caller& /*caller*/, const std::string& /*mac*/) {
    return Lacks("virInterfaceLookupByMACString");
  }
  virtual absl::StatusOr<std::string> XmlDesc(const Caller& /*caller*/, const InterfaceRef& /*interface*/, uint32_t /*flags*/) {
    return Lacks("virInterfaceGetXMLDesc");
  }
  virtual absl::StatusOr<InterfaceRef> DefineXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Lacks("virInterfaceDefineXML");
  }
  virtual absl::Status Undefine(const Caller& /*caller*/, const InterfaceRef& /*interface*/) {
    return Lacks("virInterfaceUndefine");
  }
  virtual absl::Status Create(const Caller& /*caller*/, const InterfaceRef& /*interface*/, uint32_t /*flags*/) {
    return Lacks("virInterfaceCreate");
  }
  virtual absl::Status Destroy(const Caller& /*caller*/, const InterfaceRef& /*interface*/, uint32_t /*flags*/) {
    return Lacks("virInterfaceDestroy");
  }
  virtual absl::StatusOr<bool> IsActive(const Caller& /*caller*/, const InterfaceRef& /*interface*/) {
    return Lacks("virInterfaceIsActive");
  }
  // A transaction over all definitions: OPERATION_INVALID (55) when none is open, or one is already.
  virtual absl::Status ChangeBegin(const Caller& /*caller*/, uint32_t /*flags*/) { return Lacks("virInterfaceChangeBegin"); }
  virtual absl::Status ChangeCommit(const Caller& /*caller*/, uint32_t /*flags*/) { return Lacks("virInterfaceChangeCommit"); }
  virtual absl::Status ChangeRollback(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Lacks("virInterfaceChangeRollback");
  }

 protected:
  static absl::Status Lacks(const char* api) { return UnsupportedCall(ErrorDomain::kInterface, api); }
};

}  // namespace pleiad::driver
