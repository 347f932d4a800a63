// SPDX-License-Identifier: Apache-2.0
// running_facts.h: what only the running QEMU knows of its domain: ptys, threads, the memory it has, the state it is in.
#pragma once

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Asks QEMU and publishes the answers in the running definition. Changes nothing in QEMU.
absl::Status LearnRunningFacts(const QemuContext& context, const DomainPtr& domain);
// Gives the balloon of a domain that starts its size and its period.
absl::Status SetUpBalloon(const QemuContext& context, const DomainPtr& domain);

// Tells systemd-machined of it, in the background; a host without machined is fine.
void RegisterMachineLater(const QemuContext& context, const DomainPtr& domain);

}  // namespace pleiad::qemu
