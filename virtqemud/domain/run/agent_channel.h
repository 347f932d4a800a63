// SPDX-License-Identifier: Apache-2.0
// agent_channel.h: keeps the connection to a domain's guest agent with the state of its channel.
#pragma once

#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

bool HasAgentChannel(const conf::DomainDef& def);

// The agent of a running domain.
//   Errors  OPERATION_INVALID (not running), ARGUMENT_UNSUPPORTED (no channel for one), AGENT_UNRESPONSIVE (not connected)
absl::StatusOr<std::shared_ptr<Agent>> AgentOf(const DomainPtr& domain);

// The guest has opened or closed the agent's port. On the loop's thread.
void OnAgentChannel(const QemuContext& context, const DomainPtr& domain, bool open);

// Connects to the agent of a domain that was running before this daemon, when its channel was open. On the loop's thread.
void ReopenAgentChannel(const QemuContext& context, const DomainPtr& domain);

}  // namespace pleiad::qemu
