// SPDX-License-Identifier: Apache-2.0
// process_stats.h: what the kernel tells of a running domain's process and its threads (proc(5)). Never waits for QEMU.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace pleiad::qemu {

struct CpuTimes {
  uint64_t total_ns = 0;  // user and system
  uint64_t user_ns = 0, system_ns = 0;
  int32_t last_cpu = -1;
  char state = '?';  // as in proc(5): R, S, D, T, Z, …
};

// Of a process, or of one of its threads (`tid` other than 0). Zeros when it is gone.
CpuTimes ReadCpuTimes(pid_t pid, pid_t tid = 0);
// Resident memory, in KiB.
uint64_t ReadResidentKib(pid_t pid);

}  // namespace pleiad::qemu
