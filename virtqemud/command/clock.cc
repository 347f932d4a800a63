// SPDX-License-Identifier: Apache-2.0
// clock.cc: -rtc and the timers that are devices; sleep states and what an end of the guest means.
#include <time.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::ClockOffset;
using conf::TimerName;

std::string IsoTime(int64_t seconds) { return absl::FormatTime("%Y-%m-%dT%H:%M:%S", absl::FromUnixSeconds(seconds), absl::UTCTimeZone()); }

// Seconds by which the host's wall clock is ahead of UTC.
int64_t LocalOffset(int64_t now) {
  const time_t seconds = now;
  tm local{};
  localtime_r(&seconds, &local);
  return local.tm_gmtoff;
}

absl::StatusOr<std::string> Base(const conf::Clock& clock) {
  switch (clock.offset) {
    case ClockOffset::kUtc:
      return std::string("utc");
    case ClockOffset::kLocaltime:
    case ClockOffset::kTimezone:  // its TZ stands in the environment
      return std::string("localtime");
    case ClockOffset::kVariable: {
      int64_t now = absl::ToUnixSeconds(absl::Now()) + clock.adjustment_s.value_or(0);
      if (clock.basis == conf::ClockBasis::kLocaltime) now += LocalOffset(now);
      return IsoTime(now);
    }
    case ClockOffset::kAbsolute:
      return IsoTime(static_cast<int64_t>(clock.start_s));
  }
  return Unsupported("unsupported clock offset '%s'", "?");
}

std::string Track(conf::TimerTrack track) {
  switch (track) {
    case conf::TimerTrack::kGuest: return ",clock=vm";
    case conf::TimerTrack::kWall: return ",clock=host";
    case conf::TimerTrack::kRealtime: return ",clock=rt";
    default: return {};
  }
}

void AddPit(Builder& b, const conf::Timer& timer) {
  switch (timer.tick_policy) {
    case conf::TickPolicy::kDelay:
      if (b.emulator.HasProperty("kvm-pit", "lost_tick_policy")) b.Add("-global", "kvm-pit.lost_tick_policy=delay");
      break;
    case conf::TickPolicy::kDiscard:
      if (b.emulator.HasProperty("kvm-pit", "lost_tick_policy")) b.Add("-global", "kvm-pit.lost_tick_policy=discard");
      break;
    default:
      break;
  }
}
}  // namespace

absl::Status AddClock(Builder& b) {
  const conf::Clock& clock = b.def.clock;
  ASSIGN_OR_RETURN(std::string value, Base(clock));
  value.insert(0, "base=");
  if (const conf::Timer* rtc = clock.FindTimer(TimerName::kRtc)) {
    absl::StrAppend(&value, Track(rtc->track));
    if (rtc->tick_policy == conf::TickPolicy::kCatchup) value += ",driftfix=slew";
  }
  b.Add("-rtc", value);
  for (const conf::Timer& timer : clock.timers) {
    if (timer.name == TimerName::kPit) AddPit(b, timer);
    // The HPET is there unless it is turned off, and only on x86.
    if (timer.name == TimerName::kHpet && conf::IsNo(timer.present) && IsX86(b.def)) b.Add("-no-hpet");
  }
  return absl::OkStatus();
}

void AddPowerManagement(Builder& b) {
  // The process stays until the monitor was told of the end; what a reboot does is set there too (set-action).
  b.Add("-no-shutdown");
  if (!b.def.features.acpi && (IsX86(b.def) || (b.def.os.arch == "aarch64" && IsVirtBoard(b.def)))) b.Add("-no-acpi");
  const auto sleep = [&](const conf::YesNo& allowed, const char* state) {
    if (!allowed || !IsX86(b.def)) return;
    b.Add("-global", absl::StrCat(IsQ35(b.def) ? "ICH9-LPC" : "PIIX4_PM", ".", state, "=", *allowed ? 0 : 1));
  };
  sleep(b.def.pm.suspend_to_mem, "disable_s3");
  sleep(b.def.pm.suspend_to_disk, "disable_s4");
}

}  // namespace pleiad::qemu
