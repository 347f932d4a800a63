// SPDX-License-Identifier: Apache-2.0
// domain_lists.h: which domains the flags of a list choose (virConnectListAllDomainsFlags).
#pragma once

#include <cstdint>

#include "virtqemud/domain/domain_state.h"

namespace pleiad::qemu {

inline constexpr uint32_t kListDomainsFlags = 0xffff;

// Flags come in groups of opposites; a group with none or all of its flags chooses nothing away.
bool MatchesListFlags(const DomainState& state, uint32_t flags);

}  // namespace pleiad::qemu
