// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/stats.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/domain/figures.h"

namespace pleiad::test {
namespace {
constexpr int64_t kRequestNs = 1000;  // what reading or writing takes
constexpr uint32_t kStringOkay = 4;   // VIR_TYPED_PARAM_STRING_OKAY
}  // namespace

absl::StatusOr<std::vector<driver::DomainStatsRecord>> Stats::AllStats(const Caller&, const std::vector<DomainRef>& refs,
                                                                       uint32_t groups, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kConnectGetAllDomainsStatsActive | vir::kConnectGetAllDomainsStatsInactive |
                                 vir::kConnectGetAllDomainsStatsPersistent | vir::kConnectGetAllDomainsStatsTransient |
                                 vir::kConnectGetAllDomainsStatsRunning | vir::kConnectGetAllDomainsStatsPaused |
                                 vir::kConnectGetAllDomainsStatsShutoff | vir::kConnectGetAllDomainsStatsOther |
                                 vir::kConnectGetAllDomainsStatsEnforceStats | vir::kConnectGetAllDomainsStatsNowait,
                             flags, "testConnectGetAllDomainStats"));
  if ((flags & vir::kConnectGetAllDomainsStatsEnforceStats) && (groups & ~kStatsGroups)) {
    return Error(ErrorDomain::kTest, ErrorCode::kArgumentUnsupported, "Stats types bits 0x%x are not supported by this daemon",
                 groups & ~kStatsGroups);
  }
  Domains& domains = context_.domains();
  std::vector<DomainPtr> chosen;
  for (const DomainRef& ref : refs) {
    if (DomainPtr domain = domains.Peek(ref.uuid)) chosen.push_back(std::move(domain));
  }
  if (refs.empty()) chosen = domains.All();
  std::vector<driver::DomainStatsRecord> records;
  for (const DomainPtr& domain : chosen) {
    const Domain::Snapshot state = domain->snapshot();
    if (refs.empty() && (flags & vir::kConnectGetAllDomainsStatsActive) && !state->active()) continue;
    if (refs.empty() && (flags & vir::kConnectGetAllDomainsStatsInactive) && state->active()) continue;
    records.push_back({.domain = state->ref(), .params = StatsOf(*state, groups)});
  }
  return records;
}

absl::StatusOr<driver::BlockStats> Stats::GetBlockStats(const Caller&, const DomainRef& ref, const std::string& path) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  if (path.empty() || !FindDisk(*domain->snapshot()->live, path)) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid path: %s", path);
  }
  return BlockFigures();
}

// Without a path: of all disks.
absl::StatusOr<TypedParams> Stats::BlockStatsFlags(const Caller&, const DomainRef& ref, const std::string& path, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kStringOkay, flags, "testDomainBlockStatsFlags"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  if (!path.empty() && !FindDisk(*state->live, path)) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid path: %s", path);
  }
  const driver::BlockStats figures = BlockFigures();
  const int64_t times = path.empty() ? static_cast<int64_t>(state->live->devices.disks.size()) : 1;
  return TypedParams{{"wr_bytes", figures.write_bytes * times},
                     {"wr_operations", figures.write_requests * times},
                     {"rd_bytes", figures.read_bytes * times},
                     {"rd_operations", figures.read_requests * times},
                     {"flush_operations", int64_t{0}},
                     {"wr_total_times", figures.write_requests * kRequestNs * times},
                     {"rd_total_times", figures.read_requests * kRequestNs * times},
                     {"flush_total_times", int64_t{0}}};
}

// The result is there after that time, and until it is measured anew.
absl::Status Stats::StartDirtyRate(const Caller&, const DomainRef& ref, int32_t seconds, uint32_t flags) {
  constexpr uint32_t kBoth = vir::kDomainDirtyrateModeDirtyBitmap | vir::kDomainDirtyrateModeDirtyRing;
  constexpr int32_t kLongestS = 60;
  RETURN_IF_ERROR(CheckFlags(kBoth, flags, "testDomainStartDirtyRateCalc"));
  if ((flags & kBoth) == kBoth) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "the dirty rate is measured in one mode at a time");
  }
  if (seconds < 1 || seconds > kLongestS) {
    return Error(ErrorDomain::kTest, ErrorCode::kConfigUnsupported, "seconds=%d is invalid, please choose value within [1, %d].",
                 seconds, kLongestS);
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return context_.domains().Step(domain, [&](DomainState& next) {
    if (!next.active()) return NotRunning();
    next.dirty_rate = {.seconds = seconds, .mode = flags, .begun = absl::Now()};
    return absl::OkStatus();
  });
}

