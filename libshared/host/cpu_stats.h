// SPDX-License-Identifier: Apache-2.0
// cpu_stats.h: how the host's CPUs spent their time since boot.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "libshared/host/memory.h"

namespace pleiad::host {

// "kernel", "user", "idle", "iowait" in nanoseconds; of all CPUs together with cpu -1. Errors: kInvalidArg for a CPU that is not there.
absl::StatusOr<std::vector<Stat>> ReadCpuStats(const Root& root, int cpu);

}  // namespace pleiad::host
