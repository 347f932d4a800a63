// SPDX-License-Identifier: Apache-2.0
// lifecycle_def.h: what happens when a guest ends or sleeps: on_poweroff and its siblings, <pm>.
#pragma once

#include "libshared/conf/tristate.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {

enum class LifecycleAction { kDestroy, kRestart, kRestartRename, kPreserve, kCoredumpDestroy, kCoredumpRestart };
enum class LockFailureAction { kDefault, kPoweroff, kRestart, kPause, kIgnore };

inline constexpr xml::EnumNames<LifecycleAction> kLifecycleActions = {
    {LifecycleAction::kDestroy, "destroy"},
    {LifecycleAction::kRestart, "restart"},
    {LifecycleAction::kRestartRename, "rename-restart"},
    {LifecycleAction::kPreserve, "preserve"},
    {LifecycleAction::kCoredumpDestroy, "coredump-destroy"},
    {LifecycleAction::kCoredumpRestart, "coredump-restart"},
};

struct PowerManagement {
  Tristate suspend_to_mem = Tristate::kAbsent, suspend_to_disk = Tristate::kAbsent;
};
template <class Map>
void Fields(Map& m, PowerManagement& pm);

}  // namespace pleiad::conf
