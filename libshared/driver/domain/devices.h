// SPDX-License-Identifier: Apache-2.0
// domain/devices.h: adding, changing and removing devices, live or in the definition.
// A method that a driver does not override answers NO_SUPPORT (3). Errors common to all calls on a domain: NO_DOMAIN (42)
// when it is unknown, OPERATION_INVALID (55) when its state does not allow the call.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/driver/domain/types.h"
#include "libshared/driver/host/driver.h"

namespace pleiad::driver {

class DomainDevices {
 public:
  virtual ~DomainDevices() = default;

  virtual absl::Status Attach(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*xml*/,
                              uint32_t /*flags*/) {
    return Unsupported("virDomainAttachDeviceFlags");
  }
  virtual absl::Status Detach(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*xml*/,
                              uint32_t /*flags*/) {
    return Unsupported("virDomainDetachDeviceFlags");
  }
  virtual absl::Status DetachByAlias(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*alias*/,
                                     uint32_t /*flags*/) {
    return Unsupported("virDomainDetachDeviceAlias");
  }
  virtual absl::Status Update(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*xml*/,
                              uint32_t /*flags*/) {
    return Unsupported("virDomainUpdateDeviceFlags");
  }
  virtual absl::Status BlockResize(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*disk*/,
                                   uint64_t /*size*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBlockResize");
  }
};

}  // namespace pleiad::driver
