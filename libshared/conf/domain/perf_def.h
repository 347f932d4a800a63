// SPDX-License-Identifier: Apache-2.0
// perf_def.h: which performance events of the host are counted for a domain (<perf>).
#pragma once

#include <string>
#include <vector>

#include "libshared/xml/scalar.h"

namespace pleiad::conf {

// In the order in which documents have them. The name is also that of the statistic ("perf.cmt").
enum class PerfEventName {
  kCmt, kMbmt, kMbml, kCpuCycles, kInstructions, kCacheReferences, kCacheMisses, kBranchInstructions, kBranchMisses, kBusCycles,
  kStalledCyclesFrontend, kStalledCyclesBackend, kRefCpuCycles, kCpuClock, kTaskClock, kPageFaults, kContextSwitches,
  kCpuMigrations, kPageFaultsMin, kPageFaultsMaj, kAlignmentFaults, kEmulationFaults,
};
inline constexpr xml::EnumNames<PerfEventName> kPerfEventNames = {
    {PerfEventName::kCmt, "cmt"},
    {PerfEventName::kMbmt, "mbmt"},
    {PerfEventName::kMbml, "mbml"},
    {PerfEventName::kCpuCycles, "cpu_cycles"},
    {PerfEventName::kInstructions, "instructions"},
    {PerfEventName::kCacheReferences, "cache_references"},
    {PerfEventName::kCacheMisses, "cache_misses"},
    {PerfEventName::kBranchInstructions, "branch_instructions"},
    {PerfEventName::kBranchMisses, "branch_misses"},
    {PerfEventName::kBusCycles, "bus_cycles"},
    {PerfEventName::kStalledCyclesFrontend, "stalled_cycles_frontend"},
    {PerfEventName::kStalledCyclesBackend, "stalled_cycles_backend"},
    {PerfEventName::kRefCpuCycles, "ref_cpu_cycles"},
    {PerfEventName::kCpuClock, "cpu_clock"},
    {PerfEventName::kTaskClock, "task_clock"},
    {PerfEventName::kPageFaults, "page_faults"},
    {PerfEventName::kContextSwitches, "context_switches"},
    {PerfEventName::kCpuMigrations, "cpu_migrations"},
    {PerfEventName::kPageFaultsMin, "page_faults_min"},
    {PerfEventName::kPageFaultsMaj, "page_faults_maj"},
    {PerfEventName::kAlignmentFaults, "alignment_faults"},
    {PerfEventName::kEmulationFaults, "emulation_faults"},
};

struct PerfEvent {
  PerfEventName name = PerfEventName::kCmt;
  bool enabled = false;
};
struct Perf {
  std::vector<PerfEvent> events;
};
template <class Map>
void Fields(Map& m, Perf& perf);

}  // namespace pleiad::conf
