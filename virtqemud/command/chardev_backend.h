// SPDX-License-Identifier: Apache-2.0
// chardev_backend.h: -chardev: the host's end of a character device.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/chardev_source.h"

namespace pleiad::qemu {

// "socket,id=charserial0,…". `id` is the chardev's own. `parallel`: a device node is a parallel port.
//   Errors  CONFIG_UNSUPPORTED for what QEMU has not
absl::StatusOr<std::string> ChardevOption(const conf::ChardevSource& source, const std::string& id, bool parallel = false);

}  // namespace pleiad::qemu
