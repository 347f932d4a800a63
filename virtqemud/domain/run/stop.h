// SPDX-License-Identifier: Apache-2.0
// stop.h: what happens when a domain's process has ended, or is to end. Nothing here waits for QEMU's goodwill.
#pragma once

#include <optional>

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// A run is one life of a domain's process, named by the id that the domain has in it. All here is about one run: a domain that
// has ended meanwhile, and may have been started again, is left alone.

// Ends the process: SIGTERM, and after `grace` SIGKILL (at once with zero). Returns when it is gone.
// `reason` is what the domain's end will be put down to (virDomainShutoffReason).
//   Errors  OPERATION_TIMEOUT (graceful_only and it did not go, or the start has no process yet), OPERATION_FAILED (it can't be
//           killed: stuck in the kernel)
absl::Status KillProcess(const QemuContext& context, const DomainPtr& domain, int32_t run, absl::Duration grace, bool graceful_only,
                         int32_t reason);

// Makes the domain inactive after its process has gone: gives back what it had of the host, takes the record away, says so
// in an event, and forgets a transient domain. When somebody else is at it, returns after that. On a worker, without the job.
void FinishDomain(const QemuContext& context, const DomainPtr& domain, int32_t run, int32_t default_reason);
// The same without the event, for who tells it later. Returns its detail (of STOPPED), or none when there is nothing to tell:
// the run had ended before, or it is a start that failed, of which nobody has heard.
std::optional<int32_t> EndRun(const QemuContext& context, const DomainPtr& domain, int32_t run, int32_t default_reason);

// Watches the process of the run and finishes the domain when it ends. From any thread.
void WatchProcess(const QemuContext& context, const DomainPtr& domain, int32_t run, std::shared_ptr<DomainProcess> process);

}  // namespace pleiad::qemu
