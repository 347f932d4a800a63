// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/monitor_events.h"

#include <boost/json.hpp>

#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/run/agent_channel.h"
#include "virtqemud/domain/run/state_changes.h"
#include "virtqemud/domain/run/stop.h"
#include "virtqemud/monitor/commands.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
struct Incident {
  const QemuContext& context;
  const DomainPtr& domain;
  const json::object& data;

  DomainRef ref() const { return domain->snapshot()->ref(); }
  template <class What>
  void Emit(What what) const {
    context.events.Emit({.domain = ref(), .what = std::move(what)});
  }
};

// ---- states ---------------------------------------------------------------------------------------------------------

int32_t SuspendedDetail(int32_t paused_reason) {
  switch (paused_reason) {
    case vir::kDomainPausedIoerror:
      return vir::kDomainEventSuspendedIoerror;
    case vir::kDomainPausedWatchdog:
      return vir::kDomainEventSuspendedWatchdog;
    case vir::kDomainPausedApiError:
      return vir::kDomainEventSuspendedApiError;
    default:
      return vir::kDomainEventSuspendedPaused;
  }
}

// In place of the reason of the STOP that follows a SHUTDOWN.
constexpr int32_t kRebootingInPlace = -1;

void OnStop(const Incident& incident) {
  const Snapshot state = incident.domain->snapshot();
  // Before its guest runs for the first time a QEMU is stopped anyway; and one that has shut down stays so.
  if (state->runtime.starting || state->state == vir::kDomainShutdown) return;
  const int32_t asked = incident.domain->stop_reason.exchange(0);
  if (asked == kRebootingInPlace) return;
  const int32_t reason = asked ? asked : vir::kDomainPausedUnknown;
  if (SetState(incident.context, incident.domain, vir::kDomainPaused, reason)) {
    incident.context.EmitLifecycle(state->ref(), vir::kDomainEventSuspended, SuspendedDetail(reason));
  }
}

void OnResume(const Incident& incident) {
  const Snapshot state = incident.domain->snapshot();
  const bool booting = state->runtime.starting;
  // For clients a guest that reboots in place has never stopped.
  if (!booting && state->state == vir::kDomainRunning) return;
  if (SetState(incident.context, incident.domain, vir::kDomainRunning,
               booting ? vir::kDomainRunningBooted : vir::kDomainRunningUnpaused)) {
    incident.context.EmitLifecycle(state->ref(), vir::kDomainEventResumed, vir::kDomainEventResumedUnpaused);
  }
}

// A guest that was asked to reboot by ACPI shuts down; QEMU, run with -no-shutdown, waits to be reset.
void RebootInPlace(const QemuContext& context, const DomainPtr& domain) {
  domain->stop_reason = kRebootingInPlace;
  context.workers.Submit([&context, domain] {
    const auto monitor = domain->monitor();
    if (!monitor) return;
    absl::Status status = SystemReset(*monitor, context.MonitorDeadline());
    if (status.ok()) status = Continue(*monitor, context.MonitorDeadline());
    if (!status.ok()) log::Failure("cannot reboot domain " + domain->snapshot()->name(), status);
  });
}

// The guest has powered off: <on_poweroff> says what becomes of the domain.
void OnShutdown(const Incident& incident) {
  const QemuContext& context = incident.context;
  const DomainPtr domain = incident.domain;
  const Snapshot state = domain->snapshot();
  if (!state->active() || state->state == vir::kDomainShutdown) return;
  if (domain->reboot_on_shutdown.exchange(false)) return RebootInPlace(context, domain);
  if (state->live->on_poweroff == conf::LifecycleAction::kRestart) return RebootInPlace(context, domain);
  const json::value* guest = MemberOf(incident.data, "guest");
  int32_t detail = vir::kDomainEventShutdownFinished;
  if (guest && guest->is_bool()) detail = guest->get_bool() ? vir::kDomainEventShutdownGuest : vir::kDomainEventShutdownHost;
  if (SetState(context, domain, vir::kDomainShutdown, vir::kDomainShutdownUnknown)) {
    context.EmitLifecycle(state->ref(), vir::kDomainEventShutdown, detail);
  }
  if (state->live->on_poweroff == conf::LifecycleAction::kPreserve) return;
  // A QEMU that ends by itself now has not crashed; and one that somebody else is ending is left to him.
  int32_t none = 0;
  if (!domain->end_reason.compare_exchange_strong(none, vir::kDomainShutoffShutdown)) return;
  context.workers.Submit([&context, domain, run = state->id()] {
    (void)KillProcess(context, domain, run, absl::Seconds(10), /*graceful_only=*/false, vir::kDomainShutoffShutdown);
  });
}

void OnReset(const Incident& incident) { incident.Emit(store::RebootEvent{}); }

