// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/recovery.h"

#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "libshared/base/atomic_file.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/command_line.h"
#include "virtqemud/domain/host/host_resources.h"
#include "virtqemud/domain/run/agent_channel.h"
#include "virtqemud/domain/run/running_facts.h"
#include "virtqemud/domain/run/start.h"
#include "virtqemud/domain/run/state_changes.h"
#include "virtqemud/domain/run/stop.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kRetryPause = absl::Seconds(2);
// Clients whose connection ended with the last daemon need a moment to come back: what happened meanwhile is told then.
constexpr absl::Duration kNewsPause = absl::Seconds(2);
constexpr size_t kAutostartsAtOnce = 4;  // workers that a start of the host leaves to clients are the more

struct QemuState {
  const char* status;
  int32_t state, reason;
};
// QEMU's run states as libvirt's clients see them.
constexpr QemuState kQemuStates[] = {
    {"running", vir::kDomainRunning, vir::kDomainRunningUnknown},
    {"paused", vir::kDomainPaused, vir::kDomainPausedUnknown},
    {"prelaunch", vir::kDomainPaused, vir::kDomainPausedStartingUp},
    {"io-error", vir::kDomainPaused, vir::kDomainPausedIoerror},
    {"watchdog", vir::kDomainPaused, vir::kDomainPausedWatchdog},
    {"guest-panicked", vir::kDomainCrashed, vir::kDomainCrashedPanicked},
    {"shutdown", vir::kDomainShutdown, vir::kDomainShutdownUnknown},
    {"suspended", vir::kDomainPmsuspended, vir::kDomainPmsuspendedUnknown},
};

void TellLater(const QemuContext& context, const DomainPtr& domain, int32_t event, int32_t detail) {
  context.loop.Post([&context, domain, ref = domain->snapshot()->ref(), event, detail] {
    if (domain->snapshot()->id() != ref.id) return;
    domain->After(context.loop, kNewsPause,
                  [&context, domain, ref, event, detail] { context.EmitLifecycle(ref, event, detail); });
  });
}

// What happened while no daemon was there: the state is QEMU's, and what changed is told as if it happened now.
void AdoptState(const QemuContext& context, const DomainPtr& domain, const RunStatus& status) {
  const Snapshot old = domain->snapshot();
  for (const QemuState& row : kQemuStates) {
    if (status.status != row.status || old->state == row.state) continue;
    if (!SetState(context, domain, row.state, row.reason)) continue;
    if (row.state == vir::kDomainRunning) TellLater(context, domain, vir::kDomainEventResumed, vir::kDomainEventResumedUnpaused);
    if (row.state == vir::kDomainPaused) TellLater(context, domain, vir::kDomainEventSuspended, vir::kDomainEventSuspendedPaused);
    if (row.state == vir::kDomainCrashed) TellLater(context, domain, vir::kDomainEventCrashed, vir::kDomainEventCrashedPanicked);
  }
}

bool IsRun(const DomainPtr& domain, int32_t run) { return domain->snapshot()->id() == run; }

// What is left to do once QEMU answers its monitor.
absl::Status Settle(const QemuContext& context, const DomainPtr& domain) {
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  ASSIGN_OR_RETURN(const RunStatus status, QueryStatus(*monitor, context.MonitorDeadline()));
  const bool starting = domain->snapshot()->runtime.starting;
  if (starting && !status.running) {
    RETURN_IF_ERROR(CompleteStart(context, domain));
  } else {
    RETURN_IF_ERROR(LearnRunningFacts(context, domain));
    if (starting) SetState(context, domain, vir::kDomainRunning, vir::kDomainRunningBooted);
    if (!starting) AdoptState(context, domain, status);
    context.domains.Update(domain, [](DomainState& next) { next.runtime.starting = false; });
    RecordStatus(context, domain);
  }
  if (starting) {
    context.EmitLifecycle(domain->snapshot()->ref(), vir::kDomainEventStarted, vir::kDomainEventStartedBooted);
    RegisterMachineLater(context, domain);
  }
  if (status.status == "shutdown") {
    return KillProcess(context, domain, domain->snapshot()->id(), absl::Seconds(5), /*graceful_only=*/false,
                       vir::kDomainShutoffShutdown);
  }
  auto balloon = QueryBalloon(*monitor, context.MonitorDeadline());
  if (balloon.ok()) {
    context.domains.Update(domain, [&](DomainState& next) {
      if (next.active()) next.balloon_kib = *balloon / 1024;
    });
  }
  context.loop.Post([&context, domain] { ReopenAgentChannel(context, domain); });
  return absl::OkStatus();
}

