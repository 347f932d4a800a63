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
extern const xml::EnumNames<PerfEventName> kPerfEventNames;

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