void OnPanic(const Incident& incident) {
  const QemuContext& context = incident.context;
  const DomainPtr domain = incident.domain;
  if (SetState(context, domain, vir::kDomainCrashed, vir::kDomainCrashedPanicked)) {
    context.EmitLifecycle(incident.ref(), vir::kDomainEventCrashed, vir::kDomainEventCrashedPanicked);
  }
  const Snapshot state = domain->snapshot();
  if (!state->active()) return;
  switch (state->live->on_crash) {
    case conf::LifecycleAction::kDestroy:
    case conf::LifecycleAction::kCoredumpDestroy:
      context.workers.Submit([&context, domain, run = state->id()] {
        (void)KillProcess(context, domain, run, absl::ZeroDuration(), /*graceful_only=*/false, vir::kDomainShutoffCrashed);
      });
      break;
    case conf::LifecycleAction::kRestart:
    case conf::LifecycleAction::kCoredumpRestart:
      RebootInPlace(context, domain);
      break;
    default:
      break;  // preserved for whoever wants to look at it
  }
}

void OnSuspend(const Incident& incident) {
  if (SetState(incident.context, incident.domain, vir::kDomainPmsuspended, vir::kDomainPmsuspendedUnknown)) {
    incident.context.EmitLifecycle(incident.ref(), vir::kDomainEventPmsuspended, vir::kDomainEventPmsuspendedMemory);
  }
  incident.Emit(store::PmSuspendEvent{});
}

void OnSuspendDisk(const Incident& incident) {
  if (SetState(incident.context, incident.domain, vir::kDomainPmsuspended, vir::kDomainPmsuspendedUnknown)) {
    incident.context.EmitLifecycle(incident.ref(), vir::kDomainEventPmsuspended, vir::kDomainEventPmsuspendedDisk);
  }
  incident.Emit(store::PmSuspendDiskEvent{});
}

void OnWakeup(const Incident& incident) {
  if (SetState(incident.context, incident.domain, vir::kDomainRunning, vir::kDomainRunningWakeup)) {
    incident.context.EmitLifecycle(incident.ref(), vir::kDomainEventStarted, vir::kDomainEventStartedWakeup);
  }
  incident.Emit(store::PmWakeupEvent{});
}

// ---- devices --------------------------------------------------------------------------------------------------------

// Devices are named by QEMU's id or path; the alias is the id without what blockdev and virtio put around it.
std::string AliasOf(const json::object& data) {
  std::string name = TextIn(data, "device");
  if (name.empty()) name = TextIn(data, "path");
  if (const size_t slash = name.rfind("/peripheral/"); slash != std::string::npos) name = name.substr(slash + 12);
  if (name.ends_with("/virtio-backend")) name.resize(name.size() - 15);
  if (name.starts_with("drive-")) name = name.substr(6);
  return name;
}

const conf::DiskDef* FindDisk(const conf::DomainDef& def, const std::string& alias) {
  for (const conf::DiskDef& disk : def.devices.disks) {
    if (disk.info.alias == alias) return &disk;
  }
  return nullptr;
}

void OnRtcChange(const Incident& incident) {
  incident.Emit(store::RtcChangeEvent{.utc_offset_s = IntIn(incident.data, "offset")});
}

void OnWatchdog(const Incident& incident) {
  const std::string action = TextIn(incident.data, "action");
  static constexpr std::pair<const char*, int> kActions[] = {
      {"pause", vir::kDomainEventWatchdogPause},       {"reset", vir::kDomainEventWatchdogReset},
      {"poweroff", vir::kDomainEventWatchdogPoweroff}, {"shutdown", vir::kDomainEventWatchdogShutdown},
      {"debug", vir::kDomainEventWatchdogDebug},       {"inject-nmi", vir::kDomainEventWatchdogInjectnmi},
  };
  int number = vir::kDomainEventWatchdogNone;
  for (const auto& [name, value] : kActions) {
    if (action == name) number = value;
  }
  // QEMU's STOP follows its WATCHDOG.
  if (number == vir::kDomainEventWatchdogPause) incident.domain->stop_reason = vir::kDomainPausedWatchdog;
  incident.Emit(store::WatchdogEvent{.action = number});
}

void OnBlockIoError(const Incident& incident) {
  const std::string action_name = TextIn(incident.data, "action");
  const int action = action_name == "stop"     ? vir::kDomainEventIoErrorPause
                     : action_name == "report" ? vir::kDomainEventIoErrorReport
                                               : vir::kDomainEventIoErrorNone;
  std::string alias = TextIn(incident.data, "qom-path");
  alias = alias.empty() ? AliasOf(incident.data) : AliasOf({{"path", alias}});
  const Snapshot state = incident.domain->snapshot();
  const conf::DiskDef* disk = FindDisk(state->def(), alias);
  const std::string reason = BoolIn(incident.data, "nospace") ? "enospc" : "";
  if (action == vir::kDomainEventIoErrorPause) incident.domain->stop_reason = vir::kDomainPausedIoerror;
  incident.Emit(
      store::IoErrorEvent{.source_path = disk ? disk->source.path : "", .device = alias, .action = action, .reason = reason});
}

