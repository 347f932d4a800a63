// SPDX-License-Identifier: Apache-2.0
// domain/inspect.h: asking which domains there are and what one is and does. These never wait for a guest.
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

class DomainInspect {
 public:
  virtual ~DomainInspect() = default;

  virtual absl::StatusOr<DomainRef> LookupById(const Caller& /*caller*/, int32_t /*id*/) {
    return Unsupported("virDomainLookupByID");
  }
  virtual absl::StatusOr<DomainRef> LookupByName(const Caller& /*caller*/, const std::string& /*name*/) {
    return Unsupported("virDomainLookupByName");
  }
  virtual absl::StatusOr<DomainRef> LookupByUuid(const Caller& /*caller*/, const Uuid& /*uuid*/) {
    return Unsupported("virDomainLookupByUUID");
  }
  // virConnectListAllDomainsFlags.
  virtual absl::StatusOr<std::vector<DomainRef>> ListAll(const Caller& /*caller*/, uint32_t /*flags*/) {
    return Unsupported("virConnectListAllDomains");
  }
  // virDomainXMLFlags.
  virtual absl::StatusOr<std::string> XmlDesc(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetXMLDesc");
  }
  virtual absl::StatusOr<DomainState> State(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetState");
  }
  virtual absl::StatusOr<DomainInfo> Info(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainGetInfo");
  }
  virtual absl::StatusOr<std::string> OsType(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainGetOSType");
  }
  // In KiB.
  virtual absl::StatusOr<uint64_t> MaxMemory(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainGetMaxMemory");
  }
  virtual absl::StatusOr<bool> IsActive(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainIsActive");
  }
  virtual absl::StatusOr<bool> IsPersistent(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainIsPersistent");
  }
  virtual absl::StatusOr<bool> IsUpdated(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainIsUpdated");
  }
  virtual absl::StatusOr<JobInfo> GetJobInfo(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainGetJobInfo");
  }
  virtual absl::StatusOr<JobStats> GetJobStats(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetJobStats");
  }
  virtual absl::Status AbortJob(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainAbortJobFlags");
  }
  virtual absl::StatusOr<ControlInfo> GetControlInfo(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetControlInfo");
  }
  // One for each security driver; the first is what virDomainGetSecurityLabel gives.
  virtual absl::StatusOr<std::vector<SecurityLabel>> SecurityLabels(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainGetSecurityLabelList");
  }
  virtual absl::StatusOr<std::vector<std::string>> Messages(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                            uint32_t /*flags*/) {
    return Unsupported("virDomainGetMessages");
  }
};

}  // namespace pleiad::driver
