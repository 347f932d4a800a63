// SPDX-License-Identifier: Apache-2.0
// topology.h: the host's NUMA nodes ("cells") with their memory, pages, distances and CPUs, the caches that CPUs share,
// and the summary that virNodeGetInfo gives. Sources: /sys/devices/system/node, /sys/devices/system/cpu.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libshared/host/cpu_info.h"
#include "libshared/host/root.h"

namespace pleiad::host {

struct CellCpu {
  uint32_t id = 0;
  bool known = true;  // false for an offline CPU, whose place the kernel does not tell
  uint32_t socket = 0, die = 0, core = 0;
  Bitmap siblings;
};
struct PagePool {
  uint64_t size_kib = 0;
  uint64_t count = 0;
};
struct CellDistance {
  uint32_t id = 0;
  uint32_t value = 0;
};
struct Cell {
  uint32_t id = 0;
  uint64_t memory_kib = 0;
  std::vector<PagePool> pages;
  std::vector<CellDistance> distances;
  std::vector<CellCpu> cpus;
};
struct CacheBank {
  uint32_t id = 0;
  uint32_t level = 0;
  std::string type;  // "both", "code" or "data"
  uint64_t size_kib = 0;
  Bitmap cpus;
};

struct Topology {
  bool has_numa = false;  // false: one cell that stands for the whole machine
  std::vector<Cell> cells;
  std::vector<CacheBank> caches;  // the last level, as libvirt lists it

  const Cell* Find(uint32_t id) const;
};
Topology ReadTopology(const Root& root);
// Reads anew what changes while the CPUs stay: memory (it may be plugged) and pools of huge pages.
void RefreshMemory(const Root& root, Topology& topology);

// virNodeInfo: 32 bytes of model on the wire; sockets are those of one node.
struct NodeInfo {
  std::string model;
  uint64_t memory_kib = 0;
  uint32_t cpus = 0, mhz = 0, nodes = 0, sockets = 0, cores = 0, threads = 0;
};
NodeInfo MakeNodeInfo(const Topology& topology, const CpuInfo& cpu, const CpuMap& map);

// The sizes of pages that this machine has, in KiB and ascending: the usual one first, then huge pages.
std::vector<uint64_t> ReadPageSizes(const Root& root);

}  // namespace pleiad::host
