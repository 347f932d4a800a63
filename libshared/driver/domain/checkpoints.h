// SPDX-License-Identifier: Apache-2.0
// domain/checkpoints.h: points from which on changed blocks are remembered, and the backups that use them.
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

class DomainCheckpoints {
 public:
  virtual ~DomainCheckpoints() = default;

  // virDomainCheckpointCreateFlags.
  virtual absl::StatusOr<DomainCheckpointRef> Create(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                     const std::string& /*xml*/, uint32_t /*flags*/) {
    return Unsupported("virDomainCheckpointCreateXML");
  }
  virtual absl::StatusOr<std::string> XmlDesc(const Caller& /*caller*/, const DomainCheckpointRef& /*checkpoint*/,
                                              uint32_t /*flags*/) {
    return Unsupported("virDomainCheckpointGetXMLDesc");
  }
  // Names; virDomainCheckpointListFlags choose among them, where 1 means those without a parent.
  virtual absl::StatusOr<std::vector<std::string>> Names(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                         uint32_t /*flags*/) {
    return Unsupported("virDomainListAllCheckpoints");
  }
  // The same below a checkpoint, where 1 means its whole tree.
  virtual absl::StatusOr<std::vector<std::string>> ChildNames(const Caller& /*caller*/, const DomainCheckpointRef& /*checkpoint*/,
                                                              uint32_t /*flags*/) {
    return Unsupported("virDomainCheckpointListAllChildren");
  }
  virtual absl::StatusOr<DomainCheckpointRef> LookupByName(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                           const std::string& /*name*/, uint32_t /*flags*/) {
    return Unsupported("virDomainCheckpointLookupByName");
  }
  // NO_DOMAIN_CHECKPOINT (103) when it is a root.
  virtual absl::StatusOr<DomainCheckpointRef> Parent(const Caller& /*caller*/, const DomainCheckpointRef& /*checkpoint*/,
                                                     uint32_t /*flags*/) {
    return Unsupported("virDomainCheckpointGetParent");
  }
  // virDomainCheckpointDeleteFlags.
  virtual absl::Status Delete(const Caller& /*caller*/, const DomainCheckpointRef& /*checkpoint*/, uint32_t /*flags*/) {
    return Unsupported("virDomainCheckpointDelete");
  }
  virtual absl::Status BeginBackup(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*backup_xml*/,
                                   const std::optional<std::string>& /*checkpoint_xml*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBackupBegin");
  }
  virtual absl::StatusOr<std::string> BackupXmlDesc(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBackupGetXMLDesc");
  }
};

}  // namespace pleiad::driver
