// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/bulk_stats.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <memory>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/calls/image_size.h"
#include "virtqemud/domain/calls/process_stats.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
void Add(TypedParams& out, std::string name, TypedValue value) {
  out.push_back({.name = std::move(name), .value = std::move(value)});
}

std::string Numbered(const char* group, size_t index, const char* field) { return absl::StrCat(group, ".", index, ".", field); }

struct GuestStat {
  const char* qemu;
  int tag;
  const char* bulk;
  uint64_t divisor;  // QEMU counts bytes where libvirt counts KiB
};
constexpr GuestStat kGuestStats[] = {
    {"stat-swap-in", vir::kDomainMemoryStatSwapIn, "swap_in", 1024},
    {"stat-swap-out", vir::kDomainMemoryStatSwapOut, "swap_out", 1024},
    {"stat-major-faults", vir::kDomainMemoryStatMajorFault, "major_fault", 1},
    {"stat-minor-faults", vir::kDomainMemoryStatMinorFault, "minor_fault", 1},
    {"stat-free-memory", vir::kDomainMemoryStatUnused, "unused", 1024},
    {"stat-total-memory", vir::kDomainMemoryStatAvailable, "available", 1024},
    {"stat-available-memory", vir::kDomainMemoryStatUsable, "usable", 1024},
    {"stat-disk-caches", vir::kDomainMemoryStatDiskCaches, "disk_caches", 1024},
    {"stat-htlb-pgalloc", vir::kDomainMemoryStatHugetlbPgalloc, "hugetlb_pgalloc", 1},
    {"stat-htlb-pgfail", vir::kDomainMemoryStatHugetlbPgfail, "hugetlb_pgfail", 1},
};

uint64_t ReadNumber(const std::string& path, int field) {
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[256] = {};
  if (!fd || read(fd.get(), buffer, sizeof buffer - 1) <= 0) return 0;
  char* at = buffer;
  for (int i = 0; i < field; ++i) strtoull(at, &at, 10);
  return strtoull(at, nullptr, 10);
}

struct HaltPolling {
  uint64_t success_ns = 0, fail_ns = 0;
};

// What KVM's host-side polling took, over all vCPUs; nothing without KVM or debugfs.
//   Source  kernel documentation virt/kvm/halt-polling: /sys/kernel/debug/kvm/PID-FD/halt_poll_*_ns
HaltPolling ReadHaltPolling(pid_t pid) {
  HaltPolling polling;
  const std::string folder = "/sys/kernel/debug/kvm/";
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(folder.c_str()), closedir);
  const std::string prefix = std::to_string(pid) + "-";
  for (const dirent* entry = dir ? readdir(dir.get()) : nullptr; entry; entry = readdir(dir.get())) {
    const std::string name = entry->d_name;
    if (!name.starts_with(prefix)) continue;
    polling.success_ns += ReadNumber(folder + name + "/halt_poll_success_ns", 0);
    polling.fail_ns += ReadNumber(folder + name + "/halt_poll_fail_ns", 0);
  }
  return polling;
}

bool HasBalloon(const conf::DomainDef& def) {
  return def.devices.memballoon && def.devices.memballoon->model != conf::MemballoonModel::kNone;
}

std::unique_ptr<DomainQuestion> Ask(const DomainPtr& domain, const char* command, const json::object& arguments = {}) {
  return std::make_unique<DomainQuestion>(domain, command, arguments);
}
}  // namespace

std::vector<driver::MemoryStat> ReadGuestMemoryStats(const json::value& guest_stats) {
  std::vector<driver::MemoryStat> stats;
  if (!guest_stats.is_object()) return stats;
  const json::object& values = ObjectIn(guest_stats.get_object(), "stats");
  for (const GuestStat& row : kGuestStats) {
    // The time of all stands before the figures that were added later.
    if (row.tag == vir::kDomainMemoryStatDiskCaches) {
      stats.push_back({.tag = vir::kDomainMemoryStatLastUpdate,
                       .value = static_cast<uint64_t>(IntIn(guest_stats.get_object(), "last-update"))});
    }
    // A figure that the guest does not give is all ones.
    const json::value* value = MemberOf(values, row.qemu);
    if (!value || !value->is_number() || IntIn(values, row.qemu) == -1) continue;
    stats.push_back({.tag = row.tag, .value = static_cast<uint64_t>(IntIn(values, row.qemu)) / row.divisor});
  }
  return stats;
}

