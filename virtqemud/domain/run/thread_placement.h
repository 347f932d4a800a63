// SPDX-License-Identifier: Apache-2.0
// thread_placement.h: puts the threads of a running QEMU onto the host's CPUs that its definition names for each.
#pragma once

#include "absl/status/status.h"
#include "virtqemud/domain/domain_state.h"

namespace pleiad::qemu {

// vCPUs, I/O threads and all others ("the emulator"). Threads of which nothing is said stay where they are.
//   Errors  SYSTEM_ERROR "cannot set CPU affinity on process TID: Invalid argument" for CPUs that the host has not
absl::Status PlaceThreads(const DomainState& state);

}  // namespace pleiad::qemu
