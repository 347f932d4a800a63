// SPDX-License-Identifier: Apache-2.0
// memory.h: free memory and pages of the host and of its cells, memory statistics and the settings of KSM.
// Nothing here is cached: every call reads the kernel's files once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/typed_param.h"
#include "libshared/host/root.h"
#include "libshared/host/topology.h"

namespace pleiad::host {

struct Stat {
  std::string name;
  uint64_t value = 0;
  friend bool operator==(const Stat&, const Stat&) = default;
};

// Of the whole host with cell -1 ("total", "free", "buffers", "cached"), else of one cell ("total", "free"); in KiB.
// Errors: kInvalidArg for a cell that is not there.
absl::StatusOr<std::vector<Stat>> ReadMemoryStats(const Root& root, const Topology& topology, int cell);

// KiB. With NUMA the sum over the cells; memory may be plugged while we run.
uint64_t ReadTotalMemory(const Root& root, const Topology& topology);

// Bytes. With NUMA the sum over the cells, as virNodeGetFreeMemory counts.
uint64_t ReadFreeMemory(const Root& root, const Topology& topology);

// Bytes free of up to `max_cells` cells from `first` on. Errors: kInternalError when `first` is out of range.
absl::StatusOr<std::vector<uint64_t>> ReadCellsFreeMemory(const Root& root, const Topology& topology, int first, int max_cells);

// For each of `count` cells from `first` on (-1: the whole host) the free pages of each of `sizes_kib`, flat, cell by cell.
// Cells past the last are left out. Errors: kOperationFailed for a size that the cell does not have.
absl::StatusOr<std::vector<uint64_t>> ReadFreePages(const Root& root, const Topology& topology, const std::vector<uint32_t>& sizes_kib,
                                                    int first, uint32_t count);

// KSM ("shm_pages_to_scan" and its siblings); what the kernel lacks is left out. Source: /sys/kernel/mm/ksm.
TypedParams ReadMemoryParameters(const Root& root);

}  // namespace pleiad::host
