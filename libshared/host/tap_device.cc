// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/tap_device.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::host {
namespace {
constexpr char kTunDevice[] = "/dev/net/tun";
constexpr int kMostTries = 10000;  // names in use that are passed over

// Opens one queue of `name`. Exclusive: the tap must not be there.
absl::StatusOr<UniqueFd> OpenQueue(const std::string& name, const TapOptions& options, bool exclusive) {
  UniqueFd fd(open(kTunDevice, O_RDWR | O_CLOEXEC));
  if (!fd) return SystemError(ErrorDomain::kNone, errno, "Unable to open /dev/net/tun, is tun module loaded?");
  ifreq request{};
  memcpy(request.ifr_name, name.data(), std::min(name.size(), size_t{IFNAMSIZ - 1}));
  int flags = IFF_TAP | IFF_NO_PI;
  if (options.virtio_header) flags |= IFF_VNET_HDR;
  if (options.queues > 1) flags |= IFF_MULTI_QUEUE;
  if (exclusive) flags |= IFF_TUN_EXCL;
  request.ifr_flags = static_cast<int16_t>(flags);
  if (ioctl(fd.get(), TUNSETIFF, &request) < 0) return SystemError(ErrorDomain::kNone, errno, "Unable to create tap device " + name);
  return fd;
}

absl::StatusOr<UniqueFd> OpenFirst(const TapOptions& options, std::string& name) {
  if (!options.name.empty()) {
    name = options.name;
    return OpenQueue(name, options, /*exclusive=*/!options.existing);
  }
  // A name that was in use is not used again at once: who watches interfaces would take the new guest for the old one.
  static std::atomic<unsigned> next{0};
  for (int tries = 0; tries < kMostTries; ++tries) {
    name = "vnet" + std::to_string(next++);
    if (if_nametoindex(name.c_str()) != 0) continue;
    auto fd = OpenQueue(name, options, /*exclusive=*/true);
    if (fd.ok() || ErrorInfoOf(fd.status()).int1 != EBUSY) return fd;
  }
  return Error(ErrorDomain::kNone, ErrorCode::kInternalError, "no free name for a tap device after %s", name);
}
}  // namespace

absl::StatusOr<TapDevice> OpenTap(const TapOptions& options) {
  if (options.name.size() >= IFNAMSIZ) {
    return Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "interface name '%s' must have 1 to %d characters", options.name, IFNAMSIZ - 1);
  }
  TapDevice tap;
  ASSIGN_OR_RETURN(UniqueFd first, OpenFirst(options, tap.name));
  tap.queues.push_back(std::move(first));
  while (tap.queues.size() < options.queues) {
    ASSIGN_OR_RETURN(UniqueFd queue, OpenQueue(tap.name, options, /*exclusive=*/false));
    tap.queues.push_back(std::move(queue));
  }
  return tap;
}

}  // namespace pleiad::host
