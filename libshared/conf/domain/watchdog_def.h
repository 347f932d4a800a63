// SPDX-License-Identifier: Apache-2.0
// watchdog_def.h: <watchdog>, which acts when the guest stops patting it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class WatchdogModel { kI6300esb, kIb700, kDiag288, kItco };
inline constexpr xml::EnumNames<WatchdogModel> kWatchdogModels = {
    {WatchdogModel::kI6300esb, "i6300esb"}, {WatchdogModel::kIb700, "ib700"}, {WatchdogModel::kDiag288, "diag288"}, {WatchdogModel::kItco, "itco"}};
enum class WatchdogAction { kReset, kShutdown, kPoweroff, kPause, kDump, kNone, kInjectNmi };
inline constexpr xml::EnumNames<WatchdogAction> kWatchdogActions = {
    {WatchdogAction::kReset, "reset"}, {WatchdogAction::kShutdown, "shutdown"}, {WatchdogAction::kPoweroff, "poweroff"},
    {WatchdogAction::kPause, "pause"}, {WatchdogAction::kDump, "dump"},         {WatchdogAction::kNone, "none"},
    {WatchdogAction::kInjectNmi, "inject-nmi"}};

struct WatchdogDef {
  WatchdogModel model = WatchdogModel::kI6300esb;
  WatchdogAction action = WatchdogAction::kReset;
  DeviceInfo info;
};

void Fields(xml::Reader&, WatchdogDef&);
void Fields(xml::Writer&, WatchdogDef&);

}  // namespace pleiad::conf
