// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/recovery.h"

#include <unistd.h>

#include "libshared/base/atomic_file.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/agent_channel.h"
#include "virtqemud/domain/host_resources.h"
#include "virtqemud/domain/running_facts.h"
#include "virtqemud/domain/start.h"
#include "virtqemud/domain/state_changes.h"
#include "virtqemud/domain/stop.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kReconnectPatience = absl::Seconds(30);

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

// What happened while no daemon was there: the state is QEMU's, and what changed is told as if it happened now.
void AdoptState(const QemuContext& context, const DomainPtr& domain, const RunStatus& status) {
  const Snapshot old = domain->snapshot();
  for (const QemuState& row : kQemuStates) {
    if (status.status != row.status || old->state == row.state) continue;
    if (!SetState(context, domain, row.state, row.reason)) continue;
    if (row.state == vir::kDomainRunning) context.EmitLifecycle(old->ref(), vir::kDomainEventResumed, vir::kDomainEventResumedUnpaused);
    if (row.state == vir::kDomainPaused) context.EmitLifecycle(old->ref(), vir::kDomainEventSuspended, vir::kDomainEventSuspendedPaused);
    if (row.state == vir::kDomainCrashed) context.EmitLifecycle(old->ref(), vir::kDomainEventCrashed, vir::kDomainEventCrashedPanicked);
  }
}

absl::Status TakeUp(const QemuContext& context, const DomainPtr& domain) {
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "reconnect"));
  RETURN_IF_ERROR(ConnectMonitor(context, domain, absl::Now() + kReconnectPatience));
  const auto monitor = domain->monitor();
  if (!monitor) return NotRunning();
  ASSIGN_OR_RETURN(const RunStatus status, QueryStatus(*monitor, context.MonitorDeadline()));
  // A start that was under way is carried through, unless its guest runs already.
  if (domain->snapshot()->runtime.starting && !status.running) {
    RETURN_IF_ERROR(CompleteStart(context, domain));
    context.EmitLifecycle(domain->snapshot()->ref(), vir::kDomainEventStarted, vir::kDomainEventStartedBooted);
    RegisterMachineLater(context, domain);
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(LearnRunningFacts(context, domain));
  AdoptState(context, domain, status);
  context.domains.Update(domain, [](DomainState& next) { next.runtime.starting = false; });
  RecordStatus(context, domain);
  if (status.status == "shutdown") {
    return KillProcess(context, domain, absl::Seconds(5), /*graceful_only=*/false, vir::kDomainShutoffShutdown);
  }
  auto balloon = QueryBalloon(*monitor, context.MonitorDeadline());
  if (balloon.ok()) context.domains.Update(domain, [&](DomainState& next) { next.balloon_kib = *balloon / 1024; });
  context.loop.Post([&context, domain] { ReopenAgentChannel(context, domain); });
  return absl::OkStatus();
}

// The process is there: it stays listed as running whatever its monitor does.
void TakeUpLater(const QemuContext& context, const DomainPtr& domain, DomainProcess process) {
  WatchProcess(context, domain, std::make_shared<DomainProcess>(std::move(process)));
  context.workers.Submit([&context, domain] {
    if (absl::Status status = TakeUp(context, domain); !status.ok()) {
      log::Failure("cannot talk to the running domain " + domain->snapshot()->name(), status);
    }
  });
}

void LoadRunning(const QemuContext& context, DomainState state) {
  const DomainPtr known = context.domains.Peek(state.uuid());
  context.domains.ReserveId(state.runtime_id);
  std::optional<DomainProcess> process = ProcessStarter::Find(state.runtime.pid, state.runtime.process_start_time);
  if (process) process->unit = state.runtime.unit;
  DomainPtr domain = known;
  if (known) {
    context.domains.Update(known, [&](DomainState& next) {
      DefPtr config = next.config ? next.config : state.config;
      const bool autostart = next.autostart;
      next = state;
      next.config = std::move(config);
      next.autostart = autostart;
    });
  } else {
    domain = std::make_shared<Domain>(std::make_shared<DomainState>(state));
    if (!context.domains.Insert(domain)) return;
  }
  if (process) {
    TakeUpLater(context, domain, *std::move(process));
  } else {
    // It ended while no daemon watched: nobody knows how, which is what "crashed" says.
    FinishDomain(context, domain, state.state == vir::kDomainShutdown ? vir::kDomainShutoffShutdown : vir::kDomainShutoffCrashed);
  }
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
  return absl::OkStatus();
}

void AutostartDomains(const QemuContext& context) {
  // /run is empty after a boot, so the mark is there exactly when an earlier daemon of this boot has done it.
  const std::string mark = context.store.paths().state + "/autostarted";
  if (access(mark.c_str(), F_OK) == 0) return;
  if (absl::Status status = WriteFileAtomically(mark, "", 0600, std::nullopt, Durability::kVolatile); !status.ok()) {
    log::Failure("cannot write " + mark, status);
  }
  for (const DomainPtr& domain : context.domains.All()) {
    const Snapshot state = domain->snapshot();
    if (state->active() || !(state->autostart || state->autostart_once)) continue;
    context.workers.Submit([&context, domain] {
      auto job = Domains::BeginJob(domain, store::JobKind::kModify, "autostart");
      absl::Status status = job.status();
      if (status.ok() && !domain->snapshot()->active()) status = StartDomain(context, domain, {});
      if (!status.ok()) log::Failure("Failed to autostart domain '" + domain->snapshot()->name() + "'", status);
    });
  }
}

}  // namespace pleiad::qemu