absl::StatusOr<driver::InterfaceStats> ReadInterfaceStats(const std::string& name, bool swap) {
  const std::string folder = "/sys/class/net/" + name + "/statistics/";
  if (name.empty() || name.find('/') != std::string::npos || access(folder.c_str(), F_OK) != 0) {
    return MakeError(ErrorDomain::kQemu, ErrorCode::kInternalError, "Interface not found");
  }
  const auto number = [&folder](const char* file) { return static_cast<int64_t>(ReadNumber(folder + file, 0)); };
  driver::InterfaceStats stats{.rx_bytes = number("rx_bytes"),
                               .rx_packets = number("rx_packets"),
                               .rx_errors = number("rx_errors"),
                               .rx_dropped = number("rx_dropped"),
                               .tx_bytes = number("tx_bytes"),
                               .tx_packets = number("tx_packets"),
                               .tx_errors = number("tx_errors"),
                               .tx_dropped = number("tx_dropped")};
  if (swap) {
    std::swap(stats.rx_bytes, stats.tx_bytes);
    std::swap(stats.rx_packets, stats.tx_packets);
    std::swap(stats.rx_errors, stats.tx_errors);
    std::swap(stats.rx_dropped, stats.tx_dropped);
  }
  return stats;
}

BulkStats::BulkStats(const DomainPtr& domain, uint32_t groups, uint32_t flags) : state_(domain->snapshot()), groups_(groups) {
  if (!state_->active()) return;
  if ((flags & vir::kConnectGetAllDomainsStatsNowait) && domain->job().held()) return;
  if ((groups & vir::kDomainStatsBalloon) && HasBalloon(*state_->live)) {
    balloon_ =
        Ask(domain, "qom-get",
            {{"path", "/machine/peripheral/" + state_->live->devices.memballoon->info.alias}, {"property", "guest-stats"}});
  }
  if ((groups & vir::kDomainStatsBlock) && !state_->live->devices.disks.empty()) {
    block_stats_ = Ask(domain, "query-blockstats");
    block_nodes_ = Ask(domain, "query-named-block-nodes", {{"flat", true}});
  }
  if ((groups & vir::kDomainStatsIothread) && state_->live->io_threads.count > 0) iothreads_ = Ask(domain, "query-iothreads");
  if (groups & vir::kDomainStatsDirtyrate) dirty_rate_ = Ask(domain, "query-dirty-rate");
}

driver::DomainStatsRecord BulkStats::Collect(absl::Time deadline) {
  driver::DomainStatsRecord record{.domain = state_->ref(), .params = {}};
  TypedParams& out = record.params;
  out.reserve(16);  // what most domains at rest have
  if (groups_ & vir::kDomainStatsState) AddState(out);
  if (groups_ & vir::kDomainStatsCpuTotal) AddCpu(out);
  if (groups_ & vir::kDomainStatsBalloon) AddBalloon(out, deadline);
  if (groups_ & vir::kDomainStatsVcpu) AddVcpus(out);
  if (groups_ & vir::kDomainStatsInterface) AddInterfaces(out);
  if (groups_ & vir::kDomainStatsBlock) AddBlocks(out, deadline);
  if (groups_ & vir::kDomainStatsIothread) AddIothreads(out, deadline);
  if (groups_ & vir::kDomainStatsDirtyrate) AddDirtyRate(out, deadline);
  return record;
}

void BulkStats::AddState(TypedParams& out) const {
  Add(out, "state.state", state_->state);
  Add(out, "state.reason", state_->reason);
}

