// SPDX-License-Identifier: Apache-2.0
#include "virttestd/host.h"

#include <unistd.h>

#include <numeric>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virttestd/flags.h"

namespace pleiad::test {
namespace {
constexpr char kSysinfo[] = R"(<sysinfo type='smbios'>
  <bios>
    <entry name='vendor'>LENOVO</entry>
    <entry name='version'>G4ETA1WW (2.61 )</entry>
    <entry name='date'>05/07/2014</entry>
    <entry name='release'>2.61</entry>
  </bios>
</sysinfo>
)";

// The path of "test:///default" or "test+unix:///default?socket=...".
std::string PathOf(std::string_view uri) {
  const size_t colon = uri.find(':');
  uri.remove_prefix(colon == std::string_view::npos ? uri.size() : colon + 1);
  if (uri.starts_with("//")) {
    uri.remove_prefix(2);
    const size_t slash = uri.find('/');
    uri.remove_prefix(slash == std::string_view::npos ? uri.size() : slash);
  }
  return std::string(uri.substr(0, uri.find('?')));
}
}  // namespace

absl::StatusOr<std::string> NodePathOf(const std::string& uri) {
  if (uri.empty()) return kDefaultNodePath;
  if (!uri.starts_with("test:") && !uri.starts_with("test+")) return MakeError(ErrorDomain::kTest, ErrorCode::kNoConnect, uri);
  const std::string path = PathOf(uri);
  if (!path.empty() && path != "/") return path;
  return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "testOpen: supply a path or use test:///default");
}

// Other nodes are opened before it is asked (TestDriver).
absl::Status Host::Open(const Caller&, const std::optional<std::string>& uri, uint32_t) {
  ASSIGN_OR_RETURN(const std::string path, NodePathOf(uri.value_or("")));
  if (path == kDefaultNodePath) return absl::OkStatus();
  return Error(ErrorDomain::kTest, ErrorCode::kConfigUnsupported, "only test:///default is served, no node from '%s'", path);
}

absl::StatusOr<std::string> Host::Uri(const Caller&) { return node_.uri; }

// How domains can be moved: by protocol 3, with parameters, kept from changes meanwhile, and while they do not run.
absl::StatusOr<bool> Host::SupportsFeature(const Caller&, int32_t feature) {
  constexpr int32_t kVersion3 = 6, kChangeProtection = 7, kOffline = 12, kParams = 13;  // VIR_DRV_FEATURE_MIGRATION_…
  return feature == kVersion3 || feature == kChangeProtection || feature == kOffline || feature == kParams;
}

absl::StatusOr<std::string> Host::Hostname(const Caller&) {
  char name[256] = {};
  if (gethostname(name, sizeof name - 1) != 0) return SystemError(ErrorDomain::kTest, errno, "failed to determine host name");
  return std::string(name);
}

absl::StatusOr<std::string> Host::Capabilities(const Caller&) { return FormatNodeCapabilities(node_); }

absl::StatusOr<int32_t> Host::MaxVcpus(const Caller&, const std::optional<std::string>&) { return 32; }

absl::StatusOr<std::string> Host::Sysinfo(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testConnectGetSysinfo"));
  return kSysinfo;
}

absl::StatusOr<driver::NodeInfo> Host::GetNodeInfo(const Caller&) { return node_.info; }

absl::StatusOr<std::vector<driver::NodeStat>> Host::NodeCpuStats(const Caller&, int32_t cpu, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNodeGetCPUStats"));
  if (cpu > 1 && cpu != -1) return Error(ErrorDomain::kTest, ErrorCode::kInternalError, "invalid cpu number: %d", cpu);
  return std::vector<driver::NodeStat>{
      {"user", 9797400000}, {"kernel", 34678723400000}, {"idle", 87264900000}, {"iowait", 763600000}};
}

// Half of it is free.
absl::StatusOr<std::vector<driver::NodeStat>> Host::NodeMemoryStats(const Caller&, int32_t cell, uint32_t flags) {
  constexpr int32_t kAllCells = -1;
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNodeGetMemoryStats"));
  if (cell < kAllCells || cell >= static_cast<int32_t>(node_.cells.size())) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "cellNum in %s must be less than or equal to %d",
                 "virNodeGetMemoryStats", static_cast<int32_t>(node_.cells.size()) - 1);
  }
  const uint64_t total_kib = cell == kAllCells ? node_.info.memory_kib : node_.cells[static_cast<size_t>(cell)].memory_kib;
  std::vector<driver::NodeStat> stats = {{"total", total_kib}, {"free", total_kib / 2}};
  if (cell == kAllCells) stats.insert(stats.end(), {{"buffers", 0}, {"cached", total_kib / 8}});
  return stats;
}

absl::StatusOr<driver::NodeCpuMap> Host::GetNodeCpuMap(const Caller&, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNodeGetCPUMap"));
  return driver::NodeCpuMap{.online_map = "\x15", .online = 3, .total = 8};
}

absl::StatusOr<uint64_t> Host::NodeFreeMemory(const Caller&) {
  return std::accumulate(node_.cells.begin(), node_.cells.end(), uint64_t{0},
                         [](uint64_t sum, const Cell& cell) { return sum + cell.memory_kib / 2; });
}

absl::StatusOr<std::vector<uint64_t>> Host::NodeCellsFreeMemory(const Caller&, int32_t start_cell, int32_t max_cells) {
  if (start_cell < 0 || static_cast<size_t>(start_cell) >= node_.cells.size()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, "Range exceeds available cells");
  }
  std::vector<uint64_t> free;
  for (size_t i = static_cast<size_t>(start_cell); i < node_.cells.size() && static_cast<int32_t>(free.size()) < max_cells; ++i) {
    free.push_back(node_.cells[i].memory_kib);
  }
  return free;
}

// Made up as the stock driver makes them up: by the place of the question alone.
absl::StatusOr<std::vector<uint64_t>> Host::NodeFreePages(const Caller&, const std::vector<uint32_t>& page_sizes_kib, int32_t,
                                                          uint32_t cell_count, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testNodeGetFreePages"));
  std::vector<uint64_t> free;
  for (uint32_t cell = 0; cell < cell_count; ++cell) {
    uint64_t pages = 6;
    for (size_t i = 0; i < page_sizes_kib.size(); ++i) free.push_back(pages = pages * 2 + 7);
  }
  return free;
}

absl::StatusOr<driver::SecurityModel> Host::NodeSecurityModel(const Caller&) { return driver::SecurityModel{"testSecurity", ""}; }

}  // namespace pleiad::test