void TakeUp(const QemuContext& context, const DomainPtr& domain, int32_t run);

void TakeUpAgain(const QemuContext& context, const DomainPtr& domain, int32_t run, const absl::Status& why) {
  if (!IsRun(domain, run)) return;
  log::Failure("the running domain " + domain->snapshot()->name() + " is not taken up yet", why);
  context.loop.Post([&context, domain, run] {
    if (!IsRun(domain, run)) return;
    domain->After(context.loop, kRetryPause,
                  [&context, domain, run] { context.workers.Submit([&context, domain, run] { TakeUp(context, domain, run); }); });
  });
}

void SettleRun(const QemuContext& context, const DomainPtr& domain, int32_t run) {
  auto job = Domains::BeginJob(domain, store::JobKind::kModify, "reconnect");
  if (!IsRun(domain, run)) return;
  absl::Status status = job.status();
  if (status.ok()) status = Settle(context, domain);
  if (!status.ok()) TakeUpAgain(context, domain, run, status);
}

// Connects to the monitor and goes on when QEMU answers, however long that takes: no worker waits for it.
void TakeUp(const QemuContext& context, const DomainPtr& domain, int32_t run) {
  if (!IsRun(domain, run)) return;
  if (auto monitor = domain->monitor(); monitor && !monitor->closed()) return SettleRun(context, domain, run);
  auto monitor = ConnectMonitor(context, domain);
  if (!monitor.ok()) return TakeUpAgain(context, domain, run, monitor.status());
  // Weak: the call that waits is the monitor's, which is the domain's.
  auto greeted = (*monitor)->Begin("qmp_capabilities", {}, [&context, weak = std::weak_ptr(domain), run] {
    const DomainPtr domain = weak.lock();
    if (!domain) return;
    context.workers.Submit([&context, domain, run] {
      const auto monitor = domain->monitor();
      if (monitor && !monitor->closed()) SettleRun(context, domain, run);
    });
  });
  if (!greeted.ok()) TakeUpAgain(context, domain, run, greeted.status());
}

// The process is there: it stays listed as running whatever its monitor does.
void TakeUpLater(const QemuContext& context, const DomainPtr& domain, DomainProcess process) {
  const Snapshot state = domain->snapshot();
  WatchProcess(context, domain, state->id(), std::make_shared<DomainProcess>(std::move(process)));
  if (state->runtime.autodestroy) {
    // Its creator's connection ended with the daemon that had it.
    context.workers.Submit([&context, domain, run = state->id()] {
      (void)KillProcess(context, domain, run, absl::ZeroDuration(), /*graceful_only=*/false, vir::kDomainShutoffDestroyed);
    });
    return;
  }
  context.workers.Submit([&context, domain, run = state->id()] { TakeUp(context, domain, run); });
}

// It ended while no daemon watched: nobody knows how, which is what "crashed" says.
void FinishDead(const QemuContext& context, const DomainPtr& domain) {
  const Snapshot old = domain->snapshot();
  const bool shut_down = old->state == vir::kDomainShutdown;
  const auto told = EndRun(context, domain, old->id(), shut_down ? vir::kDomainShutoffShutdown : vir::kDomainShutoffCrashed);
  if (!told) return;
  TellLater(context, domain, vir::kDomainEventStopped,
            shut_down ? vir::kDomainEventStoppedShutdown : vir::kDomainEventStoppedCrashed);
}

