// SPDX-License-Identifier: Apache-2.0
// features.h: two things of the host that its capabilities tell: an IOMMU, and the ways it can be put to sleep.
#pragma once

#include "libshared/host/root.h"

namespace pleiad::host {

// The kernel groups devices by IOMMU. Source: /sys/kernel/iommu_groups.
bool HasIommu(const Root& root);

struct SleepStates {
  bool memory = false, disk = false, hybrid = false;  // suspend-to-RAM, -disk, both
};
// What the kernel offers. Source: /sys/power/state, /sys/power/disk.
SleepStates ReadSleepStates(const Root& root);

}  // namespace pleiad::host
