// SPDX-License-Identifier: Apache-2.0
// cputune_def.h: how the host schedules and pins a domain's threads, and shares caches and memory bandwidth (<cputune>).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libshared/base/bitmap.h"

namespace pleiad::conf {

enum class Scheduler { kNone, kBatch, kIdle, kFifo, kRr };
struct SchedParam {
  Bitmap threads;  // vCPUs or I/O threads; empty for the emulator
  Scheduler scheduler = Scheduler::kNone;
  int32_t priority = 0;  // of fifo and rr
};
struct CpuPin {
  uint32_t id = 0;  // of the vCPU or I/O thread
  Bitmap cpus;      // of the host
};

enum class CacheType { kBoth, kCode, kData };
struct CacheAllocation {
  uint32_t id = 0, level = 0;
  CacheType type = CacheType::kBoth;
  uint64_t size_bytes = 0;
};
struct ResourceMonitor {
  uint32_t level = 0;  // of the cache; unused for memory
  Bitmap vcpus;
};
struct CacheTune {
  Bitmap vcpus;
  std::string id;  // of a running domain
  std::vector<CacheAllocation> caches;
  std::vector<ResourceMonitor> monitors;
};
struct MemoryBandwidth {
  uint32_t id = 0, bandwidth = 0;  // percent
};
struct MemoryTune {
  Bitmap vcpus;
  std::string id;
  std::vector<MemoryBandwidth> nodes;
  std::vector<ResourceMonitor> monitors;
};

// Periods and quotas in microseconds.
struct CpuTune {
  std::optional<uint64_t> shares, period, global_period, emulator_period, iothread_period;
  std::optional<int64_t> quota, global_quota, emulator_quota, iothread_quota;
  std::vector<CpuPin> vcpu_pins;
  Bitmap emulator_pin;  // empty: none
  std::vector<CpuPin> iothread_pins;
  std::vector<SchedParam> vcpu_scheds, iothread_scheds;
  std::optional<SchedParam> emulator_sched;
  std::vector<CacheTune> caches;
  std::vector<MemoryTune> memory;
};
template <class Map>
void Fields(Map& m, CpuTune& tune);

}  // namespace pleiad::conf