void BulkStats::AddCpu(TypedParams& out) const {
  // One that does not run has used none.
  const CpuTimes times = state_->active() ? ReadCpuTimes(state_->runtime.pid) : CpuTimes();
  Add(out, "cpu.time", times.total_ns);
  Add(out, "cpu.user", times.user_ns);
  Add(out, "cpu.system", times.system_ns);
  if (!state_->active()) return;
  Add(out, "cpu.cache.monitor.count", uint32_t{0});
  const HaltPolling polling = ReadHaltPolling(state_->runtime.pid);
  Add(out, "cpu.haltpoll.success.time", polling.success_ns);
  Add(out, "cpu.haltpoll.fail.time", polling.fail_ns);
}

void BulkStats::AddBalloon(TypedParams& out, absl::Time deadline) {
  const conf::DomainDef& def = state_->def();
  const uint64_t configured = def.memory.current_kib.value_or(def.memory.total_kib);
  Add(out, "balloon.current", state_->active() && state_->balloon_kib ? state_->balloon_kib : configured);
  Add(out, "balloon.maximum", def.memory.total_kib);
  if (!state_->active()) return;
  if (auto answer = balloon_ ? balloon_->Answer(deadline) : nullptr) {
    for (const driver::MemoryStat& stat : ReadGuestMemoryStats(*answer)) {
      const char* name = "last-update";
      for (const GuestStat& row : kGuestStats) {
        if (row.tag == stat.tag) name = row.bulk;
      }
      Add(out, std::string("balloon.") + name, stat.value);
    }
  }
  Add(out, "balloon.rss", ReadResidentKib(state_->runtime.pid));
}

void BulkStats::AddVcpus(TypedParams& out) const {
  const conf::DomainDef& def = state_->def();
  Add(out, "vcpu.current", def.vcpus.Current());
  Add(out, "vcpu.maximum", def.vcpus.maximum);
  if (!state_->active()) return;
  const std::vector<pid_t>& threads = state_->runtime.vcpu_threads;
  for (size_t i = 0; i < threads.size(); ++i) {
    if (threads[i] <= 0) continue;  // that vCPU is not plugged
    const CpuTimes times = ReadCpuTimes(state_->runtime.pid, threads[i]);
    Add(out, Numbered("vcpu", i, "state"), int32_t{vir::kVcpuRunning});
    Add(out, Numbered("vcpu", i, "time"), times.total_ns);
    Add(out, Numbered("vcpu", i, "wait"), uint64_t{0});
    const std::string schedstat =
        "/proc/" + std::to_string(state_->runtime.pid) + "/task/" + std::to_string(threads[i]) + "/schedstat";
    Add(out, Numbered("vcpu", i, "delay"), ReadNumber(schedstat, 1));
  }
}

void BulkStats::AddInterfaces(TypedParams& out) const {
  if (!state_->active()) return;
  const auto& interfaces = state_->live->devices.interfaces;
  Add(out, "net.count", static_cast<uint32_t>(interfaces.size()));
  for (size_t i = 0; i < interfaces.size(); ++i) {
    if (interfaces[i].target_dev.empty()) continue;
    auto stats = ReadInterfaceStats(interfaces[i].target_dev, /*swap=*/true);
    Add(out, Numbered("net", i, "name"), interfaces[i].target_dev);
    if (!stats.ok()) continue;
    const std::pair<const char*, int64_t> fields[] = {{"rx.bytes", stats->rx_bytes}, {"rx.pkts", stats->rx_packets},
                                                      {"rx.errs", stats->rx_errors}, {"rx.drop", stats->rx_dropped},
                                                      {"tx.bytes", stats->tx_bytes}, {"tx.pkts", stats->tx_packets},
                                                      {"tx.errs", stats->tx_errors}, {"tx.drop", stats->tx_dropped}};
    for (const auto& [name, value] : fields) Add(out, Numbered("net", i, name), static_cast<uint64_t>(value));
  }
}

