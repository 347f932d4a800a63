// SPDX-License-Identifier: Apache-2.0
// identity.h: what the host is called: its name and its UUID.
#pragma once

#include <string>

#include "libshared/base/uuid.h"
#include "libshared/host/root.h"

namespace pleiad::host {

// libvirt's own version number that we speak for: what clients gate features on (major * 1000000 + minor * 1000 + release).
inline constexpr uint64_t kLibraryVersion = 9'000'000;

// The fully qualified name where the resolver knows one, else the plain one.
std::string ReadHostname();

// The firmware's (SMBIOS) UUID; where there is none, or one that is not meant seriously (all digits alike), the machine
// id; a random one as a last resort. Sources: /sys/devices/virtual/dmi/id/product_uuid, /etc/machine-id.
Uuid ReadHostUuid(const Root& root);

}  // namespace pleiad::host
