// SPDX-License-Identifier: Apache-2.0
// host_resources.h: what a domain's process needs of the host before its command line can be written: ports of displays, tap
// devices, folders, the variable store of its firmware, access to its images. Given back when it ends, also by a daemon
// that did not start it: everything is found again in the running definition.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "libshared/host/service_manager.h"
#include "virtqemud/command/command_line.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

struct HostResources {
  PassedFds fds;
  std::vector<std::vector<int>> tap_fds, vhost_fds;  // numbers in QEMU, by interface
  host::TransientService service;                    // limits and devices of its unit
};

// Fills in `def` what only a running domain has. On an error nothing stays taken.
//   Errors  those of the part that failed: CONFIG_UNSUPPORTED, SYSTEM_ERROR, INTERNAL_ERROR, NO_NETWORK, …
absl::Status AcquireHostResources(const QemuContext& context, conf::DomainDef& def, const Runtime& runtime, HostResources& resources);
// Gives back what the run has; also what only half of it was acquired. More than once does no harm.
void ReleaseHostResources(const QemuContext& context, const conf::DomainDef& def, const Runtime& runtime);
// For a new daemon, before it ends or starts any: keeps what the recorded domains have, and gives back what an earlier daemon
// took for a start that it did not live to record.
void AdoptHostResources(const QemuContext& context, const std::vector<DomainState>& running);

}  // namespace pleiad::qemu
