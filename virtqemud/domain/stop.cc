// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/stop.h"

#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/host_resources.h"
#include "virtqemud/domain/state_changes.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kKillPatience = absl::Seconds(15);  // for the kernel to end a process after SIGKILL

bool WaitForEnd(int pidfd, absl::Duration patience) {
  pollfd p{.fd = pidfd, .events = POLLIN, .revents = 0};
  return poll(&p, 1, static_cast<int>(absl::ToInt64Milliseconds(patience))) > 0;
}

bool SendSignal(const DomainProcess& process, int signal_number) {
  return syscall(SYS_pidfd_send_signal, process.pidfd.get(), signal_number, nullptr, 0) == 0;
}

// libvirt's detail of the STOPPED event for each reason of the shutoff state.
int32_t StoppedDetail(int32_t shutoff_reason) {
  switch (shutoff_reason) {
    case vir::kDomainShutoffShutdown: return vir::kDomainEventStoppedShutdown;
    case vir::kDomainShutoffDestroyed: return vir::kDomainEventStoppedDestroyed;
    case vir::kDomainShutoffCrashed: return vir::kDomainEventStoppedCrashed;
    case vir::kDomainShutoffMigrated: return vir::kDomainEventStoppedMigrated;
    case vir::kDomainShutoffSaved: return vir::kDomainEventStoppedSaved;
    case vir::kDomainShutoffFromSnapshot: return vir::kDomainEventStoppedFromSnapshot;
    default: return vir::kDomainEventStoppedFailed;
  }
}
}  // namespace

absl::Status KillProcess(const QemuContext& context, const DomainPtr& domain, absl::Duration grace, bool graceful_only, int32_t reason) {
  const Snapshot state = domain->snapshot();
  std::optional<DomainProcess> process = ProcessStarter::Find(state->runtime.pid, state->runtime.process_start_time);
  domain->end_reason = reason;
  if (process) {
    const bool gone = grace > absl::ZeroDuration() && SendSignal(*process, SIGTERM) && WaitForEnd(process->pidfd.get(), grace);
    if (!gone && graceful_only) {
      domain->end_reason = 0;
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "process %d of domain '%s' refuses to die gracefully", process->pid,
                   state->name());
    }
    if (!gone && SendSignal(*process, SIGKILL) && !WaitForEnd(process->pidfd.get(), kKillPatience)) {
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "process %d of domain '%s' is stuck in the kernel and could not be killed",
                   process->pid, state->name());
    }
  }
  FinishDomain(context, domain, reason);
  return absl::OkStatus();
}

void FinishDomain(const QemuContext& context, const DomainPtr& domain, int32_t default_reason) {
  Snapshot old;
  const int32_t asked = domain->end_reason.load();
  const int32_t reason = asked ? asked : default_reason;
  // Whoever makes it inactive does the rest; the others find it done.
  context.domains.Update(domain, [&](DomainState& next) {
    if (!next.active()) return;
    old = std::make_shared<DomainState>(next);
    next.runtime_id = -1;
    next.live = next.config ? nullptr : next.live;
    next.runtime = {};
    next.balloon_kib = 0;
    next.state = vir::kDomainShutoff;
    next.reason = reason;
  });
  if (!old) return;
  domain->end_reason = 0;
  domain->reboot_on_shutdown = false;
  if (auto monitor = domain->monitor()) monitor->Close();
  domain->SetMonitor(nullptr);
  domain->SetAgent(nullptr);
  context.loop.Post([domain] { domain->Unwatch(); });
  ReleaseHostResources(context, *old->live, old->runtime);
  {
    absl::MutexLock lock(&domain->record_mutex);
    context.store.RemoveStatus(old->name());
  }
  if (!old->persistent()) context.domains.Remove(domain);
  context.EmitLifecycle(old->ref(), vir::kDomainEventStopped, StoppedDetail(reason));
  log::Info("domain " + old->name() + " has ended");
}

void WatchProcess(const QemuContext& context, const DomainPtr& domain, std::shared_ptr<DomainProcess> process) {
  context.loop.Post([&context, domain, process = std::move(process)]() mutable {
    domain->Watch(context.loop, std::move(process), [&context, domain] {
      // A process that ends without anybody's asking has crashed, whatever its exit code says.
      context.workers.Submit([&context, domain] { FinishDomain(context, domain, vir::kDomainShutoffCrashed); });
    });
  });
}

}  // namespace pleiad::qemu
