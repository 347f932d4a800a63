// SPDX-License-Identifier: Apache-2.0
// domain/block_jobs.h: jobs on the disks of running domains: pull, copy, commit. A job outlives the call that starts it.
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

class DomainBlockJobs {
 public:
  virtual ~DomainBlockJobs() = default;

  // Nullopt when no job runs on that disk.
  virtual absl::StatusOr<std::optional<BlockJobInfo>> Info(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                           const std::string& /*disk*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetBlockJobInfo");
  }
  // virDomainBlockJobAbortFlags.
  virtual absl::Status Abort(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*disk*/,
                             uint32_t /*flags*/) {
    return Unsupported("virDomainBlockJobAbort");
  }
  // Bandwidth here and below: MiB/s, with the call's own flag bytes/s; 0 is no limit.
  virtual absl::Status SetSpeed(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*disk*/,
                                uint64_t /*bandwidth*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBlockJobSetSpeed");
  }
  virtual absl::Status Pull(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*disk*/,
                            uint64_t /*bandwidth*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBlockPull");
  }
  virtual absl::Status Rebase(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*disk*/,
                              const std::optional<std::string>& /*base*/, uint64_t /*bandwidth*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBlockRebase");
  }
  virtual absl::Status Copy(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*disk*/,
                            const std::string& /*destination_xml*/, const TypedParams& /*params*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBlockCopy");
  }
  virtual absl::Status Commit(const Caller& /*caller*/, const DomainRef& /*domain*/, const std::string& /*disk*/,
                              const std::optional<std::string>& /*base*/, const std::optional<std::string>& /*top*/,
                              uint64_t /*bandwidth*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBlockCommit");
  }
};

}  // namespace pleiad::driver
