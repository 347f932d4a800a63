// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/domain_lists.h"

namespace pleiad::qemu {
namespace {
// A group of list flags: none or all of them set is no filter.
bool Passes(uint32_t flags, uint32_t yes_flag, uint32_t no_flag, bool yes) {
  const uint32_t group = flags & (yes_flag | no_flag);
  return group == 0 || (group & (yes ? yes_flag : no_flag)) != 0;
}

bool PassesState(uint32_t flags, int32_t state) {
  const uint32_t group = flags & (vir::kConnectListDomainsRunning | vir::kConnectListDomainsPaused | vir::kConnectListDomainsShutoff |
                                  vir::kConnectListDomainsOther);
  if (group == 0) return true;
  switch (state) {
    case vir::kDomainRunning: return (group & vir::kConnectListDomainsRunning) != 0;
    case vir::kDomainPaused: return (group & vir::kConnectListDomainsPaused) != 0;
    case vir::kDomainShutoff: return (group & vir::kConnectListDomainsShutoff) != 0;
    default: return (group & vir::kConnectListDomainsOther) != 0;
  }
}
}  // namespace

bool MatchesListFlags(const DomainState& state, uint32_t flags) {
  return Passes(flags, vir::kConnectListDomainsActive, vir::kConnectListDomainsInactive, state.active()) &&
         Passes(flags, vir::kConnectListDomainsPersistent, vir::kConnectListDomainsTransient, state.persistent()) &&
         Passes(flags, vir::kConnectListDomainsManagedsave, vir::kConnectListDomainsNoManagedsave, state.has_managed_save) &&
         Passes(flags, vir::kConnectListDomainsAutostart, vir::kConnectListDomainsNoAutostart, state.autostart) &&
         Passes(flags, vir::kConnectListDomainsHasSnapshot, vir::kConnectListDomainsNoSnapshot, false) &&
         Passes(flags, vir::kConnectListDomainsHasCheckpoint, vir::kConnectListDomainsNoCheckpoint, false) &&
         PassesState(flags, state.state);
}

}  // namespace pleiad::qemu
