// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/clock_def.h"

#include <algorithm>

#include "libshared/conf/domain/mapping.h"

namespace pleiad::conf {

constexpr xml::EnumNames<ClockOffset> kClockOffsets = {{ClockOffset::kUtc, "utc"},
                                                       {ClockOffset::kLocaltime, "localtime"},
                                                       {ClockOffset::kVariable, "variable"},
                                                       {ClockOffset::kTimezone, "timezone"},
                                                       {ClockOffset::kAbsolute, "absolute"}};
constexpr xml::EnumNames<ClockBasis> kClockBases = {{ClockBasis::kUtc, "utc"}, {ClockBasis::kLocaltime, "localtime"}};
constexpr xml::EnumNames<TickPolicy> kTickPolicies = {{TickPolicy::kDelay, "delay"},
                                                      {TickPolicy::kCatchup, "catchup"},
                                                      {TickPolicy::kMerge, "merge"},
                                                      {TickPolicy::kDiscard, "discard"}};
constexpr xml::EnumNames<TimerTrack> kTimerTracks = {
    {TimerTrack::kBoot, "boot"}, {TimerTrack::kGuest, "guest"}, {TimerTrack::kWall, "wall"}, {TimerTrack::kRealtime, "realtime"}};
constexpr xml::EnumNames<TimerMode> kTimerModes = {{TimerMode::kAuto, "auto"},
                                                   {TimerMode::kNative, "native"},
                                                   {TimerMode::kEmulate, "emulate"},
                                                   {TimerMode::kParavirt, "paravirt"},
                                                   {TimerMode::kSmpsafe, "smpsafe"}};

template <class Map>
static void Fields(Map& m, TimerCatchup& catchup) {
  m.Attribute("threshold", catchup.threshold, uint64_t{0});
  m.Attribute("slew", catchup.slew, uint64_t{0});
  m.Attribute("limit", catchup.limit, uint64_t{0});
}

template <class Map>
static void Fields(Map& m, Timer& timer) {
  m.Attribute("name", timer.name, kTimerNames, xml::kRequired);
  m.Attribute("present", timer.present);
  m.Attribute("tickpolicy", timer.tick_policy, kTickPolicies, TickPolicy::kNone);
  m.Attribute("track", timer.track, kTimerTracks, TimerTrack::kNone);
  m.Attribute("frequency", timer.frequency_hz, uint64_t{0});
  m.Attribute("mode", timer.mode, kTimerModes, TimerMode::kNone);
  m.Element("catchup", timer.catchup);
  if constexpr (Map::kReading) {
    // Only this policy has the element; an empty one says nothing.
    const TimerCatchup c = timer.catchup.value_or(TimerCatchup{});
    if (timer.tick_policy != TickPolicy::kCatchup || (c.threshold == 0 && c.slew == 0 && c.limit == 0)) timer.catchup.reset();
  }
}

static absl::Status Missing(const char* attribute, const char* offset) {
  return Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "missing '%s' attribute for clock with offset='%s'", attribute, offset);
}

// utc and localtime with a number of seconds are another way to say variable.
static void ReadAdjustment(xml::Reader& m, Clock& clock) {
  std::string text;
  m.Attribute("adjustment", text);
  if (text == "reset" && clock.offset != ClockOffset::kVariable) {
    clock.adjustment_reset = true;
    return;
  }
  int64_t seconds = 0;
  if (!text.empty() && !xml::FromText(text, seconds)) return m.Fail(XmlError("unknown clock adjustment '%s'", text));
  if (clock.offset == ClockOffset::kVariable) {
    clock.adjustment_s = seconds;
  } else if (!text.empty()) {
    clock.adjustment_s = seconds;
    clock.basis = clock.offset == ClockOffset::kUtc ? ClockBasis::kUtc : ClockBasis::kLocaltime;
    clock.offset = ClockOffset::kVariable;
  }
}

static void ReadOffset(xml::Reader& m, Clock& clock) {
  switch (clock.offset) {
    case ClockOffset::kUtc:
    case ClockOffset::kLocaltime: return ReadAdjustment(m, clock);
    case ClockOffset::kVariable:
      ReadAdjustment(m, clock);
      ChosenAttribute(m, "basis", clock.basis, kClockBases, ClockBasis::kUtc, "unknown clock basis");
      m.Attribute("adjustment0", clock.adjustment0_s, int64_t{0});
      return;
    case ClockOffset::kTimezone:
      m.Attribute("timezone", clock.timezone);
      if (clock.timezone.empty()) m.Fail(Missing("timezone", "timezone"));
      return;
    case ClockOffset::kAbsolute:
      if (!m.HasAttribute("start")) return m.Fail(Missing("start", "absolute"));
      m.Attribute("start", clock.start_s, uint64_t{0});
      return;
  }
}

static void WriteOffset(xml::Writer& m, Clock& clock) {
  switch (clock.offset) {
    case ClockOffset::kUtc:
    case ClockOffset::kLocaltime:
      if (clock.adjustment_reset) m.Attribute("adjustment", std::string("reset"));
      return;
    case ClockOffset::kVariable:
      m.Attribute("adjustment", clock.adjustment_s.value_or(0));
      m.Attribute("basis", clock.basis, kClockBases, xml::kRequired);
      if (m.options().status) m.Attribute("adjustment0", clock.adjustment0_s, int64_t{0});
      return;
    case ClockOffset::kTimezone: return m.Attribute("timezone", clock.timezone);
    case ClockOffset::kAbsolute: return m.Attribute("start", clock.start_s);
  }
}

template <class Map>
void Fields(Map& m, Clock& clock) {
  if constexpr (Map::kReading) {
    ChosenAttribute(m, "offset", clock.offset, kClockOffsets, ClockOffset::kUtc, "unknown clock offset");
    ReadOffset(m, clock);
  } else {
    m.Attribute("offset", clock.offset, kClockOffsets, xml::kRequired);
    WriteOffset(m, clock);
  }
  m.List("timer", clock.timers);
}
template void Fields(xml::Reader&, Clock&);
template void Fields(xml::Writer&, Clock&);

const Timer* Clock::FindTimer(TimerName name) const {
  const auto found = std::find_if(timers.begin(), timers.end(), [name](const Timer& timer) { return timer.name == name; });
  return found == timers.end() ? nullptr : &*found;
}

}  // namespace pleiad::conf
