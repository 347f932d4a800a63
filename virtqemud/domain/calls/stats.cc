// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/stats.h"

#include <boost/json.hpp>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/host/cgroup.h"
#include "libshared/store/domain_lists.h"
#include "virtqemud/domain/calls/bulk_stats.h"
#include "virtqemud/domain/calls/image_size.h"
#include "virtqemud/domain/calls/process_stats.h"
#include "virtqemud/domain/definition_change.h"
#include "virtqemud/monitor/commands.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
// Those that QEMU can answer: all of 9.0 but performance counters and memory bandwidth, which need the host's hardware.
constexpr uint32_t kGroups = vir::kDomainStatsState | vir::kDomainStatsCpuTotal | vir::kDomainStatsBalloon |
                             vir::kDomainStatsVcpu | vir::kDomainStatsInterface | vir::kDomainStatsBlock | vir::kDomainStatsPerf |
                             vir::kDomainStatsIothread | vir::kDomainStatsMemory | vir::kDomainStatsDirtyrate;
// What QEMU says within this time counts as said at once: a healthy one answers in a few milliseconds.
constexpr absl::Duration kNoWait = absl::Milliseconds(20);
constexpr uint32_t kStatsFlags =
    vir::kConnectGetAllDomainsStatsNowait | vir::kConnectGetAllDomainsStatsBacking | vir::kConnectGetAllDomainsStatsEnforceStats;

absl::StatusOr<const conf::DiskDef*> FindDisk(const conf::DomainDef& def, const std::string& path) {
  for (const conf::DiskDef& disk : def.devices.disks) {
    if (disk.target.dev == path || (!disk.source.path.empty() && disk.source.path == path)) return &disk;
  }
  return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "invalid path: %s", path);
}

void Accumulate(BlockFigures& sum, const BlockFigures& one) {
  sum.read_requests += one.read_requests;
  sum.read_bytes += one.read_bytes;
  sum.read_ns += one.read_ns;
  sum.write_requests += one.write_requests;
  sum.write_bytes += one.write_bytes;
  sum.write_ns += one.write_ns;
  sum.flush_requests += one.flush_requests;
  sum.flush_ns += one.flush_ns;
}

// Of the disk at `path`, or of all with an empty path.
absl::StatusOr<BlockFigures> QueryFigures(const QemuContext& context, const DomainPtr& domain, const std::string& path) {
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  const Snapshot state = domain->snapshot();
  std::string alias;
  if (!path.empty()) {
    ASSIGN_OR_RETURN(const conf::DiskDef* disk, FindDisk(state->def(), path));
    alias = disk->info.alias;
  }
  ASSIGN_OR_RETURN(const json::value answer, monitor->Execute("query-blockstats", {}, context.MonitorDeadline()));
  BlockFigures sum;
  bool found = path.empty();
  for (const BlockFigures& figures : ReadBlockStats(answer)) {
    if (!path.empty() && figures.device != alias) continue;
    found = true;
    sum.node = figures.node;
    sum.highest_offset = figures.highest_offset;
    Accumulate(sum, figures);
  }
  if (!found) return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "cannot find statistics for device '%s'", path);
  return sum;
}
}  // namespace

absl::StatusOr<std::vector<driver::DomainStatsRecord>> Stats::AllStats(const Caller&, const std::vector<DomainRef>& domains,
                                                                       uint32_t groups, uint32_t flags) {
  RETURN_IF_ERROR(
      RejectFlagsOutside(store::kListDomainsFlags | kStatsFlags, flags, "qemuConnectGetAllDomainStats", ErrorDomain::kQemu));
  if ((flags & vir::kConnectGetAllDomainsStatsEnforceStats) && (groups & ~kGroups)) {
    return Error(ErrorDomain::kQemu, ErrorCode::kArgumentUnsupported, "Stats types bits 0x%x are not supported by this daemon",
                 groups & ~kGroups);
  }
  if (groups == 0) groups = kGroups;
  std::vector<DomainPtr> chosen;
  if (domains.empty()) {
    chosen = context_.domains.All();
  } else {
    for (const DomainRef& ref : domains) {
      if (DomainPtr domain = context_.domains.Peek(ref.uuid)) chosen.push_back(std::move(domain));
    }
  }
  std::vector<BulkStats> questions;
  questions.reserve(chosen.size());
  for (const DomainPtr& domain : chosen) {
    if (store::MatchesListFlags(*domain->snapshot(), flags)) questions.emplace_back(domain, groups, flags);
  }
  const bool no_wait = (flags & vir::kConnectGetAllDomainsStatsNowait) != 0;
  const absl::Time deadline = absl::Now() + (no_wait ? kNoWait : context_.config.stats_timeout);
  std::vector<driver::DomainStatsRecord> records;
  records.reserve(questions.size());
  for (BulkStats& question : questions) records.push_back(question.Collect(deadline));
  return records;
}

