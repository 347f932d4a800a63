// SPDX-License-Identifier: Apache-2.0
// stats.h: figures of domains that run nothing: they follow the time of day, so that they grow.
#pragma once

#include "libshared/driver/domain/stats.h"
#include "virttestd/domain/context.h"

namespace pleiad::test {

class Stats final : public driver::DomainStats {
 public:
  explicit Stats(const Context& context) : context_(context) {}  // outlives this object

  absl::StatusOr<std::vector<driver::DomainStatsRecord>> AllStats(const Caller&, const std::vector<DomainRef>& refs,
                                                                  uint32_t groups, uint32_t flags) override;
  absl::StatusOr<driver::BlockStats> GetBlockStats(const Caller&, const DomainRef& ref, const std::string& path) override;
  absl::StatusOr<TypedParams> BlockStatsFlags(const Caller&, const DomainRef& ref, const std::string& path,
                                              uint32_t flags) override;
  absl::StatusOr<driver::BlockInfo> GetBlockInfo(const Caller&, const DomainRef& ref, const std::string& path,
                                                 uint32_t flags) override;
  absl::StatusOr<std::vector<driver::DiskError>> DiskErrors(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::InterfaceStats> GetInterfaceStats(const Caller&, const DomainRef& ref,
                                                           const std::string& device) override;
  absl::StatusOr<std::vector<driver::MemoryStat>> MemoryStats(const Caller&, const DomainRef& ref, uint32_t max_stats,
                                                              uint32_t flags) override;
  absl::StatusOr<std::vector<TypedParams>> CpuStats(const Caller&, const DomainRef& ref, int32_t start_cpu, uint32_t ncpus,
                                                    uint32_t flags) override;
  absl::Status StartDirtyRate(const Caller&, const DomainRef& ref, int32_t seconds, uint32_t flags) override;
  absl::Status SetMemoryStatsPeriod(const Caller&, const DomainRef& ref, int32_t period_s, uint32_t flags) override;

 private:
  const Context& context_;
};

}  // namespace pleiad::test
