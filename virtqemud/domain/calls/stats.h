// SPDX-License-Identifier: Apache-2.0
// stats.h: figures of domains. What QEMU has to be asked for is asked of all domains at once and waited for together, so that one
// that does not answer costs the whole call no more than its deadline; what is known without QEMU is always there.
#pragma once

#include <string>
#include <vector>

#include "libshared/driver/domain/stats.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class Stats final : public driver::DomainStats {
 public:
  explicit Stats(const QemuContext& context) : context_(context) {}

  absl::StatusOr<std::vector<driver::DomainStatsRecord>> AllStats(const Caller& caller, const std::vector<DomainRef>& domains,
                                                                  uint32_t groups, uint32_t flags) override;
  absl::StatusOr<driver::BlockStats> GetBlockStats(const Caller& caller, const DomainRef& ref, const std::string& path) override;
  absl::StatusOr<TypedParams> BlockStatsFlags(const Caller& caller, const DomainRef& ref, const std::string& path,
                                              uint32_t flags) override;
  absl::StatusOr<driver::BlockInfo> GetBlockInfo(const Caller& caller, const DomainRef& ref, const std::string& path,
                                                 uint32_t flags) override;
  absl::StatusOr<std::vector<driver::DiskError>> DiskErrors(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::InterfaceStats> GetInterfaceStats(const Caller& caller, const DomainRef& ref,
                                                           const std::string& device) override;
  absl::StatusOr<std::vector<driver::MemoryStat>> MemoryStats(const Caller& caller, const DomainRef& ref, uint32_t max_stats,
                                                              uint32_t flags) override;
  absl::Status SetMemoryStatsPeriod(const Caller& caller, const DomainRef& ref, int32_t period_s, uint32_t flags) override;
  absl::StatusOr<std::vector<TypedParams>> CpuStats(const Caller& caller, const DomainRef& ref, int32_t start_cpu, uint32_t ncpus,
                                                    uint32_t flags) override;

 private:
  const QemuContext& context_;
};

}  // namespace pleiad::qemu
