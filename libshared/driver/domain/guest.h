// SPDX-License-Identifier: Apache-2.0
// domain/guest.h: reaching into a running guest: keys, screen, consoles, agent, monitor.
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

class DomainGuest {
 public:
  virtual ~DomainGuest() = default;

  virtual absl::Status SendKey(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*codeset*/, uint32_t /*hold_ms*/,
                               const std::vector<uint32_t>& /*keycodes*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSendKey");
  }
  virtual absl::StatusOr<Screenshot> TakeScreenshot(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*screen*/,
                                                    uint32_t /*flags*/) {
    return Unsupported("virDomainScreenshot");
  }
  virtual absl::StatusOr<StreamEnd> OpenConsole(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                const std::optional<std::string>& /*device*/, uint32_t /*flags*/) {
    return Unsupported("virDomainOpenConsole");
  }
  virtual absl::StatusOr<StreamEnd> OpenChannel(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                const std::optional<std::string>& /*name*/, uint32_t /*flags*/) {
    return Unsupported("virDomainOpenChannel");
  }
  // Hands the connection `client` to the display server.
  virtual absl::Status OpenGraphics(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*index*/, uint32_t /*flags*/,
                                    UniqueFd /*client*/) {
    return Unsupported("virDomainOpenGraphics");
  }
  virtual absl::StatusOr<UniqueFd> OpenGraphicsFd(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*index*/,
                                                  uint32_t /*flags*/) {
    return Unsupported("virDomainOpenGraphicsFD");
  }
  virtual absl::StatusOr<GuestTime> Time(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetTime");
  }
  virtual absl::Status SetTime(const Caller& /*caller*/, const DomainRef& /*domain*/, int64_t /*seconds*/,
                               uint32_t /*nanoseconds*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetTime");
  }
  virtual absl::StatusOr<std::string> GuestHostname(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetHostname");
  }
  virtual absl::StatusOr<std::vector<GuestInterface>> InterfaceAddresses(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                                         uint32_t /*source*/, uint32_t /*flags*/) {
    return Unsupported("virDomainInterfaceAddresses");
  }
  virtual absl::StatusOr<std::vector<GuestFilesystem>> Filesystems(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                                   uint32_t /*flags*/) {
    return Unsupported("virDomainGetFSInfo");
  }
  virtual absl::StatusOr<int32_t> FsFreeze(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                           const std::vector<std::string>& /*mountpoints*/, uint32_t /*flags*/) {
    return Unsupported("virDomainFSFreeze");
  }
  virtual absl::StatusOr<int32_t> FsThaw(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                         const std::vector<std::string>& /*mountpoints*/, uint32_t /*flags*/) {
    return Unsupported("virDomainFSThaw");
  }
  virtual absl::Status FsTrim(const Caller& /*caller*/, const DomainRef& /*domain*/,
                              const std::optional<std::string>& /*mountpoint*/, uint64_t /*minimum*/, uint32_t /*flags*/) {
    return Unsupported("virDomainFSTrim");
  }
  virtual absl::StatusOr<TypedParams> GuestInfo(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*types*/,
                                                uint32_t /*flags*/) {
    return Unsupported("virDomainGetGuestInfo");
  }
  virtual absl::Status SetUserPassword(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                       const std::optional<std::string>& /*user*/, const std::optional<std::string>& /*password*/,
                                       uint32_t /*flags*/) {
    return Unsupported("virDomainSetUserPassword");
  }
  virtual absl::StatusOr<int32_t> SetAgentTimeout(const Caller& /*caller*/, const DomainRef& /*domain*/, int32_t /*timeout_s*/,
                                                  uint32_t /*flags*/) {
    return Unsupported("virDomainAgentSetResponseTimeout");
  }
  virtual absl::StatusOr<std::optional<std::string>> AgentCommand(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                                  const std::string& /*command*/, int32_t /*timeout_s*/,
                                                                  uint32_t /*flags*/) {
    return Unsupported("virDomainQemuAgentCommand");
  }
  // Flag 1: `command` is for the human monitor, not QMP.
  virtual absl::StatusOr<std::string> MonitorCommand(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                     const std::string& /*command*/, uint32_t /*flags*/) {
    return Unsupported("virDomainQemuMonitorCommand");
  }
  virtual absl::StatusOr<std::string> MemoryPeek(const Caller& /*caller*/, const DomainRef& /*domain*/, uint64_t /*offset*/,
                                                 uint32_t /*size*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMemoryPeek");
  }
};

}  // namespace pleiad::driver