void LoadRunning(const QemuContext& context, DomainState state) {
  const DomainPtr known = context.domains.Peek(state.uuid());
  context.domains.ReserveId(state.runtime_id);
  std::optional<DomainProcess> process = ProcessStarter::Find(state.runtime.pid, state.runtime.process_start_time);
  if (process) process->unit = state.runtime.unit;
  DomainPtr domain = known;
  bool listed = false;
  if (known) {
    listed = context.domains.Update(known, [&](DomainState& next) {
      // A definition that is gone was removed by a daemon that could not say so in the record any more.
      DefPtr config = next.config;
      const bool autostart = next.autostart, has_managed_save = next.has_managed_save;
      next = state;
      next.config = std::move(config);
      next.autostart = autostart;
      next.has_managed_save = has_managed_save;
    });
  } else {
    state.config = nullptr;
    domain = std::make_shared<Domain>(std::make_shared<DomainState>(state));
    listed = context.domains.Insert(domain);
  }
  if (!listed) {
    log::Error("the running domain " + state.name() + " has the name or uuid of another: passed over");
  } else if (process) {
    TakeUpLater(context, domain, *std::move(process));
  } else {
    FinishDead(context, domain);
  }
}

// Folders and sockets of runs that a killed daemon could not record any more.
void RemoveLeftovers(const QemuContext& context) {
  std::map<std::string, std::string> folders;
  for (const DomainPtr& domain : context.domains.All()) {
    if (const Snapshot state = domain->snapshot(); state->active()) folders[state->name()] = state->runtime.folder;
  }
  context.store.RemoveLeftovers(folders, MemoryRoots(context.config, context.store.paths()));
}

// Works off what is to start; several of these run at once.
struct Autostarts {
  absl::Mutex mutex;
  std::vector<DomainPtr> waiting ABSL_GUARDED_BY(mutex);
  size_t at_work ABSL_GUARDED_BY(mutex) = 0;

  DomainPtr Next() {
    absl::MutexLock lock(&mutex);
    if (waiting.empty()) return nullptr;
    DomainPtr next = std::move(waiting.back());
    waiting.pop_back();
    return next;
  }
  bool Leave() {
    absl::MutexLock lock(&mutex);
    return --at_work == 0;
  }
};

void Autostart(const QemuContext& context, const DomainPtr& domain) {
  auto job = Domains::BeginJob(domain, store::JobKind::kModify, "autostart");
  absl::Status status = job.status();
  if (status.ok() && !domain->snapshot()->active()) status = StartDomain(context, domain, {});
  if (!status.ok()) log::Failure("Failed to autostart domain '" + domain->snapshot()->name() + "'", status);
}
}  // namespace

absl::Status LoadDomains(const QemuContext& context) {
  RETURN_IF_ERROR(context.store.Prepare());
  for (DomainState& state : context.store.LoadConfigs()) {
    const std::string name = state.name();
    if (!context.domains.Insert(std::make_shared<Domain>(std::make_shared<DomainState>(std::move(state))))) {
      log::Error("definition " + context.store.ConfigPath(name) + " has the uuid or name of another domain: passed over");
    }
  }
  std::vector<DomainState> running = context.store.LoadStatuses();
  AdoptHostResources(context, running);
  for (DomainState& state : running) LoadRunning(context, std::move(state));
  RemoveLeftovers(context);
  return absl::OkStatus();
}

void AutostartDomains(const QemuContext& context) {
  // /run is empty after a boot, so the mark is there exactly when an earlier daemon of this boot has done it.
  const std::string mark = context.store.paths().state + "/autostarted";
  if (access(mark.c_str(), F_OK) == 0) return;
  auto starts = std::make_shared<Autostarts>();
  absl::MutexLock lock(&starts->mutex);
  for (const DomainPtr& domain : context.domains.All()) {
    const Snapshot state = domain->snapshot();
    if (!state->active() && (state->autostart || state->autostart_once)) starts->waiting.push_back(domain);
  }
  starts->at_work = std::clamp<size_t>(starts->waiting.size(), 1, kAutostartsAtOnce);
  for (size_t i = 0; i < starts->at_work; ++i) {
    context.workers.Submit([&context, starts, mark] {
      while (const DomainPtr domain = starts->Next()) Autostart(context, domain);
      if (!starts->Leave()) return;
      // Made last: after a daemon that was killed in between, the next one starts the rest.
      absl::Status status = WriteFileAtomically(mark, "", 0600, std::nullopt, Durability::kVolatile);
      if (!status.ok()) log::Failure("cannot write " + mark, status);
    });
  }
}

}  // namespace pleiad::qemu
