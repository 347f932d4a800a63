// SPDX-License-Identifier: Apache-2.0
// agent_session.h: the guest agent for the length of one call. For .cc files: it brings in the whole of Boost.JSON.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <memory>
#include <string_view>

#include "libshared/base/status_macros.h"
#include "libshared/driver/domain/types.h"
#include "virtqemud/domain/context.h"
#include "virtqemud/domain/run/agent.h"

namespace pleiad::qemu {

// The agent of a domain, and until when it may take.
struct AgentSession {
  DomainPtr domain;
  std::shared_ptr<Agent> agent;
  absl::Time deadline;

  absl::StatusOr<boost::json::value> Execute(std::string_view command, const boost::json::object& arguments = {}) const {
    return agent->Execute(command, arguments, deadline);
  }
};
//   Errors  NO_DOMAIN, OPERATION_INVALID, and those of AgentOf
absl::StatusOr<AgentSession> OpenAgent(const QemuContext& context, const DomainRef& ref);

// INTERNAL_ERROR for an answer of another shape than the agent's documentation says.
absl::Status MalformedAgentAnswer(const char* command);

// One entry of guest-network-get-interfaces.
driver::GuestInterface ReadInterface(const boost::json::object& item);

}  // namespace pleiad::qemu