void BulkStats::AddBlocks(TypedParams& out, absl::Time deadline) {
  const auto stats_answer = block_stats_ ? block_stats_->Answer(deadline) : nullptr;
  const auto nodes_answer = block_nodes_ ? block_nodes_->Answer(deadline) : nullptr;
  const std::vector<BlockFigures> figures = stats_answer ? ReadBlockStats(*stats_answer) : std::vector<BlockFigures>();
  const auto nodes = nodes_answer ? ReadBlockNodes(*nodes_answer) : std::map<std::string, NodeFigures>();
  const auto& disks = state_->def().devices.disks;
  Add(out, "block.count", static_cast<uint32_t>(disks.size()));
  for (size_t i = 0; i < disks.size(); ++i) {
    const conf::DiskDef& disk = disks[i];
    Add(out, Numbered("block", i, "name"), disk.target.dev);
    if (!disk.source.path.empty()) Add(out, Numbered("block", i, "path"), disk.source.path);
    if (disk.source.index > 0 && !disk.source.path.empty()) Add(out, Numbered("block", i, "backingIndex"), disk.source.index);
    const BlockFigures* found = nullptr;
    for (const BlockFigures& row : figures) {
      if (row.device == disk.info.alias) found = &row;
    }
    if (!found) {
      if (state_->active()) continue;
      const auto size = FindImageSize(disk);
      if (!size) continue;
      Add(out, Numbered("block", i, "allocation"), size->allocation);
      Add(out, Numbered("block", i, "capacity"), size->capacity);
      Add(out, Numbered("block", i, "physical"), size->physical);
      continue;
    }
    const std::pair<const char*, uint64_t> counters[] = {
        {"rd.reqs", found->read_requests},  {"rd.bytes", found->read_bytes},  {"rd.times", found->read_ns},
        {"wr.reqs", found->write_requests}, {"wr.bytes", found->write_bytes}, {"wr.times", found->write_ns},
        {"fl.reqs", found->flush_requests}, {"fl.times", found->flush_ns},
    };
    for (const auto& [name, value] : counters) Add(out, Numbered("block", i, name), value);
    // A drive without a medium has no sizes.
    if (auto node = nodes.find(found->node); node != nodes.end()) {
      Add(out, Numbered("block", i, "allocation"), found->highest_offset);
      Add(out, Numbered("block", i, "capacity"), node->second.capacity);
      if (node->second.actual_size) Add(out, Numbered("block", i, "physical"), *node->second.actual_size);
    }
  }
}

void BulkStats::AddIothreads(TypedParams& out, absl::Time deadline) {
  const auto answer = iothreads_ ? iothreads_->Answer(deadline) : nullptr;
  if (!answer || !answer->is_array()) return;
  Add(out, "iothread.count", static_cast<uint32_t>(answer->get_array().size()));
  for (const json::value& item : answer->get_array()) {
    if (!item.is_object()) continue;
    const std::string id = TextIn(item.get_object(), "id");
    if (!id.starts_with("iothread")) continue;
    const size_t number = strtoul(id.c_str() + 8, nullptr, 10);
    Add(out, Numbered("iothread", number, "poll-max-ns"), static_cast<uint64_t>(IntIn(item.get_object(), "poll-max-ns")));
    Add(out, Numbered("iothread", number, "poll-grow"), static_cast<uint32_t>(IntIn(item.get_object(), "poll-grow")));
    Add(out, Numbered("iothread", number, "poll-shrink"), static_cast<uint32_t>(IntIn(item.get_object(), "poll-shrink")));
  }
}

void BulkStats::AddDirtyRate(TypedParams& out, absl::Time deadline) {
  const auto answer = dirty_rate_ ? dirty_rate_->Answer(deadline) : nullptr;
  if (!answer || !answer->is_object()) return;
  const json::object& rate = answer->get_object();
  const std::string status = TextIn(rate, "status");
  Add(out, "dirtyrate.calc_status",
      int32_t{status == "measured"    ? vir::kDomainDirtyrateMeasured
              : status == "measuring" ? vir::kDomainDirtyrateMeasuring
                                      : vir::kDomainDirtyrateUnstarted});
  Add(out, "dirtyrate.calc_start_time", IntIn(rate, "start-time"));
  Add(out, "dirtyrate.calc_period", static_cast<int32_t>(IntIn(rate, "calc-time")));
  Add(out, "dirtyrate.calc_mode", TextIn(rate, "mode"));
  if (status == "measured") Add(out, "dirtyrate.megabytes_per_second", IntIn(rate, "dirty-rate"));
}

}  // namespace pleiad::qemu
