// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/memory.h"

#include <unistd.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::host {
namespace {
std::string CellFolder(uint32_t id) { return absl::StrCat("/sys/devices/system/node/node", id); }

// `key` as in "MemFree:", of the cell.
uint64_t CellKib(const Root& root, const Topology& topology, const Cell& cell, const char* key) {
  if (!topology.has_numa) return NumberAfter(root.Read("/proc/meminfo").value_or(""), key).value_or(0);
  const std::string text = root.Read(CellFolder(cell.id) + "/meminfo").value_or("");
  return NumberAfter(text, absl::StrCat("Node ", cell.id, " ", key)).value_or(0);
}

uint64_t FreeKib(const Root& root, const Topology& topology, const Cell& cell) { return CellKib(root, topology, cell, "MemFree:"); }

absl::StatusOr<uint64_t> FreePagesOf(const Root& root, const Topology& topology, const Cell* cell, uint32_t size_kib) {
  if (size_kib == static_cast<uint32_t>(::sysconf(_SC_PAGESIZE) / 1024)) {
    return (cell ? FreeKib(root, topology, *cell) : ReadFreeMemory(root, topology) / 1024) / size_kib;
  }
  const bool in_cell = cell != nullptr && topology.has_numa;
  const std::string folder = in_cell ? CellFolder(cell->id) + "/hugepages" : "/sys/kernel/mm/hugepages";
  const auto free = root.Number(absl::StrCat(folder, "/hugepages-", size_kib, "kB/free_hugepages"));
  if (free) return *free;
  if (cell == nullptr) return Error(ErrorDomain::kNone, ErrorCode::kOperationFailed, "page size %u is not available", size_kib);
  return Error(ErrorDomain::kNone, ErrorCode::kOperationFailed, "page size %u is not available on node %u", size_kib, cell->id);
}

absl::Status CheckFirst(const Topology& topology, int first) {
  const int last = static_cast<int>(topology.cells.back().id);
  if (first >= -1 && first <= last) return absl::OkStatus();
  return Error(ErrorDomain::kNone, ErrorCode::kInternalError, "start cell %d out of range (0-%d)", first, last);
}
}  // namespace

absl::StatusOr<std::vector<Stat>> ReadMemoryStats(const Root& root, const Topology& topology, int cell) {
  if (cell == -1) {
    ASSIGN_OR_RETURN(const std::string text, root.Read("/proc/meminfo"));
    const auto value = [&](std::string_view key) { return NumberAfter(text, key).value_or(0); };
    return std::vector<Stat>{
        {"total", value("MemTotal:")}, {"free", value("MemFree:")}, {"buffers", value("Buffers:")}, {"cached", value("Cached:")}};
  }
  if (cell < -1) {
    return PlainError(ErrorDomain::kNone, ErrorCode::kInvalidArg, "cellNum in virNodeGetMemoryStats only accepts -1 as a negative value");
  }
  const Cell* const found = topology.Find(static_cast<uint32_t>(cell));
  if (found == nullptr) {
    return PlainError(ErrorDomain::kNone, ErrorCode::kInvalidArg,
                      absl::StrCat("cellNum in virHostMemGetStats must be less than or equal to ", topology.cells.back().id));
  }
  return std::vector<Stat>{{"total", CellKib(root, topology, *found, "MemTotal:")}, {"free", FreeKib(root, topology, *found)}};
}

uint64_t ReadTotalMemory(const Root& root, const Topology& topology) {
  uint64_t total_kib = 0;
  for (const Cell& cell : topology.cells) total_kib += CellKib(root, topology, cell, "MemTotal:");
  return total_kib;
}

uint64_t ReadFreeMemory(const Root& root, const Topology& topology) {
  uint64_t free_kib = 0;
  for (const Cell& cell : topology.cells) free_kib += FreeKib(root, topology, cell);
  return free_kib * 1024;
}

absl::StatusOr<std::vector<uint64_t>> ReadCellsFreeMemory(const Root& root, const Topology& topology, int first, int max_cells) {
  RETURN_IF_ERROR(CheckFirst(topology, std::max(first, -1)));
  std::vector<uint64_t> free;
  for (const Cell& cell : topology.cells) {
    if (static_cast<int>(cell.id) < first || static_cast<int>(free.size()) >= max_cells) continue;
    free.push_back(FreeKib(root, topology, cell) * 1024);
  }
  return free;
}

absl::StatusOr<std::vector<uint64_t>> ReadFreePages(const Root& root, const Topology& topology, const std::vector<uint32_t>& sizes_kib,
                                                    int first, uint32_t count) {
  RETURN_IF_ERROR(CheckFirst(topology, first));
  std::vector<uint64_t> pages;
  const auto add = [&](const Cell* cell) -> absl::Status {
    for (uint32_t size : sizes_kib) {
      ASSIGN_OR_RETURN(const uint64_t free, FreePagesOf(root, topology, cell, size));
      pages.push_back(free);
    }
    return absl::OkStatus();
  };
  if (first == -1) {
    RETURN_IF_ERROR(add(nullptr));
    return pages;
  }
  for (const Cell& cell : topology.cells) {
    if (cell.id < static_cast<uint32_t>(first) || cell.id - static_cast<uint32_t>(first) >= count) continue;
    RETURN_IF_ERROR(add(&cell));
  }
  return pages;
}

TypedParams ReadMemoryParameters(const Root& root) {
  TypedParams params;
  const auto take = [&](const char* file, const char* name, auto type) {
    if (auto value = root.Number(absl::StrCat("/sys/kernel/mm/ksm/", file))) params.push_back({name, static_cast<decltype(type)>(*value)});
  };
  take("pages_to_scan", "shm_pages_to_scan", uint32_t{});
  take("sleep_millisecs", "shm_sleep_millisecs", uint32_t{});
  take("pages_shared", "shm_pages_shared", uint64_t{});
  take("pages_sharing", "shm_pages_sharing", uint64_t{});
  take("pages_unshared", "shm_pages_unshared", uint64_t{});
  take("pages_volatile", "shm_pages_volatile", uint64_t{});
  take("full_scans", "shm_full_scans", uint64_t{});
  take("merge_across_nodes", "shm_merge_across_nodes", uint32_t{});
  return params;
}

}  // namespace pleiad::host
