// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/figures.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace pleiad::test {
namespace {
void AddState(const DomainState& state, TypedParams& params) {
  params.push_back({"state.state", int32_t{state.state}});
  params.push_back({"state.reason", int32_t{state.reason}});
}

void AddCpu(const DomainState& state, TypedParams& params) {
  if (!state.active()) return;
  params.push_back({"cpu.time", kCpuTimeNs});
  params.push_back({"cpu.user", kUserTimeNs});
  params.push_back({"cpu.system", kSystemTimeNs});
}

void AddBalloon(const DomainState& state, TypedParams& params) {
  constexpr const char* kNames[] = {
      "swap_in", "swap_out", "major_fault", "minor_fault", "unused",          "available",     "",
      "rss",     "usable",   "last-update", "disk_caches", "hugetlb_pgalloc", "hugetlb_pgfail"};  // by virDomainMemoryStatTags;
                                                                                                  // the balloon's size is
                                                                                                  // "current"
  const conf::Memory& memory = state.def().memory;
  params.push_back({"balloon.current", memory.current_kib.value_or(memory.total_kib)});
  params.push_back({"balloon.maximum", uint64_t{memory.total_kib}});
  if (!state.active()) return;
  for (const driver::MemoryStat& stat : MemoryFigures(*state.live)) {
    if (stat.tag == vir::kDomainMemoryStatActualBalloon) continue;
    params.push_back({absl::StrCat("balloon.", kNames[stat.tag]), stat.value});
  }
}

void AddVcpus(const DomainState& state, TypedParams& params) {
  const uint32_t current = state.def().vcpus.Current();
  params.push_back({"vcpu.current", current});
  params.push_back({"vcpu.maximum", state.def().vcpus.maximum});
  for (uint32_t cpu = 0; state.active() && cpu < current; ++cpu) {
    params.push_back({absl::StrCat("vcpu.", cpu, ".state"), int32_t{1}});  // VIR_VCPU_RUNNING
    params.push_back({absl::StrCat("vcpu.", cpu, ".time"), kVcpuTimeNs + cpu});
  }
}

void AddInterfaces(const DomainState& state, TypedParams& params) {
  if (!state.active()) return;
  const auto& interfaces = state.live->devices.interfaces;
  params.push_back({"net.count", static_cast<uint32_t>(interfaces.size())});
  const driver::InterfaceStats figures = InterfaceFigures();
  for (size_t i = 0; i < interfaces.size(); ++i) {
    const std::string prefix = absl::StrCat("net.", i, ".");
    params.push_back({prefix + "name", interfaces[i].target_dev});
    const std::pair<const char*, int64_t> values[] = {{"rx.bytes", figures.rx_bytes}, {"rx.pkts", figures.rx_packets},
                                                      {"rx.errs", figures.rx_errors}, {"rx.drop", figures.rx_dropped},
                                                      {"tx.bytes", figures.tx_bytes}, {"tx.pkts", figures.tx_packets},
                                                      {"tx.errs", figures.tx_errors}, {"tx.drop", figures.tx_dropped}};
    for (const auto& [name, value] : values) params.push_back({prefix + name, static_cast<uint64_t>(value)});
  }
}

void AddBlocks(const DomainState& state, TypedParams& params) {
  const auto& disks = state.def().devices.disks;
  params.push_back({"block.count", static_cast<uint32_t>(disks.size())});
  const driver::BlockStats figures = BlockFigures();
  for (size_t i = 0; i < disks.size(); ++i) {
    const std::string prefix = absl::StrCat("block.", i, ".");
    params.push_back({prefix + "name", disks[i].target.dev});
    if (!disks[i].source.path.empty()) params.push_back({prefix + "path", disks[i].source.path});
    if (state.active()) {
      params.push_back({prefix + "rd.reqs", static_cast<uint64_t>(figures.read_requests)});
      params.push_back({prefix + "rd.bytes", static_cast<uint64_t>(figures.read_bytes)});
      params.push_back({prefix + "wr.reqs", static_cast<uint64_t>(figures.write_requests)});
      params.push_back({prefix + "wr.bytes", static_cast<uint64_t>(figures.write_bytes)});
    }
    const driver::BlockInfo sizes = SizesOf(state, disks[i]);
    params.push_back({prefix + "allocation", sizes.allocation});
    params.push_back({prefix + "capacity", sizes.capacity});
    params.push_back({prefix + "physical", sizes.physical});
    const auto threshold = state.thresholds.find(disks[i].target.dev);
    if (threshold != state.thresholds.end()) params.push_back({prefix + "threshold", threshold->second});
  }
}

void AddIothreads(const DomainState& state, TypedParams& params) {
  if (state.polling.empty()) return;
  params.push_back({"iothread.count", static_cast<uint32_t>(state.polling.size())});
  for (const auto& [id, polling] : state.polling) {
    const std::string prefix = absl::StrCat("iothread.", id, ".poll-");
    params.push_back({prefix + "max-ns", polling.max_ns});
    params.push_back({prefix + "grow", polling.grow});
    params.push_back({prefix + "shrink", polling.shrink});
  }
}

void AddDirtyRate(const DomainState& state, TypedParams& params) {
  if (!state.active()) return;
  const DirtyRate& rate = state.dirty_rate;
  const bool begun = rate.seconds > 0, done = begun && absl::Now() >= rate.begun + absl::Seconds(rate.seconds);
  const int32_t status = done    ? vir::kDomainDirtyrateMeasured
                         : begun ? vir::kDomainDirtyrateMeasuring
                                 : vir::kDomainDirtyrateUnstarted;
  params.push_back({"dirtyrate.calc_status", status});
  params.push_back({"dirtyrate.calc_start_time", begun ? absl::ToUnixSeconds(rate.begun) : int64_t{0}});
  params.push_back({"dirtyrate.calc_period", rate.seconds});
  const bool ring = (rate.mode & vir::kDomainDirtyrateModeDirtyRing) != 0;
  const bool bitmap = (rate.mode & vir::kDomainDirtyrateModeDirtyBitmap) != 0;
  params.push_back({"dirtyrate.calc_mode", std::string(ring ? "dirty-ring" : bitmap ? "dirty-bitmap" : "page-sampling")});
  if (!done) return;
  params.push_back({"dirtyrate.megabytes_per_second", kDirtyMibPerS});
  const uint32_t vcpus = state.live->vcpus.Current();
  for (uint32_t cpu = 0; ring && cpu < vcpus; ++cpu) {
    params.push_back({absl::StrCat("dirtyrate.vcpu.", cpu, ".megabytes_per_second"), kDirtyMibPerS / vcpus});
  }
}
}  // namespace