absl::StatusOr<driver::BlockStats> Stats::GetBlockStats(const Caller&, const DomainRef& ref, const std::string& path) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const BlockFigures figures, QueryFigures(context_, domain, path));
  return driver::BlockStats{.read_requests = static_cast<int64_t>(figures.read_requests),
                            .read_bytes = static_cast<int64_t>(figures.read_bytes),
                            .write_requests = static_cast<int64_t>(figures.write_requests),
                            .write_bytes = static_cast<int64_t>(figures.write_bytes)};
}

absl::StatusOr<TypedParams> Stats::BlockStatsFlags(const Caller&, const DomainRef& ref, const std::string& path, uint32_t flags) {
  RETURN_IF_ERROR(
      RejectFlagsOutside(4 /* VIR_TYPED_PARAM_STRING_OKAY */, flags, "qemuDomainBlockStatsFlags", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const BlockFigures figures, QueryFigures(context_, domain, path));
  TypedParams params;
  const std::pair<const char*, uint64_t> fields[] = {{"wr_bytes", figures.write_bytes},
                                                     {"wr_operations", figures.write_requests},
                                                     {"rd_bytes", figures.read_bytes},
                                                     {"rd_operations", figures.read_requests},
                                                     {"flush_operations", figures.flush_requests},
                                                     {"wr_total_times", figures.write_ns},
                                                     {"rd_total_times", figures.read_ns},
                                                     {"flush_total_times", figures.flush_ns}};
  for (const auto& [name, value] : fields) params.push_back({.name = name, .value = static_cast<int64_t>(value)});
  return params;
}

absl::StatusOr<driver::BlockInfo> Stats::GetBlockInfo(const Caller&, const DomainRef& ref, const std::string& path,
                                                      uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainGetBlockInfo", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  auto found = FindDisk(state->def(), path);
  if (!found.ok()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "invalid path %s not assigned to domain", path);
  }
  const conf::DiskDef& disk = **found;
  if (disk.source.type == conf::StorageType::kNone || disk.source.path.empty()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "disk '%s' does not currently have a source assigned", path);
  }
  if (!state->active()) {
    ASSIGN_OR_RETURN(const ImageSize size, ReadImageSize(disk));
    return driver::BlockInfo{.allocation = size.allocation, .capacity = size.capacity, .physical = size.physical};
  }
  ASSIGN_OR_RETURN(const BlockFigures figures, QueryFigures(context_, domain, path));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  ASSIGN_OR_RETURN(const json::value answer,
                   monitor->Execute("query-named-block-nodes", {{"flat", true}}, context_.MonitorDeadline()));
  const auto nodes = ReadBlockNodes(answer);
  auto node = nodes.find(figures.node);
  if (node == nodes.end()) return MalformedAnswer("query-named-block-nodes");
  driver::BlockInfo info{
      .allocation = figures.highest_offset, .capacity = node->second.capacity, .physical = node->second.actual_size.value_or(0)};
  if (auto size = ReadImageSize(disk); size.ok()) {
    info.physical = size->physical;
    // Without a write since the start QEMU knows no highest offset.
    if (info.allocation == 0 || disk.source.type == conf::StorageType::kFile) info.allocation = size->allocation;
  }
  return info;
}

