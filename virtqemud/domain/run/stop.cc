// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/stop.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "virtqemud/domain/host/host_resources.h"
#include "virtqemud/domain/run/agent.h"
#include "virtqemud/domain/run/state_changes.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kKillPatience = absl::Seconds(15);  // for the kernel to end a process after SIGKILL
constexpr absl::Duration kProcessGlance = absl::Milliseconds(5);

bool WaitForEnd(int pidfd, absl::Duration patience) {
  pollfd p{.fd = pidfd, .events = POLLIN, .revents = 0};
  return poll(&p, 1, static_cast<int>(absl::ToInt64Milliseconds(patience))) > 0;
}

bool SendSignal(const DomainProcess& process, int signal_number) {
  return syscall(SYS_pidfd_send_signal, process.pidfd.get(), signal_number, nullptr, 0) == 0;
}

// libvirt's detail of the STOPPED event for each reason of the shutoff state. A QEMU that ended by itself has "failed"; it is
// the guest that can crash.
int32_t StoppedDetail(int32_t shutoff_reason, bool guest_crashed) {
  switch (shutoff_reason) {
    case vir::kDomainShutoffShutdown:
      return vir::kDomainEventStoppedShutdown;
    case vir::kDomainShutoffDestroyed:
      return vir::kDomainEventStoppedDestroyed;
    case vir::kDomainShutoffCrashed:
      return guest_crashed ? vir::kDomainEventStoppedCrashed : vir::kDomainEventStoppedFailed;
    case vir::kDomainShutoffMigrated:
      return vir::kDomainEventStoppedMigrated;
    case vir::kDomainShutoffSaved:
      return vir::kDomainEventStoppedSaved;
    case vir::kDomainShutoffFromSnapshot:
      return vir::kDomainEventStoppedFromSnapshot;
    default:
      return vir::kDomainEventStoppedFailed;
  }
}

// A start that prepares its process is not interrupted: what it takes of the host could not be told from what it has not yet.
Snapshot AwaitProcess(const DomainPtr& domain, int32_t run) {
  const absl::Time deadline = absl::Now() + kKillPatience;
  for (;;) {
    Snapshot state = domain->snapshot();
    if (state->id() != run || state->runtime.pid > 0 || absl::Now() >= deadline) return state;
    absl::SleepFor(kProcessGlance);
  }
}

void GiveBack(const QemuContext& context, const DomainPtr& domain, const DomainState& old) {
  domain->reboot_on_shutdown = false;
  domain->stop_reason = 0;
  if (auto monitor = domain->monitor()) monitor->Close();
  domain->SetMonitor(nullptr);
  if (auto agent = domain->agent()) agent->Close();
  domain->SetAgent(nullptr);
  context.loop.Post([domain] { domain->Unwatch(); });
  ReleaseHostResources(context, *old.live, old.runtime);
  absl::MutexLock lock(&domain->record_mutex);
  context.store.RemoveStatus(old.name());
}
}  // namespace

absl::Status KillProcess(const QemuContext& context, const DomainPtr& domain, int32_t run, absl::Duration grace,
                         bool graceful_only, int32_t reason) {
  const Snapshot state = AwaitProcess(domain, run);
  if (state->id() != run) return absl::OkStatus();
  if (state->runtime.pid <= 0) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "domain '%s' is being started and has no process yet",
                 state->name());
  }
  std::optional<DomainProcess> process = ProcessStarter::Find(state->runtime.pid, state->runtime.process_start_time);
  domain->end_reason = reason;
  if (process) {
    const bool gone = grace > absl::ZeroDuration() && SendSignal(*process, SIGTERM) && WaitForEnd(process->pidfd.get(), grace);
    if (!gone && graceful_only) {
      domain->end_reason = 0;
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "process %d of domain '%s' refuses to die gracefully",
                   process->pid, state->name());
    }
    if (!gone && SendSignal(*process, SIGKILL) && !WaitForEnd(process->pidfd.get(), kKillPatience)) {
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed,
                   "process %d of domain '%s' is stuck in the kernel and could not be killed", process->pid, state->name());
    }
  }
  FinishDomain(context, domain, run, reason);
  return absl::OkStatus();
}

std::optional<int32_t> EndRun(const QemuContext& context, const DomainPtr& domain, int32_t run, int32_t default_reason) {
  absl::MutexLock lock(&domain->transition_mutex);
  const Snapshot old = domain->snapshot();
  if (!old->active() || old->id() != run) return std::nullopt;
  const int32_t asked = domain->end_reason.exchange(0);
  const bool starting = old->runtime.starting;
  const int32_t reason = asked ? asked : starting ? int32_t{vir::kDomainShutoffFailed} : default_reason;
  context.domains.Update(domain, [&](DomainState& next) {
    next.runtime_id = -1;
    next.live = next.config ? nullptr : next.live;
    next.runtime = {};
    next.balloon_kib = 0;
    next.tainted.clear();
    next.state = vir::kDomainShutoff;
    next.reason = reason;
  });
  GiveBack(context, domain, *old);
  if (!domain->snapshot()->persistent()) context.domains.Remove(domain);
  log::Info("domain " + old->name() + " has ended");
  if (starting && reason == vir::kDomainShutoffFailed) return std::nullopt;
  return StoppedDetail(reason, old->state == vir::kDomainCrashed);
}

void FinishDomain(const QemuContext& context, const DomainPtr& domain, int32_t run, int32_t default_reason) {
  const DomainRef ref = domain->snapshot()->ref();
  const auto detail = EndRun(context, domain, run, default_reason);
  if (detail) context.EmitLifecycle(ref, vir::kDomainEventStopped, *detail);
}

void WatchProcess(const QemuContext& context, const DomainPtr& domain, int32_t run, std::shared_ptr<DomainProcess> process) {
  context.loop.Post([&context, domain, run, process = std::move(process)]() mutable {
    domain->Watch(context.loop, std::move(process), [&context, domain, run] {
      // What QEMU said at last may be why it ended.
      if (auto monitor = domain->monitor()) monitor->ReadRest();
      // A process that ends without anybody's asking has crashed, whatever its exit code says.
      context.workers.Submit([&context, domain, run] { FinishDomain(context, domain, run, vir::kDomainShutoffCrashed); });
    });
  });
}

}  // namespace pleiad::qemu
