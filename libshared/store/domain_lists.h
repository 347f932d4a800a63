// SPDX-License-Identifier: Apache-2.0
// domain_lists.h: which domains the flags of a list choose (virConnectListAllDomainsFlags), for every driver that has some.
//
// State has: bool active() const, bool persistent() const, bool has_managed_save, bool autostart, int32_t state (virDomainState).
#pragma once

#include <cstdint>

#include "libshared/base/domain_flags.h"
#include "libshared/base/domain_values.h"

namespace pleiad::store {

inline constexpr uint32_t kListDomainsFlags = 0xffff;

// Of a group of opposite flags, none or all chooses nothing away.
inline bool PassesPair(uint32_t flags, uint32_t yes_flag, uint32_t no_flag, bool yes) {
  const uint32_t group = flags & (yes_flag | no_flag);
  return group == 0 || (group & (yes ? yes_flag : no_flag)) != 0;
}

inline bool PassesState(uint32_t flags, int32_t state) {
  constexpr uint32_t kGroup = vir::kConnectListDomainsRunning | vir::kConnectListDomainsPaused | vir::kConnectListDomainsShutoff |
                              vir::kConnectListDomainsOther;
  if ((flags & kGroup) == 0) return true;
  switch (state) {
    case vir::kDomainRunning:
      return (flags & vir::kConnectListDomainsRunning) != 0;
    case vir::kDomainPaused:
      return (flags & vir::kConnectListDomainsPaused) != 0;
    case vir::kDomainShutoff:
      return (flags & vir::kConnectListDomainsShutoff) != 0;
    default:
      return (flags & vir::kConnectListDomainsOther) != 0;
  }
}

// No driver has snapshots or checkpoints yet.
template <class State>
bool MatchesListFlags(const State& state, uint32_t flags) {
  return PassesPair(flags, vir::kConnectListDomainsActive, vir::kConnectListDomainsInactive, state.active()) &&
         PassesPair(flags, vir::kConnectListDomainsPersistent, vir::kConnectListDomainsTransient, state.persistent()) &&
         PassesPair(flags, vir::kConnectListDomainsManagedsave, vir::kConnectListDomainsNoManagedsave, state.has_managed_save) &&
         PassesPair(flags, vir::kConnectListDomainsAutostart, vir::kConnectListDomainsNoAutostart, state.autostart) &&
         PassesPair(flags, vir::kConnectListDomainsHasSnapshot, vir::kConnectListDomainsNoSnapshot, false) &&
         PassesPair(flags, vir::kConnectListDomainsHasCheckpoint, vir::kConnectListDomainsNoCheckpoint, false) &&
         PassesState(flags, state.state);
}

}  // namespace pleiad::store