absl::StatusOr<std::vector<driver::DiskError>> Stats::DiskErrors(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainGetDiskErrors", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  ASSIGN_OR_RETURN(const json::value answer, monitor->Execute("query-block", {}, context_.MonitorDeadline()));
  if (!answer.is_array()) return MalformedAnswer("query-block");
  std::vector<driver::DiskError> errors;
  for (const json::value& item : answer.get_array()) {
    if (!item.is_object()) continue;
    const std::string io_status = TextIn(item.get_object(), "io-status");
    if (io_status != "failed" && io_status != "nospace") continue;
    const std::string qdev = TextIn(item.get_object(), "qdev");
    for (const conf::DiskDef& disk : domain->snapshot()->def().devices.disks) {
      if (qdev.find("/" + disk.info.alias) == std::string::npos && qdev != disk.info.alias) continue;
      errors.push_back({.disk = disk.target.dev,
                        .error = io_status == "nospace" ? vir::kDomainDiskErrorNoSpace : vir::kDomainDiskErrorUnspec});
    }
  }
  return errors;
}

absl::StatusOr<driver::InterfaceStats> Stats::GetInterfaceStats(const Caller&, const DomainRef& ref, const std::string& device) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  for (const conf::InterfaceDef& interface : state->live->devices.interfaces) {
    if (device.empty() || (interface.target_dev != device && interface.mac.address != device)) continue;
    return ReadInterfaceStats(interface.target_dev, /*swap=*/true);
  }
  return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "'%s' is not a known interface", device);
}

absl::StatusOr<std::vector<driver::MemoryStat>> Stats::MemoryStats(const Caller&, const DomainRef& ref, uint32_t max_stats,
                                                                   uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainMemoryStats", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  const Snapshot state = domain->snapshot();
  std::vector<driver::MemoryStat> stats = {{.tag = vir::kDomainMemoryStatActualBalloon, .value = state->balloon_kib}};
  const auto& balloon = state->live->devices.memballoon;
  if (balloon && balloon->model == conf::MemballoonModel::kVirtio) {
    ASSIGN_OR_RETURN(
        const json::value answer,
        monitor->Execute("qom-get", {{"path", "/machine/peripheral/" + balloon->info.alias}, {"property", "guest-stats"}},
                         context_.MonitorDeadline()));
    for (const driver::MemoryStat& stat : ReadGuestMemoryStats(answer)) stats.push_back(stat);
  }
  stats.push_back({.tag = vir::kDomainMemoryStatRss, .value = ReadResidentKib(state->runtime.pid)});
  if (stats.size() > max_stats) stats.resize(max_stats);
  return stats;
}

absl::Status Stats::SetMemoryStatsPeriod(const Caller&, const DomainRef& ref, int32_t period_s, uint32_t flags) {
  if (period_s < 0) return MakeError(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "Invalid value for period");
  const uint32_t period = static_cast<uint32_t>(period_s);
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainSetMemoryStatsPeriod"));
  const auto usable = [](const conf::DomainDef& def) {
    return def.devices.memballoon && def.devices.memballoon->model == conf::MemballoonModel::kVirtio;
  };
  if ((change.live() && !usable(*change.live())) || (change.config() && !usable(*change.config()))) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid,
                     "Memory balloon model must be virtio to set the collection period");
  }
  if (change.live()) {
    ASSIGN_OR_RETURN(const auto monitor, MonitorOf(change.domain()));
    RETURN_IF_ERROR(
        SetBalloonStatsPeriod(*monitor, change.live()->devices.memballoon->info.alias, period, context_.MonitorDeadline()));
    change.live()->devices.memballoon->stats_period = period;
  }
  if (change.config()) change.config()->devices.memballoon->stats_period = period;
  return change.Commit();
}

absl::StatusOr<std::vector<TypedParams>> Stats::CpuStats(const Caller&, const DomainRef& ref, int32_t start_cpu, uint32_t ncpus,
                                                         uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(4 /* VIR_TYPED_PARAM_STRING_OKAY */, flags, "qemuDomainGetCPUStats", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const bool counted = context_.privileged && host::HasCgroupController("cpu");
  // cgroup v2 does not count by host CPU: there is the total, and no more.
  if (!counted || start_cpu >= 0 || ncpus == 0) {
    if (counted && start_cpu == -1) return std::vector<TypedParams>(1);
    return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "cgroup CPUACCT controller is not mounted");
  }
  const CpuTimes times = ReadCpuTimes(state->runtime.pid);
  return std::vector<TypedParams>{{{.name = "cpu_time", .value = times.total_ns},
                                   {.name = "user_time", .value = times.user_ns},
                                   {.name = "system_time", .value = times.system_ns}}};
}

}  // namespace pleiad::qemu
