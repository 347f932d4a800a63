// SPDX-License-Identifier: Apache-2.0
// <timer>: which clocks a board has, and what it can do about ticks that got lost.
#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
using conf::TickPolicy;
using conf::TimerName;

absl::Status Misplaced(const CheckInput& in, const conf::Timer& timer) {
  return Unsupported("Configuring the '%s' timer is not supported for virtType=%s arch=%s machine=%s guests", xml::NameOf(conf::kTimerNames, timer.name),
                     xml::NameOf(conf::kVirtTypes, in.def.virt_type), in.def.os.arch, in.def.os.machine);
}

absl::Status CheckTimer(const CheckInput& in, const conf::Timer& timer) {
  const bool merges = timer.tick_policy == TickPolicy::kMerge, discards = timer.tick_policy == TickPolicy::kDiscard;
  const bool kvm = in.def.virt_type == conf::VirtType::kKvm;
  switch (timer.name) {
    case TimerName::kPlatform: return Unsupported("unsupported timer type (name) 'platform'");
    case TimerName::kTsc:
    case TimerName::kKvmclock:
    case TimerName::kHypervclock:
      return !in.machine.x86 && conf::IsYes(timer.present) ? Misplaced(in, timer) : absl::OkStatus();
    case TimerName::kRtc:
      if (merges || discards) return Unsupported("unsupported rtc timer tickpolicy '%s'", merges ? "merge" : "discard");
      return absl::OkStatus();
    case TimerName::kPit:
      if (merges) return Unsupported("unsupported pit tickpolicy 'merge'");
      if (timer.tick_policy == TickPolicy::kCatchup && !in.machine.x86) return Unsupported("unsupported pit tickpolicy 'catchup'");
      return absl::OkStatus();
    case TimerName::kArmvtimer: return kvm && in.machine.Is(conf::MachineFamily::kArmVirt) ? absl::OkStatus() : Misplaced(in, timer);
    case TimerName::kHpet: return absl::OkStatus();
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckTimers(const CheckInput& in) {
  for (const conf::Timer& timer : in.def.clock.timers) RETURN_IF_ERROR(CheckTimer(in, timer));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
