// SPDX-License-Identifier: Apache-2.0
// vcpu_plug.h: gives a running guest more virtual CPUs, or takes some away.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {

// Brings the guest to `count` vCPUs and notes it in `live`, which the caller publishes. What was there at boot stays.
//   Errors  CONFIG_UNSUPPORTED when too few can be plugged or unplugged; OPERATION_TIMEOUT when the guest keeps a vCPU
absl::Status PlugVcpus(const QemuContext& context, const DomainPtr& domain, conf::DomainDef& live, uint32_t count);

// Plugs those of `chosen` that are not there yet, in this order.
//   Errors  CONFIG_UNSUPPORTED when the machine has no place for one
absl::Status PlugChosenVcpus(Monitor& monitor, const std::vector<conf::Vcpu>& chosen, absl::Time deadline);

// Threads by vCPU; 0 for those that are not plugged.
std::vector<pid_t> ThreadsByVcpu(const std::vector<CpuThread>& cpus);

}  // namespace pleiad::qemu