driver::BlockStats BlockFigures() {
  const int64_t us = absl::GetCurrentTimeNanos() / 1000;
  return {
      .read_requests = us / 10, .read_bytes = us / 20, .write_requests = us / 30, .write_bytes = us / 40, .errors = us / 2000000};
}

driver::InterfaceStats InterfaceFigures() {
  const int64_t us = absl::GetCurrentTimeNanos() / 1000;
  return {.rx_bytes = us / 10,
          .rx_packets = us / 100,
          .rx_errors = us / 1000000,
          .rx_dropped = us / 2000000,
          .tx_bytes = us / 20,
          .tx_packets = us / 110,
          .tx_errors = us / 3000000,
          .tx_dropped = us / 4000000};
}

std::vector<driver::MemoryStat> MemoryFigures(const conf::DomainDef& def) {
  const uint64_t current = def.memory.current_kib.value_or(def.memory.total_kib);
  return {{vir::kDomainMemoryStatActualBalloon, current},
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
}

driver::BlockInfo SizesOf(const DomainState& state, const conf::DiskDef& disk) {
  constexpr uint64_t kTiB = uint64_t{1} << 40;
  if (const auto at = state.disk_bytes.find(disk.target.dev); at != state.disk_bytes.end()) {
    return {.allocation = at->second, .capacity = at->second, .physical = at->second};
  }
  return {.allocation = kTiB, .capacity = kTiB - 5177344, .physical = kTiB};
}

TypedParams StatsOf(const DomainState& state, uint32_t groups) {
  struct Group {
    uint32_t bit;
    void (*add)(const DomainState&, TypedParams&);
  };
  constexpr Group kGroups[] = {{vir::kDomainStatsState, AddState},          {vir::kDomainStatsCpuTotal, AddCpu},
                               {vir::kDomainStatsBalloon, AddBalloon},      {vir::kDomainStatsVcpu, AddVcpus},
                               {vir::kDomainStatsInterface, AddInterfaces}, {vir::kDomainStatsBlock, AddBlocks},
                               {vir::kDomainStatsIothread, AddIothreads},   {vir::kDomainStatsDirtyrate, AddDirtyRate}};
  TypedParams params;
  for (const Group& group : kGroups) {
    if (groups == 0 || (groups & group.bit)) group.add(state, params);
  }
  return params;
}

}  // namespace pleiad::test
