// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/stats.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
void AddPolling(const DomainState& state, TypedParams& params) {
  if (state.polling.empty()) return;
  params.push_back({"iothread.count", static_cast<uint32_t>(state.polling.size())});
  for (const auto& [id, polling] : state.polling) {
    const std::string prefix = absl::StrCat("iothread.", id, ".poll-");
    params.push_back({prefix + "max-ns", polling.max_ns});
    params.push_back({prefix + "grow", polling.grow});
    params.push_back({prefix + "shrink", polling.shrink});
  }
}
}  // namespace

absl::StatusOr<std::vector<driver::DomainStatsRecord>> Stats::AllStats(const Caller&, const std::vector<DomainRef>& refs,
                                                                       uint32_t groups, uint32_t flags) {
  constexpr uint32_t kKnown = vir::kDomainStatsState | vir::kDomainStatsIothread;
  RETURN_IF_ERROR(CheckFlags(vir::kConnectGetAllDomainsStatsActive | vir::kConnectGetAllDomainsStatsInactive |
                                 vir::kConnectGetAllDomainsStatsPersistent | vir::kConnectGetAllDomainsStatsTransient |
                                 vir::kConnectGetAllDomainsStatsRunning | vir::kConnectGetAllDomainsStatsPaused |
                                 vir::kConnectGetAllDomainsStatsShutoff | vir::kConnectGetAllDomainsStatsOther |
                                 vir::kConnectGetAllDomainsStatsEnforceStats,
                             flags, "testConnectGetAllDomainStats"));
  if ((flags & vir::kConnectGetAllDomainsStatsEnforceStats) && (groups & ~kKnown)) {
    return Error(ErrorDomain::kTest, ErrorCode::kArgumentUnsupported, "Stats types bits 0x%x are not supported by this daemon",
                 groups & ~kKnown);
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
    driver::DomainStatsRecord record{.domain = state->ref(), .params = {}};
    if (groups == 0 || (groups & vir::kDomainStatsState)) {
      record.params = {{"state.state", int32_t{state->state}}, {"state.reason", int32_t{state->reason}}};
    }
    if (groups == 0 || (groups & vir::kDomainStatsIothread)) AddPolling(*state, record.params);
    records.push_back(std::move(record));
  }
  return records;
}

absl::StatusOr<driver::BlockStats> Stats::GetBlockStats(const Caller&, const DomainRef& ref, const std::string& path) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  if (path.empty() || !FindDisk(*domain->snapshot()->live, path)) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid path: %s", path);
  }
  const int64_t us = absl::GetCurrentTimeNanos() / 1000;
  return driver::BlockStats{
      .read_requests = us / 10, .read_bytes = us / 20, .write_requests = us / 30, .write_bytes = us / 40, .errors = us / 2000000};
}

absl::StatusOr<driver::BlockInfo> Stats::GetBlockInfo(const Caller&, const DomainRef& ref, const std::string& path,
                                                      uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainGetBlockInfo"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  if (!FindDisk(domain->snapshot()->def(), path)) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "invalid path %s not assigned to domain", path);
  }
  constexpr uint64_t kTiB = uint64_t{1} << 40;
  const auto& resized = domain->snapshot()->disk_bytes;
  if (const auto at = resized.find(FindDisk(domain->snapshot()->def(), path)->target.dev); at != resized.end()) {
    return driver::BlockInfo{.allocation = at->second, .capacity = at->second, .physical = at->second};
  }
  return driver::BlockInfo{.allocation = kTiB, .capacity = kTiB - 5177344, .physical = kTiB};
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
  const int64_t us = absl::GetCurrentTimeNanos() / 1000;
  return driver::InterfaceStats{.rx_bytes = us / 10,
                                .rx_packets = us / 100,
                                .rx_errors = us / 1000000,
                                .rx_dropped = us / 2000000,
                                .tx_bytes = us / 20,
                                .tx_packets = us / 110,
                                .tx_errors = us / 3000000,
                                .tx_dropped = us / 4000000};
}

absl::StatusOr<std::vector<driver::MemoryStat>> Stats::MemoryStats(const Caller&, const DomainRef& ref, uint32_t max_stats,
                                                                   uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainMemoryStats"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  const Domain::Snapshot state = domain->snapshot();
  const uint64_t current = state->live->memory.current_kib.value_or(state->live->memory.total_kib);
  std::vector<driver::MemoryStat> stats = {{vir::kDomainMemoryStatActualBalloon, current},
                                           {vir::kDomainMemoryStatSwapIn, 0},
                                           {vir::kDomainMemoryStatSwapOut, 0},
                                           {vir::kDomainMemoryStatMajorFault, 0},
                                           {vir::kDomainMemoryStatMinorFault, 0},
                                           {vir::kDomainMemoryStatUnused, current / 2},
                                           {vir::kDomainMemoryStatAvailable, current},
                                           {vir::kDomainMemoryStatUsable, current / 2},
                                           {vir::kDomainMemoryStatLastUpdate, 627319920},
                                           {vir::kDomainMemoryStatDiskCaches, current / 8},
                                           {vir::kDomainMemoryStatHugetlbPgalloc, 0},
                                           {vir::kDomainMemoryStatHugetlbPgfail, 0},
                                           {vir::kDomainMemoryStatRss, current / 2}};
  stats.resize(std::min<size_t>(stats.size(), max_stats));
  return stats;
}

absl::StatusOr<std::vector<TypedParams>> Stats::CpuStats(const Caller&, const DomainRef& ref, int32_t start_cpu, uint32_t ncpus,
                                                         uint32_t flags) {
  constexpr uint32_t kStringOkay = 4;  // VIR_TYPED_PARAM_STRING_OKAY
  RETURN_IF_ERROR(CheckFlags(kStringOkay, flags, "testDomainGetCPUStats"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  constexpr uint64_t kCpuNs = 24386308517, kVcpuNs = 23151740627;
  if (start_cpu == -1) {
    return std::vector<TypedParams>{
        {{"cpu_time", uint64_t{48772617035}}, {"user_time", uint64_t{5540000000}}, {"system_time", uint64_t{6460000000}}}};
  }
  const uint32_t total = domain->snapshot()->live->vcpus.Current();
  if (start_cpu < 0 || static_cast<uint32_t>(start_cpu) >= total) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "start_cpu %d larger than maximum of %d", start_cpu, total - 1);
  }
  if (ncpus == 0) return std::vector<TypedParams>(total);
  std::vector<TypedParams> stats;
  for (uint32_t cpu = static_cast<uint32_t>(start_cpu); cpu < total && stats.size() < ncpus; ++cpu) {
    stats.push_back({{"cpu_time", kCpuNs + cpu}, {"vcpu_time", kVcpuNs + cpu}});
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
