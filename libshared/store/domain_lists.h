// SPDX-License-Identifier: Apache-2.0
// domain_lists.h: which domains the flags of a list choose (virConnectListAllDomainsFlags), for every driver that has some.
//
// State has: bool active() const, bool persistent() const, bool autostart, int32_t state (virDomainState), and has_managed_save,
// as a field or a function; has_snapshots() and has_checkpoints() where its driver knows them.
#pragma once

#include <cstdint>

#include "libshared/base/domain_flags.h"
#include "libshared/base/domain_values.h"
#include "libshared/store/flag_pairs.h"

namespace pleiad::store {

inline constexpr uint32_t kListDomainsFlags = 0xffff;

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

template <class State>
bool HasManagedSave(const State& state) {
  if constexpr (requires { state.has_managed_save(); }) {
    return state.has_managed_save();
  } else {
    return state.has_managed_save;
  }
}
template <class State>
bool HasSnapshots(const State& state) {
  if constexpr (requires { state.has_snapshots(); }) return state.has_snapshots();
  return false;
}
template <class State>
bool HasCheckpoints(const State& state) {
  if constexpr (requires { state.has_checkpoints(); }) return state.has_checkpoints();
  return false;
}

template <class State>
bool MatchesListFlags(const State& state, uint32_t flags) {
  return PassesPair(flags, vir::kConnectListDomainsActive, vir::kConnectListDomainsInactive, state.active()) &&
         PassesPair(flags, vir::kConnectListDomainsPersistent, vir::kConnectListDomainsTransient, state.persistent()) &&
         PassesPair(flags, vir::kConnectListDomainsManagedsave, vir::kConnectListDomainsNoManagedsave, HasManagedSave(state)) &&
         PassesPair(flags, vir::kConnectListDomainsAutostart, vir::kConnectListDomainsNoAutostart, state.autostart) &&
         PassesPair(flags, vir::kConnectListDomainsHasSnapshot, vir::kConnectListDomainsNoSnapshot, HasSnapshots(state)) &&
         PassesPair(flags, vir::kConnectListDomainsHasCheckpoint, vir::kConnectListDomainsNoCheckpoint, HasCheckpoints(state)) &&
         PassesState(flags, state.state);
}

}  // namespace pleiad::store
