// SPDX-License-Identifier: Apache-2.0
// first_settings.h: what QEMU is told over its monitor before the guest runs for the first time, because its command line
// can't say it, or must not. Each step may be repeated: a daemon that died during a start does the rest of it anew.
#pragma once

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Plugs the vCPUs that are enabled and hotpluggable: -smp has only those that stay.
//   Errors  CONFIG_UNSUPPORTED when the machine has no place for one
absl::Status PlugFirstVcpus(const QemuContext& context, const DomainPtr& domain);

// Passwords of displays, links that are down, the balloon, throttled disks, and what a reboot does.
absl::Status MakeFirstSettings(const QemuContext& context, const DomainPtr& domain);

}  // namespace pleiad::qemu