void OnBalloonChange(const Incident& incident) {
  const uint64_t kib = static_cast<uint64_t>(IntIn(incident.data, "actual")) / 1024;
  incident.context.domains.Update(incident.domain, [kib](DomainState& next) {
    if (next.active()) next.balloon_kib = kib;
  });
  incident.Emit(store::BalloonChangeEvent{.actual_kib = kib});
}

void OnDeviceDeleted(const Incident& incident) {
  const std::string alias = TextIn(incident.data, "device");
  if (!alias.empty()) incident.Emit(store::DeviceRemovedEvent{.alias = alias});
}

void OnDeviceUnplugError(const Incident& incident) {
  incident.Emit(store::DeviceRemovalFailedEvent{.alias = AliasOf(incident.data)});
}

void OnTrayMoved(const Incident& incident) {
  const bool open = BoolIn(incident.data, "tray-open");
  std::string alias = TextIn(incident.data, "id");
  if (alias.empty()) alias = AliasOf(incident.data);
  incident.context.domains.Update(incident.domain, [&](DomainState& next) {
    if (!next.active()) return;  // it ends on another thread
    auto live = std::make_shared<conf::DomainDef>(*next.live);
    for (conf::DiskDef& disk : live->devices.disks) {
      if (disk.info.alias == alias) disk.target.tray = open ? conf::TrayState::kOpen : conf::TrayState::kClosed;
    }
    next.live = std::move(live);
  });
  RecordStatus(incident.context, incident.domain);
  incident.Emit(store::TrayChangeEvent{.device = alias,
                                       .reason = open ? vir::kDomainEventTrayChangeOpen : vir::kDomainEventTrayChangeClose});
}

void OnBlockThreshold(const Incident& incident) {
  incident.Emit(store::BlockThresholdEvent{.device = TextIn(incident.data, "node-name"),
                                           .path = {},
                                           .threshold = static_cast<uint64_t>(IntIn(incident.data, "write-threshold")),
                                           .excess = static_cast<uint64_t>(IntIn(incident.data, "amount-exceeded"))});
}

void OnMemoryFailure(const Incident& incident) {
  const json::object& flags = ObjectIn(incident.data, "flags");
  const std::string recipient = TextIn(incident.data, "recipient"), action = TextIn(incident.data, "action");
  static constexpr std::pair<const char*, int> kActions[] = {{"ignore", vir::kDomainEventMemoryFailureActionIgnore},
                                                             {"inject", vir::kDomainEventMemoryFailureActionInject},
                                                             {"fatal", vir::kDomainEventMemoryFailureActionFatal},
                                                             {"reset", vir::kDomainEventMemoryFailureActionReset}};
  store::MemoryFailureEvent event{.recipient = recipient == "guest" ? vir::kDomainEventMemoryFailureRecipientGuest
                                                                    : vir::kDomainEventMemoryFailureRecipientHypervisor};
  for (const auto& [name, value] : kActions) {
    if (action == name) event.action = value;
  }
  if (BoolIn(flags, "action-required")) event.flags |= vir::kDomainMemoryFailureActionRequired;
  if (BoolIn(flags, "recursive")) event.flags |= vir::kDomainMemoryFailureRecursive;
  incident.Emit(event);
}

// ---- displays and ports ---------------------------------------------------------------------------------------------

store::GraphicsEvent::Address AddressOf(const json::object& peer) {
  const std::string family = TextIn(peer, "family");
  return {.family = family == "ipv6"   ? vir::kDomainEventGraphicsAddressIpv6
                    : family == "unix" ? vir::kDomainEventGraphicsAddressUnix
                                       : vir::kDomainEventGraphicsAddressIpv4,
          .node = TextIn(peer, "host"),
          .service = TextIn(peer, TextIn(peer, "port").empty() ? "service" : "port")};
}

void EmitGraphics(const Incident& incident, int phase) {
  const json::object& client = ObjectIn(incident.data, "client");
  store::GraphicsEvent event{.phase = phase,
                             .local = AddressOf(ObjectIn(incident.data, "server")),
                             .remote = AddressOf(client),
                             .auth_scheme = TextIn(ObjectIn(incident.data, "server"), "auth"),
                             .subject = {}};
  for (const auto& [member, type] : {std::pair{"x509_dname", "x509dname"}, std::pair{"sasl_username", "saslUsername"}}) {
    if (const std::string name = TextIn(client, member); !name.empty()) event.subject.emplace_back(type, name);
  }
  incident.Emit(std::move(event));
}

