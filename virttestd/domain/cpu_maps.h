// SPDX-License-Identifier: Apache-2.0
// cpu_maps.h: sets of the pretended host's CPUs, and what threads are pinned to.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/driver/domain/types.h"

namespace pleiad::test {

// As many as clients are shown, of the sixteen.
Bitmap AllCpus();
driver::CpuMap MapOf(const Bitmap& cpus);
// INVALID_ARG "Empty WHAT for pinning" for a map without CPUs.
absl::StatusOr<Bitmap> ReadMap(const driver::CpuMap& bytes, const char* what);
// Where there is no pin, `otherwise`.
Bitmap PinOf(const std::vector<conf::CpuPin>& pins, uint32_t id, const Bitmap& otherwise);
void SetPin(std::vector<conf::CpuPin>& pins, uint32_t id, const Bitmap& cpus);

}  // namespace pleiad::test
