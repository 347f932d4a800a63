// SPDX-License-Identifier: Apache-2.0
// device_properties.h: the -device argument of one device, also for device_add of a running domain.
#pragma once

#include "absl/status/statusor.h"
#include "virtqemud/command/builder.h"

namespace pleiad::qemu {

absl::StatusOr<JsonObject> DeviceOf(const Builder& b, const conf::DiskDef& disk);
absl::StatusOr<JsonObject> DeviceOf(const Builder& b, const conf::InterfaceDef& interface);

}  // namespace pleiad::qemu
