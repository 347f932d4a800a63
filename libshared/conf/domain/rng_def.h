// SPDX-License-Identifier: Apache-2.0
// rng_def.h: <rng>, a source of entropy for the guest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/chardev_source.h"

namespace pleiad::conf {

enum class RngBackend { kRandom, kEgd, kBuiltin };
inline constexpr xml::EnumNames<RngBackend> kRngBackends = {{RngBackend::kRandom, "random"}, {RngBackend::kEgd, "egd"}, {RngBackend::kBuiltin, "builtin"}};

struct RngDef {
  VirtioModel model = VirtioModel::kVirtio;
  RngBackend backend = RngBackend::kRandom;
  std::string device;    // random: a path of the host's
  ChardevSource source;  // egd
  uint32_t rate_bytes = 0, rate_period = 0;  // period in ms; 0 is not given
  VirtioOptions virtio;
  DeviceInfo info;
};

void Fields(xml::Reader&, RngDef&);
void Fields(xml::Writer&, RngDef&);
absl::Status Check(const RngDef& rng);

}  // namespace pleiad::conf