void OnDisplayConnected(const Incident& incident) { EmitGraphics(incident, vir::kDomainEventGraphicsConnect); }
void OnDisplayInitialized(const Incident& incident) { EmitGraphics(incident, vir::kDomainEventGraphicsInitialize); }
void OnDisplayDisconnected(const Incident& incident) { EmitGraphics(incident, vir::kDomainEventGraphicsDisconnect); }

void OnPortChange(const Incident& incident) {
  const std::string alias = TextIn(incident.data, "id");
  const bool open = BoolIn(incident.data, "open");
  bool is_agent = false;
  incident.context.domains.Update(incident.domain, [&](DomainState& next) {
    if (!next.active()) return;  // it ends on another thread
    auto live = std::make_shared<conf::DomainDef>(*next.live);
    for (conf::ChardevDef& channel : live->devices.channels) {
      if (channel.info.alias != alias) continue;
      channel.state = open ? conf::ChannelState::kConnected : conf::ChannelState::kDisconnected;
      is_agent = channel.name == "org.qemu.guest_agent.0";
    }
    next.live = std::move(live);
  });
  RecordStatus(incident.context, incident.domain);
  if (!is_agent) return;
  incident.Emit(store::AgentLifecycleEvent{.state = open ? vir::kConnectDomainEventAgentLifecycleStateConnected
                                                         : vir::kConnectDomainEventAgentLifecycleStateDisconnected,
                                           .reason = vir::kConnectDomainEventAgentLifecycleReasonChannel});
  OnAgentChannel(incident.context, incident.domain, open);
}

struct Row {
  std::string_view name;
  void (*handle)(const Incident&);
};
constexpr Row kRows[] = {
    {"BALLOON_CHANGE", OnBalloonChange},
    {"BLOCK_IO_ERROR", OnBlockIoError},
    {"BLOCK_WRITE_THRESHOLD", OnBlockThreshold},
    {"DEVICE_DELETED", OnDeviceDeleted},
    {"DEVICE_TRAY_MOVED", OnTrayMoved},
    {"DEVICE_UNPLUG_GUEST_ERROR", OnDeviceUnplugError},
    {"GUEST_PANICKED", OnPanic},
    {"MEMORY_FAILURE", OnMemoryFailure},
    {"RESET", OnReset},
    {"RESUME", OnResume},
    {"RTC_CHANGE", OnRtcChange},
    {"SHUTDOWN", OnShutdown},
    {"SPICE_CONNECTED", OnDisplayConnected},
    {"SPICE_DISCONNECTED", OnDisplayDisconnected},
    {"SPICE_INITIALIZED", OnDisplayInitialized},
    {"STOP", OnStop},
    {"SUSPEND", OnSuspend},
    {"SUSPEND_DISK", OnSuspendDisk},
    {"VNC_CONNECTED", OnDisplayConnected},
    {"VNC_DISCONNECTED", OnDisplayDisconnected},
    {"VNC_INITIALIZED", OnDisplayInitialized},
    {"VSERPORT_CHANGE", OnPortChange},
    {"WAKEUP", OnWakeup},
    {"WATCHDOG", OnWatchdog},
};

void OnEvent(const QemuContext& context, const DomainPtr& domain, const QmpEvent& event) {
  const Snapshot state = domain->snapshot();
  if (!state->active()) return;
  context.events.Emit({.domain = state->ref(),
                       .what = store::MonitorEvent{.event = event.name,
                                                   .seconds = event.seconds,
                                                   .microseconds = event.microseconds,
                                                   .details = event.data->empty() ? "" : json::serialize(*event.data)}});
  for (const Row& row : kRows) {
    if (event.name == row.name) row.handle({.context = context, .domain = domain, .data = *event.data});
  }
}
}  // namespace

Monitor::Handlers HandlersFor(const QemuContext& context, const DomainPtr& domain) {
  // Weak: the monitor is the domain's, and must not keep it alive.
  const std::weak_ptr<Domain> weak = domain;
  const int32_t run = domain->snapshot()->id();
  return {.on_event =
              [&context, weak](const QmpEvent& event) {
                if (const DomainPtr domain = weak.lock()) OnEvent(context, domain, event);
              },
          .on_closed =
              [&context, weak, run] {
                // The process has ended, or closed the monitor and is of no use: the pidfd tells of the first.
                const DomainPtr domain = weak.lock();
                if (!domain) return;
                log::Info("the monitor of domain " + domain->snapshot()->name() + " was closed");
                context.workers.Submit([&context, domain, run] {
                  const int32_t asked = domain->end_reason.load();
                  (void)KillProcess(context, domain, run, absl::Seconds(1), /*graceful_only=*/false,
                                    asked ? asked : vir::kDomainShutoffCrashed);
                });
              }};
}

}  // namespace pleiad::qemu
