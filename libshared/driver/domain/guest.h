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
  // The same with open files for the monitor, and from it.
  virtual absl::StatusOr<MonitorReply> MonitorCommandWithFiles(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                               const std::string& /*command*/, uint32_t /*flags*/,
                                                               std::vector<UniqueFd> /*files*/) {
    return Unsupported("virDomainQemuMonitorCommandWithFiles");
  }
  virtual absl::StatusOr<std::vector<UniqueFd>> OpenNamespace(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                              uint32_t /*flags*/) {
    return Unsupported("virDomainLxcOpenNamespace");
  }
  virtual absl::StatusOr<std::string> MemoryPeek(const Caller& /*caller*/, const DomainRef& /*domain*/, uint64_t /*offset*/,
                                                 uint32_t /*size*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMemoryPeek");
  }
  virtual absl::StatusOr<std::string> BlockPeek(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                const std::string& /*path*/, uint64_t /*offset*/, uint32_t /*size*/,
                                                uint32_t /*flags*/) {
    return Unsupported("virDomainBlockPeek");
  }
  virtual absl::Status SendProcessSignal(const Caller& /*caller*/, const DomainRef& /*domain*/, int64_t /*pid*/,
                                         uint32_t /*signal*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSendProcessSignal");
  }
  // Reads the display's certificates anew.
  virtual absl::Status ReloadGraphics(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*type*/,
                                      uint32_t /*flags*/) {
    return Unsupported("virDomainGraphicsReload");
  }
  // The virtual CPUs as the guest uses them, by its agent.
  virtual absl::StatusOr<TypedParams> GuestVcpus(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetGuestVcpus");
  }
  virtual absl::Status SetGuestVcpus(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*vcpus*/,
                                     int32_t /*state*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetGuestVcpus");
  }
  virtual absl::StatusOr<std::vector<std::string>> AuthorizedSshKeys(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                                     const std::string& /*user*/, uint32_t /*flags*/) {
    return Unsupported("virDomainAuthorizedSSHKeysGet");
  }
  // virDomainAuthorizedSSHKeysSetFlags.
  virtual absl::Status SetAuthorizedSshKeys(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*user*/,
                                            const std::vector<std::string>& /*keys*/, uint32_t /*flags*/) {
    return Unsupported("virDomainAuthorizedSSHKeysSet");
  }
  virtual absl::StatusOr<TypedParams> LaunchSecurityInfo(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                         uint32_t /*flags*/) {
    return Unsupported("virDomainGetLaunchSecurityInfo");
  }
  virtual absl::Status SetLaunchSecurityState(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                              const TypedParams& /*params*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetLaunchSecurityState");
  }
};

}  // namespace pleiad::driver
