// SPDX-License-Identifier: Apache-2.0
// recovery.h: what a daemon does first: finds the definitions and the domains that run, whoever started them, and starts those
// that are to start with the host. One domain that does not answer holds up nobody: each is taken up on a worker.
#pragma once

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Fills the table from the disk. Domains whose process is there are listed as running at once, and are taken up in the
// background. On the loop's thread, before clients are let in.
absl::Status LoadDomains(const QemuContext& context);

// Starts the domains marked for it, unless this host has done so since it booted.
void AutostartDomains(const QemuContext& context);

}  // namespace pleiad::qemu
