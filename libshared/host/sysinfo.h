// SPDX-License-Identifier: Apache-2.0
// sysinfo.h: the host's <sysinfo type='smbios'> document: what its maker wrote into the firmware.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "libshared/host/root.h"

namespace pleiad::host {

// From the SMBIOS tables (readable by root), or the few facts that the kernel shows everyone.
// Errors: kConfigUnsupported when the host has neither. Sources: /sys/firmware/dmi/tables/DMI, /sys/class/dmi/id.
absl::StatusOr<std::string> ReadSysinfo(const Root& root);

}  // namespace pleiad::host
