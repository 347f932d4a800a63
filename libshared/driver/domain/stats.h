// SPDX-License-Identifier: Apache-2.0
// domain/stats.h: figures of domains: disks, interfaces, memory, CPU time, and all of them in bulk.
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

class DomainStats {
 public:
  virtual ~DomainStats() = default;

  // virDomainStatsTypes; virConnectGetAllDomainStatsFlags. No domains means all that the flags choose. A domain that does not
  // answer in time has what is known of it.
  virtual absl::StatusOr<std::vector<DomainStatsRecord>> AllStats(const Caller& /*caller*/,
                                                                  const std::vector<DomainRef>& /*domains*/, uint32_t /*groups*/,
                                                                  uint32_t /*flags*/) {
    return Unsupported("virConnectGetAllDomainStats");
  }
  // `path` is the disk's target, its source, or "" for all disks.
  virtual absl::StatusOr<BlockStats> GetBlockStats(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                   const std::string& /*path*/) {
    return Unsupported("virDomainBlockStats");
  }
  virtual absl::StatusOr<TypedParams> BlockStatsFlags(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                      const std::string& /*path*/, uint32_t /*flags*/) {
    return Unsupported("virDomainBlockStatsFlags");
  }
  virtual absl::StatusOr<BlockInfo> GetBlockInfo(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                 const std::string& /*path*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetBlockInfo");
  }
  virtual absl::StatusOr<std::vector<DiskError>> DiskErrors(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                            uint32_t /*flags*/) {
    return Unsupported("virDomainGetDiskErrors");
  }
  virtual absl::StatusOr<InterfaceStats> GetInterfaceStats(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                           const std::string& /*device*/) {
    return Unsupported("virDomainInterfaceStats");
  }
  virtual absl::StatusOr<std::vector<MemoryStat>> MemoryStats(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                              uint32_t /*max_stats*/, uint32_t /*flags*/) {
    return Unsupported("virDomainMemoryStats");
  }
  virtual absl::Status SetMemoryStatsPeriod(const Caller& /*caller*/, const DomainRef& /*domain*/, int32_t /*period_s*/,
                                            uint32_t /*flags*/) {
    return Unsupported("virDomainSetMemoryStatsPeriod");
  }
  // start_cpu -1 asks for the total, as one element; ncpus 0 only for how many there are (that many empty elements).
  virtual absl::StatusOr<std::vector<TypedParams>> CpuStats(const Caller& /*caller*/, const DomainRef& /*domain*/,
                                                            int32_t /*start_cpu*/, uint32_t /*ncpus*/, uint32_t /*flags*/) {
    return Unsupported("virDomainGetCPUStats");
  }
  // Measures for so long how fast the guest writes its memory; AllStats has the result.
  virtual absl::Status StartDirtyRate(const Caller& /*caller*/, const DomainRef& /*domain*/, int32_t /*seconds*/,
                                      uint32_t /*flags*/) {
    return Unsupported("virDomainStartDirtyRateCalc");
  }
};

}  // namespace pleiad::driver
