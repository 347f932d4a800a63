// SPDX-License-Identifier: Apache-2.0
// taint.h: marks of a running domain that users have reached around the daemon, which then may believe what is no longer so.
#pragma once

#include <algorithm>
#include <string>

#include "virtqemud/domain/domain_state.h"

namespace pleiad::qemu {

// As virDomainGetMessages words them.
inline constexpr char kCustomMonitorTaint[] = "custom monitor control commands issued";
inline constexpr char kCustomAgentTaint[] = "custom guest agent control commands issued";

// Each mark stands once.
inline void Taint(DomainState& state, const char* what) {
  if (std::find(state.tainted.begin(), state.tainted.end(), what) == state.tainted.end()) state.tainted.emplace_back(what);
}

}  // namespace pleiad::qemu
