// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/features.h"

namespace pleiad::host {

bool HasIommu(const Root& root) { return !root.Names("/sys/kernel/iommu_groups").empty(); }

SleepStates ReadSleepStates(const Root& root) {
  const std::string states = " " + root.Line("/sys/power/state").value_or("") + " ";
  const std::string disk = root.Line("/sys/power/disk").value_or("");
  SleepStates sleep;
  sleep.memory = states.find(" mem ") != std::string::npos;
  sleep.disk = states.find(" disk ") != std::string::npos && disk.find("disabled") == std::string::npos;
  sleep.hybrid = sleep.disk && disk.find("suspend") != std::string::npos;
  return sleep;
}

}  // namespace pleiad::host
