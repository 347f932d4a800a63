// SPDX-License-Identifier: Apache-2.0
// domain/lifecycle.h: finding, defining, starting and ending domains.
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

class DomainLifecycle {
 public:
  virtual ~DomainLifecycle() = default;

  // Makes `xml` the persistent definition of a domain, or replaces it. virDomainDefineFlags.
  virtual absl::StatusOr<DomainRef> Define(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/) {
    return Unsupported("virDomainDefineXMLFlags");
  }
  // Starts a transient domain. virDomainCreateFlags; `files` for virDomainCreateXMLWithFiles, else empty.
  virtual absl::StatusOr<DomainRef> CreateXml(const Caller& /*caller*/, const std::string& /*xml*/, uint32_t /*flags*/,
                                              std::vector<UniqueFd> /*files*/) {
    return Unsupported("virDomainCreateXML");
  }
  // Starts a defined domain. The reply has the new id.
  virtual absl::StatusOr<DomainRef> Create(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/,
                                           std::vector<UniqueFd> /*files*/) {
    return Unsupported("virDomainCreateWithFlags");
  }
  // virDomainUndefineFlagsValues.
  virtual absl::Status Undefine(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainUndefineFlags");
  }
  // Ends the domain's process at once, or after a SIGTERM only when graceful (1). Works on a hung one.
  virtual absl::Status Destroy(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainDestroyFlags");
  }
  // Stops the virtual CPUs.
  virtual absl::Status Suspend(const Caller& /*caller*/, const DomainRef& /*domain*/) { return Unsupported("virDomainSuspend"); }
  virtual absl::Status Resume(const Caller& /*caller*/, const DomainRef& /*domain*/) { return Unsupported("virDomainResume"); }
  // Asks the guest to power off, by ACPI or its agent; returns before it has.
  virtual absl::Status Shutdown(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainShutdownFlags");
  }
  virtual absl::Status Reboot(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainReboot");
  }
  virtual absl::Status Reset(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainReset");
  }
  virtual absl::Status InjectNmi(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainInjectNMI");
  }
  virtual absl::StatusOr<bool> Autostart(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainGetAutostart");
  }
  virtual absl::Status SetAutostart(const Caller& /*caller*/, const DomainRef& /*domain*/, int32_t /*autostart*/) {
    return Unsupported("virDomainSetAutostart");
  }
  virtual absl::StatusOr<bool> AutostartOnce(const Caller& /*caller*/, const DomainRef& /*domain*/) {
    return Unsupported("virDomainGetAutostartOnce");
  }
  virtual absl::Status SetAutostartOnce(const Caller& /*caller*/, const DomainRef& /*domain*/, int32_t /*autostart*/) {
    return Unsupported("virDomainSetAutostartOnce");
  }
  virtual absl::Status Rename(const Caller& /*caller*/, const DomainRef& /*domain*/,
                              const std::optional<std::string>& /*new_name*/, uint32_t /*flags*/) {
    return Unsupported("virDomainRename");
  }
  virtual absl::Status SetLifecycleAction(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*type*/,
                                          uint32_t /*action*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSetLifecycleAction");
  }
  virtual absl::Status PmSuspendForDuration(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*target*/,
                                            uint64_t /*duration*/, uint32_t /*flags*/) {
    return Unsupported("virDomainPMSuspendForDuration");
  }
  virtual absl::Status PmWakeup(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainPMWakeup");
  }
  // Keeps open files for the domain's disks, as the group that <source fdgroup='…'/> names.
  virtual absl::Status AssociateFiles(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*group*/,
                                      uint32_t /*flags*/, std::vector<UniqueFd> /*files*/) {
    return Unsupported("virDomainFDAssociate");
  }
  // Takes over a hypervisor process that somebody else has started.
  virtual absl::StatusOr<DomainRef> AttachProcess(const Caller& /*caller*/, uint32_t /*pid*/, uint32_t /*flags*/) {
    return Unsupported("virDomainQemuAttach");
  }
};

}  // namespace pleiad::driver
