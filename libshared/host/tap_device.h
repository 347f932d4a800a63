// SPDX-License-Identifier: Apache-2.0
// tap_device.h: tap devices, the host's end of a guest's network card. A tap lives as long as somebody has it open: when the
// process that inherits the descriptors ends, it is gone, whoever watches.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::host {

struct TapDevice {
  std::string name;
  std::vector<UniqueFd> queues;
};

struct TapOptions {
  std::string name;         // empty: the first free one of "vnetN", counted on through the life of this process
  size_t queues = 1;
  bool virtio_header = true;  // offloads pass through; for virtio cards
  bool existing = false;      // the name is a tap that somebody has made before
};
//   Errors  SYSTEM_ERROR "Unable to create tap device NAME: Device or resource busy", "Unable to open /dev/net/tun, is tun
//           module loaded?: …"
absl::StatusOr<TapDevice> OpenTap(const TapOptions& options);

}  // namespace pleiad::host
