// SPDX-License-Identifier: Apache-2.0
// monitor_events.h: turns what QEMU tells of itself into the domain's state and the events of libvirt's clients.
// Everything here runs on the loop's thread and waits for nothing; what takes time goes to a worker.
#pragma once

#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// What the domain's monitor calls.
Monitor::Handlers HandlersFor(const QemuContext& context, const DomainPtr& domain);

}  // namespace pleiad::qemu