absl::StatusOr<driver::BlockInfo> Stats::GetBlockInfo(const Caller&, const DomainRef& ref, const std::string& path,
                                                      uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetBlockInfo"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  const Domain::Snapshot state = domain->snapshot();
  if (const conf::DiskDef* disk = FindDisk(state->def(), path)) return SizesOf(*state, *disk);
  return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid path %s not assigned to domain", path);
}

// The first disk is out of order, the second full, the rest well.
absl::StatusOr<std::vector<driver::DiskError>> Stats::DiskErrors(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetDiskErrors"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  std::vector<driver::DiskError> errors;
  for (const conf::DiskDef& disk : state->live->devices.disks) {
    if (errors.size() == 2) break;
    errors.push_back(
        {.disk = disk.target.dev, .error = errors.empty() ? vir::kDomainDiskErrorUnspec : vir::kDomainDiskErrorNoSpace});
  }
  return errors;
}

absl::StatusOr<driver::InterfaceStats> Stats::GetInterfaceStats(const Caller&, const DomainRef& ref, const std::string& device) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  const auto& interfaces = state->live->devices.interfaces;
  if (std::none_of(interfaces.begin(), interfaces.end(), [&](const conf::InterfaceDef& i) { return i.target_dev == device; })) {
    return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "'%s' is not a known interface", device);
  }
  return InterfaceFigures();
}

absl::StatusOr<std::vector<driver::MemoryStat>> Stats::MemoryStats(const Caller&, const DomainRef& ref, uint32_t max_stats,
                                                                   uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainMemoryStats"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  std::vector<driver::MemoryStat> stats = MemoryFigures(*state->live);
  stats.resize(std::min<size_t>(stats.size(), max_stats));
  return stats;
}

absl::StatusOr<std::vector<TypedParams>> Stats::CpuStats(const Caller&, const DomainRef& ref, int32_t start_cpu, uint32_t ncpus,
                                                         uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kStringOkay, flags, "testDomainGetCPUStats"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  constexpr uint64_t kCpuNs = 24386308517;
  if (start_cpu == -1) {
    return std::vector<TypedParams>{{{"cpu_time", kCpuTimeNs}, {"user_time", kUserTimeNs}, {"system_time", kSystemTimeNs}}};
  }
  const uint32_t total = domain->snapshot()->live->vcpus.Current();
  if (start_cpu < 0 || static_cast<uint32_t>(start_cpu) >= total) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "start_cpu %d larger than maximum of %d", start_cpu, total - 1);
  }
  if (ncpus == 0) return std::vector<TypedParams>(total);
  std::vector<TypedParams> stats;
  for (uint32_t cpu = static_cast<uint32_t>(start_cpu); cpu < total && stats.size() < ncpus; ++cpu) {
    stats.push_back({{"cpu_time", kCpuNs + cpu}, {"vcpu_time", kVcpuTimeNs + cpu}});
  }
  return stats;
}

absl::Status Stats::SetMemoryStatsPeriod(const Caller&, const DomainRef& ref, int32_t period_s, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetMemoryStatsPeriod"));
  if (period_s < 0) return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid value for collection period");
  return context_.Change(ref, flags, [period_s](conf::DomainDef& def, bool) -> absl::Status {
    if (!def.devices.memballoon || def.devices.memballoon->model == conf::MemballoonModel::kNone) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid,
                       "No memory balloon device configured, can not set the collection period");
    }
    def.devices.memballoon->stats_period = period_s;
    return absl::OkStatus();
  });
}

}  // namespace pleiad::test
