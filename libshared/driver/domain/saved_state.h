// SPDX-License-Identifier: Apache-2.0
// domain/saved_state.h: memory of running domains in files: save, managed save, core dumps.
// A method that a driver does not override answers NO_SUPPORT (3). Errors common to all calls on a domain: NO_DOMAIN (42)
// when it is unknown, OPERATION_INVALID (55) when its state does not allow the call.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/driver/domain/types.h"
#include "libshared/driver/host/driver.h"

namespace pleiad::driver {

// Which domain a file is of shows when it is read. Calls about a file ask then whether the caller may do that to this domain,
// before anything comes of it; an error goes to the client.
using MayTouch = std::function<absl::Status(const DomainRef&)>;

class DomainSavedState {
 public:
  virtual ~DomainSavedState() = default;

  // Writes the running domain to a file and ends it; `xml` replaces its definition there.
  virtual absl::Status Save(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*path*/,
                            const std::optional<std::string>& /*xml*/, uint32_t /*flags*/) {
    return Unsupported("virDomainSaveFlags");
  }
  virtual absl::Status Restore(const Caller& /*caller*/, const std::string& /*path*/, const std::optional<std::string>& /*xml*/,
                               uint32_t /*flags*/, const MayTouch& /*may*/) {
    return Unsupported("virDomainRestoreFlags");
  }
  virtual absl::StatusOr<std::string> ImageXmlDesc(const Caller& /*caller*/, const std::string& /*path*/, uint32_t /*flags*/,
                                                   const MayTouch& /*may*/) {
    return Unsupported("virDomainSaveImageGetXMLDesc");
  }
  virtual absl::Status DefineImageXml(const Caller& /*caller*/, const std::string& /*path*/, const std::string& /*xml*/,
                                      uint32_t /*flags*/, const MayTouch& /*may*/) {
    return Unsupported("virDomainSaveImageDefineXML");
  }
  // Like Save, to a file that the driver chooses and that the next start goes on from.
  virtual absl::Status ManagedSave(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainManagedSave");
  }
  virtual absl::StatusOr<bool> HasManagedSaveImage(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainHasManagedSaveImage");
  }
  virtual absl::Status ManagedSaveRemove(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainManagedSaveRemove");
  }
  virtual absl::StatusOr<std::string> ManagedSaveXmlDesc(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                         uint32_t /*flags*/) {
    return Unsupported("virDomainManagedSaveGetXMLDesc");
  }
  virtual absl::Status ManagedSaveDefineXml(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                            const std::optional<std::string>& /*xml*/, uint32_t /*flags*/) {
    return Unsupported("virDomainManagedSaveDefineXML");
  }
  virtual absl::Status CoreDump(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*path*/,
                                uint32_t /*format*/, uint32_t /*flags*/) {
    return Unsupported("virDomainCoreDumpWithFormat");
  }
};

}  // namespace pleiad::driver
