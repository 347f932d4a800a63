// SPDX-License-Identifier: Apache-2.0
// affinity.h: on which of the host's CPUs threads run.
#pragma once

#include <sys/types.h>

#include "absl/status/statusor.h"
#include "libshared/base/bitmap.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/driver/domain/types.h"

namespace pleiad::qemu {

Bitmap AllHostCpus();
// As clients take it: as many bytes as the host has CPUs for.
driver::CpuMap ToMap(const Bitmap& cpus);
//   Errors  INVALID_ARG "Empty cpu list for pinning"
absl::StatusOr<Bitmap> ParseCpuMap(const driver::CpuMap& cpus);

// The CPUs that the kernel lets a thread run on; all when the thread is not there.
Bitmap AffinityOf(pid_t tid);
absl::Status SetAffinity(pid_t tid, const Bitmap& cpus);

// What a definition says in `pins` of the place of number `id`, else the place of all threads.
Bitmap PinOf(const conf::DomainDef& def, const std::vector<conf::CpuPin>& pins, uint32_t id);
// Puts `cpus` into the list, which stays in order.
void SetPin(std::vector<conf::CpuPin>& pins, uint32_t id, const Bitmap& cpus);

}  // namespace pleiad::qemu
