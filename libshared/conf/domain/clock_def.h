// SPDX-License-Identifier: Apache-2.0
// clock_def.h: where a guest's real-time clock begins and which timers it has (<clock>).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libshared/conf/choice.h"

namespace pleiad::conf {

enum class ClockOffset { kUtc, kLocaltime, kVariable, kTimezone, kAbsolute };
enum class ClockBasis { kUtc, kLocaltime };
enum class TimerName { kPlatform, kPit, kRtc, kHpet, kTsc, kKvmclock, kHypervclock, kArmvtimer };
inline constexpr xml::EnumNames<TimerName> kTimerNames = {
    {TimerName::kPlatform, "platform"}, {TimerName::kPit, "pit"},           {TimerName::kRtc, "rtc"},
    {TimerName::kHpet, "hpet"},         {TimerName::kTsc, "tsc"},           {TimerName::kKvmclock, "kvmclock"},
    {TimerName::kHypervclock, "hypervclock"}, {TimerName::kArmvtimer, "armvtimer"}};
enum class TickPolicy { kNone, kDelay, kCatchup, kMerge, kDiscard };
enum class TimerTrack { kNone, kBoot, kGuest, kWall, kRealtime };
enum class TimerMode { kNone, kAuto, kNative, kEmulate, kParavirt, kSmpsafe };

struct TimerCatchup {
  uint64_t threshold = 0, slew = 0, limit = 0;  // 0: not given
};
struct Timer {
  TimerName name = TimerName::kRtc;
  YesNo present;
  TickPolicy tick_policy = TickPolicy::kNone;
  TimerTrack track = TimerTrack::kNone;
  uint64_t frequency_hz = 0;
  TimerMode mode = TimerMode::kNone;
  std::optional<TimerCatchup> catchup;
};
struct Clock {
  ClockOffset offset = ClockOffset::kUtc;
  // Of kUtc and kLocaltime: absent is the host's choice, "reset" forces it. Of kVariable: seconds from `basis`.
  std::optional<int64_t> adjustment_s;
  bool adjustment_reset = false;
  ClockBasis basis = ClockBasis::kUtc;
  int64_t adjustment0_s = 0;  // runtime: what a running guest of kVariable started with
  std::string timezone;
  uint64_t start_s = 0;       // of kAbsolute: seconds since 1970
  std::vector<Timer> timers;

  const Timer* FindTimer(TimerName name) const;
};
template <class Map>
void Fields(Map& m, Clock& clock);

}  // namespace pleiad::conf
