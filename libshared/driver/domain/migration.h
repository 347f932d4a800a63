// SPDX-License-Identifier: Apache-2.0
// domain/migration.h: moving domains to other hosts. What the steps tell each other travels as opaque cookies.
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

// In the order in which they travel.
struct MigrationBegun {
  std::string cookie, xml;
};
struct MigrationPrepared {
  std::string cookie;
  std::optional<std::string> uri;
};
struct MigrationFinished {
  DomainRef domain;
  std::string cookie;
};

class DomainMigration {
 public:
  virtual ~DomainMigration() = default;

  // The five steps of protocol 3, each at the side that its name tells: source, destination, source, destination, source.
  virtual absl::StatusOr<MigrationBegun> Begin(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                               const TypedParams& /*params*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMigrateBegin3Params");
  }
  virtual absl::StatusOr<MigrationPrepared> Prepare(const Caller& /*caller*/, const TypedParams& /*params*/,
                                                    const std::string& /*cookie*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMigratePrepare3Params");
  }
  // The value is the cookie.
  virtual absl::StatusOr<rpc::StreamAnd<std::string>> PrepareTunnel(const Caller& /*caller*/, const TypedParams& /*params*/,
                                                                    const std::string& /*cookie*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMigratePrepareTunnel3Params");
  }
  // Gives the cookie.
  virtual absl::StatusOr<std::string> Perform(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                              const std::optional<std::string>& /*destination_uri*/,
                                              const TypedParams& /*params*/, const std::string& /*cookie*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMigratePerform3Params");
  }
  virtual absl::StatusOr<MigrationFinished> Finish(const Caller& /*caller*/, const TypedParams& /*params*/,
                                                   const std::string& /*cookie*/, uint32_t /*flags*/, bool /*cancelled*/) {
    return Unsupported("virDomainMigrateFinish3Params");
  }
  virtual absl::Status Confirm(const Caller& /*caller*/, const DomainRef& /*domain*/, const TypedParams& /*params*/,
                               const std::string& /*cookie*/, uint32_t /*flags*/, bool /*cancelled*/) {
    return Unsupported("virDomainMigrateConfirm3Params");
  }
  virtual absl::StatusOr<uint64_t> MaxDowntimeMs(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMigrateGetMaxDowntime");
  }
  virtual absl::Status SetMaxDowntimeMs(const Caller& /*caller*/, const DomainRef& /*domain*/, uint64_t /*downtime_ms*/,
                                        uint32_t /*flags*/) {
    return Unsupported("virDomainMigrateSetMaxDowntime");
  }
  // In MiB/s.
  virtual absl::StatusOr<uint64_t> MaxSpeed(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMigrateGetMaxSpeed");
  }
  virtual absl::Status SetMaxSpeed(const Caller& /*caller*/, const DomainRef& /*domain*/, uint64_t /*bandwidth*/,
                                   uint32_t /*flags*/) {
    return Unsupported("virDomainMigrateSetMaxSpeed");
  }
  // In bytes.
  virtual absl::StatusOr<uint64_t> CompressionCache(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMigrateGetCompressionCache");
  }
  virtual absl::Status SetCompressionCache(const Caller& /*caller*/, const DomainRef& /*domain*/, uint64_t /*bytes*/,
                                           uint32_t /*flags*/) {
    return Unsupported("virDomainMigrateSetCompressionCache");
  }
  virtual absl::Status StartPostCopy(const Caller& /*caller*/, const DomainRef& /*domain*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMigrateStartPostCopy");
  }
};

}  // namespace pleiad::driver
