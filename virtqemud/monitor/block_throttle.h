// SPDX-License-Identifier: Apache-2.0
// block_throttle.h: the limits of a disk's I/O, as QEMU has them: block_set_io_throttle and query-block.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libshared/conf/domain/disk_def.h"

namespace pleiad::qemu {

class Monitor;

// The name under which QEMU's block commands know the disk's device.
std::string QdevOf(const conf::DiskDef& disk);

// Whether any limit is set.
bool HasLimits(const conf::DiskIoTune& tune);

// Zeroes take limits away.
absl::Status SetBlockThrottle(Monitor& monitor, const std::string& qdev, const conf::DiskIoTune& tune, absl::Time deadline);
//   Errors  INTERNAL_ERROR for a drive that is empty or not there
absl::StatusOr<conf::DiskIoTune> QueryBlockThrottle(Monitor& monitor, const std::string& qdev, absl::Time deadline);

}  // namespace pleiad::qemu
