// SPDX-License-Identifier: Apache-2.0
// stop.h: what happens when a domain's process has ended, or is to end. Nothing here waits for QEMU's goodwill.
#pragma once

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Ends the process: SIGTERM, and after `grace` SIGKILL (at once with zero). Returns when it is gone.
// `reason` is what the domain's end will be put down to (virDomainShutoffReason).
//   Errors  OPERATION_TIMEOUT (graceful_only and it did not go), SYSTEM_ERROR (it can't be killed: stuck in the kernel)
absl::Status KillProcess(const QemuContext& context, const DomainPtr& domain, absl::Duration grace, bool graceful_only, int32_t reason);

// Makes the domain inactive after its process has gone: gives back what it had of the host, takes the record away, says so
// in an event, and forgets a transient domain. Safe to call more than once. On a worker, without the job.
void FinishDomain(const QemuContext& context, const DomainPtr& domain, int32_t default_reason);

// Watches the process and finishes the domain when it ends. From any thread.
void WatchProcess(const QemuContext& context, const DomainPtr& domain, std::shared_ptr<DomainProcess> process);

}  // namespace pleiad::qemu
