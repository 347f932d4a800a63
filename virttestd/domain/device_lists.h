// SPDX-License-Identifier: Apache-2.0
// device_lists.h: a single device among those of a domain: where its kind is kept, and which one a description means.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/devices.h"

namespace pleiad::test {

// Each gives the alias of the device that it was about; empty where its kind has none.

// A device without an alias is given one when `give_alias`.
//   Errors  OPERATION_FAILED: its place is taken
absl::StatusOr<std::string> AddDevice(conf::Devices& devices, conf::DeviceDef device, bool give_alias);
//   Errors  DEVICE_MISSING (99)
absl::StatusOr<std::string> RemoveDevice(conf::Devices& devices, const conf::DeviceDef& device);
absl::StatusOr<std::string> RemoveDevice(conf::Devices& devices, const std::string& alias);
absl::StatusOr<std::string> ReplaceDevice(conf::Devices& devices, conf::DeviceDef device);

}  // namespace pleiad::test
