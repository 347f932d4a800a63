// SPDX-License-Identifier: Apache-2.0
// start.h: from a definition to a running guest. What has been done is on disk before the next step, so that a daemon which
// is killed at any of them finds the guest again (recovery.h) and completes its start.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

struct StartOptions {
  bool paused = false;
  bool autodestroy = false;
  int32_t started_detail = vir::kDomainEventStartedBooted;
  int32_t running_reason = vir::kDomainRunningBooted;
  std::string incoming = {};  // QEMU's -incoming, for restore
  int incoming_fd = -1;  // what "fd:" in it means; the caller's
};

// Starts an inactive domain. The caller holds its job. On an error it is inactive again, with reason "failed".
absl::Status StartDomain(const QemuContext& context, const DomainPtr& domain, const StartOptions& options);

// The second half: talks to a QEMU that is there, fills in what only it knows, and lets the guest run unless it shall be
// paused. Also for a domain found after a restart whose start was not complete. The caller holds the job.
absl::Status CompleteStart(const QemuContext& context, const DomainPtr& domain);

// Connects to the monitor of the domain's process, and leaves it to the caller to begin with qmp_capabilities.
absl::StatusOr<std::shared_ptr<Monitor>> ConnectMonitor(const QemuContext& context, const DomainPtr& domain);

}  // namespace pleiad::qemu
