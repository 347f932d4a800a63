// SPDX-License-Identifier: Apache-2.0
// lifecycle_def.h: what happens when a guest ends or sleeps: on_poweroff and its siblings, <pm>.
#pragma once

#include "libshared/conf/choice.h"
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
  YesNo suspend_to_mem, suspend_to_disk;
};
template <class Map>
void Fields(Map& m, PowerManagement& pm);

}  // namespace pleiad::conf
