// SPDX-License-Identifier: Apache-2.0
// vcpu_plug.h: gives a running guest more virtual CPUs, or takes some away.
#pragma once

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Brings the guest to `count` vCPUs and notes it in `live`, which the caller publishes. What was there at boot stays.
//   Errors  CONFIG_UNSUPPORTED when too few can be plugged or unplugged; OPERATION_TIMEOUT when the guest keeps a vCPU
absl::Status PlugVcpus(const QemuContext& context, const DomainPtr& domain, conf::DomainDef& live, uint32_t count);

}  // namespace pleiad::qemu
