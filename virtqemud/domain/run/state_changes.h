// SPDX-License-Identifier: Apache-2.0
// state_changes.h: the ways in which a domain's state changes, each with its record on disk and its event. From any thread.
#pragma once

#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Publishes state and reason and records them; nothing when they are so already or the domain is inactive.
// True when something changed.
bool SetState(const QemuContext& context, const DomainPtr& domain, int32_t state, int32_t reason);

// Records a running domain; nothing when it is inactive.
absl::Status WriteStatus(const QemuContext& context, const DomainPtr& domain);
// The same; a failure is logged, since the guest runs on whatever the disk says.
void RecordStatus(const QemuContext& context, const DomainPtr& domain);

}  // namespace pleiad::qemu
