// SPDX-License-Identifier: Apache-2.0
// domain/snapshots.h: states of a domain that it can go back to, and how they descend from each other.
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

class DomainSnapshots {
 public:
  virtual ~DomainSnapshots() = default;

  // virDomainSnapshotCreateFlags.
  virtual absl::StatusOr<DomainSnapshotRef> Create(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                   const std::string& /*xml*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotCreateXML");
  }
  virtual absl::StatusOr<std::string> XmlDesc(const Caller& /*caller*/, const DomainSnapshotRef& /*snapshot*/,
                                              uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotGetXMLDesc");
  }
  // Names; virDomainSnapshotListFlags choose among them, where 1 means those without a parent.
  virtual absl::StatusOr<std::vector<std::string>> Names(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                         uint32_t /*flags*/) {
    return Unsupported("virDomainListAllSnapshots");
  }
  // The same below a snapshot, where 1 means its whole tree.
  virtual absl::StatusOr<std::vector<std::string>> ChildNames(const Caller& /*caller*/, const DomainSnapshotRef& /*snapshot*/,
                                                              uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotListAllChildren");
  }
  virtual absl::StatusOr<DomainSnapshotRef> LookupByName(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                         const std::string& /*name*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotLookupByName");
  }
  // The snapshot that the domain's state descends from; nullopt when there is none.
  virtual absl::StatusOr<std::optional<std::string>> Current(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                             uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotCurrent");
  }
  virtual absl::StatusOr<bool> IsCurrent(const Caller& /*caller*/, const DomainSnapshotRef& /*snapshot*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotIsCurrent");
  }
  virtual absl::StatusOr<bool> HasMetadata(const Caller& /*caller*/, const DomainSnapshotRef& /*snapshot*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotHasMetadata");
  }
  // NO_DOMAIN_SNAPSHOT (72) when it is a root.
  virtual absl::StatusOr<DomainSnapshotRef> Parent(const Caller& /*caller*/, const DomainSnapshotRef& /*snapshot*/,
                                                   uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotGetParent");
  }
  // virDomainSnapshotRevertFlags.
  virtual absl::Status Revert(const Caller& /*caller*/, const DomainSnapshotRef& /*snapshot*/, uint32_t /*flags*/) {
    return Unsupported("virDomainRevertToSnapshot");
  }
  // virDomainSnapshotDeleteFlags.
  virtual absl::Status Delete(const Caller& /*caller*/, const DomainSnapshotRef& /*snapshot*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSnapshotDelete");
  }
};

}  // namespace pleiad::driver
