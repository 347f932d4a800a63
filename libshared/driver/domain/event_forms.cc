// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/domain/event_forms.h"

#include "libshared/rpc/client_session.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/qemu.h"

namespace pleiad::driver {
namespace {

namespace wire = rpc::wire;
using namespace store;

// virDomainEventID
constexpr int32_t kIoError = 4, kIoErrorReason = 6, kBlockJob = 8, kBlockJob2 = 16;

std::optional<std::string> OrAbsent(const std::string& text) { return text.empty() ? std::nullopt : std::optional(text); }

struct IdsOf {
  std::vector<int32_t> operator()(const LifecycleEvent&) { return {0}; }
  std::vector<int32_t> operator()(const RebootEvent&) { return {1}; }
  std::vector<int32_t> operator()(const RtcChangeEvent&) { return {2}; }
  std::vector<int32_t> operator()(const WatchdogEvent&) { return {3}; }
  std::vector<int32_t> operator()(const IoErrorEvent&) { return {kIoError, kIoErrorReason}; }
  std::vector<int32_t> operator()(const GraphicsEvent&) { return {5}; }
  std::vector<int32_t> operator()(const ControlErrorEvent&) { return {7}; }
  std::vector<int32_t> operator()(const BlockJobEvent&) { return {kBlockJob, kBlockJob2}; }
  std::vector<int32_t> operator()(const DiskChangeEvent&) { return {9}; }
  std::vector<int32_t> operator()(const TrayChangeEvent&) { return {10}; }
  std::vector<int32_t> operator()(const PmWakeupEvent&) { return {11}; }
  std::vector<int32_t> operator()(const PmSuspendEvent&) { return {12}; }
  std::vector<int32_t> operator()(const BalloonChangeEvent&) { return {13}; }
  std::vector<int32_t> operator()(const PmSuspendDiskEvent&) { return {14}; }
  std::vector<int32_t> operator()(const DeviceRemovedEvent&) { return {15}; }
  std::vector<int32_t> operator()(const TunableEvent&) { return {17}; }
  std::vector<int32_t> operator()(const AgentLifecycleEvent&) { return {18}; }
  std::vector<int32_t> operator()(const DeviceAddedEvent&) { return {19}; }
  std::vector<int32_t> operator()(const MigrationIterationEvent&) { return {20}; }
  std::vector<int32_t> operator()(const JobCompletedEvent&) { return {21}; }
  std::vector<int32_t> operator()(const DeviceRemovalFailedEvent&) { return {22}; }
  std::vector<int32_t> operator()(const MetadataChangeEvent&) { return {23}; }
  std::vector<int32_t> operator()(const BlockThresholdEvent&) { return {24}; }
  std::vector<int32_t> operator()(const MemoryFailureEvent&) { return {25}; }
  std::vector<int32_t> operator()(const MemoryDeviceSizeChangeEvent&) { return {26}; }
  std::vector<int32_t> operator()(const MonitorEvent&) { return {kMonitorEvents}; }
};

struct Sender {
  rpc::ClientSession& session;
  const DomainRef& domain;
  int32_t id;
  std::optional<int32_t> callback;

  // Old and New are the same event without and with the callback's number before it.
  template <class Old, class New, class Message>
  void Both(Message message) {
    callback ? session.SendEvent<New>({*callback, std::move(message)}) : session.SendEvent<Old>(message);
  }
  // The suspend and wake-up events tell their reason beside the message, in the new form only.
  template <class Old, class New>
  void BothWithReason(int32_t reason) {
    callback ? session.SendEvent<New>({*callback, reason, {domain}}) : session.SendEvent<Old>({domain});
  }
  template <class New>
  void OnlyNew(typename New::Message message) {
    if (callback) session.SendEvent<New>(message);
  }
  int32_t number() const { return callback.value_or(0); }

  void operator()(const LifecycleEvent& e) {
    Both<wire::DomainEventLifecycle, wire::DomainEventCallbackLifecycle>(
        wire::DomainEventLifecycleMsg{domain, e.event, e.detail});
  }
  void operator()(const RebootEvent&) {
    Both<wire::DomainEventReboot, wire::DomainEventCallbackReboot>(wire::DomainEventRebootMsg{domain});
  }
  void operator()(const RtcChangeEvent& e) {
    Both<wire::DomainEventRtcChange, wire::DomainEventCallbackRtcChange>(wire::DomainEventRtcChangeMsg{domain, e.utc_offset_s});
  }
  void operator()(const WatchdogEvent& e) {
    Both<wire::DomainEventWatchdog, wire::DomainEventCallbackWatchdog>(wire::DomainEventWatchdogMsg{domain, e.action});
  }
  void operator()(const IoErrorEvent& e) {
    if (id == kIoError) {
      Both<wire::DomainEventIoError, wire::DomainEventCallbackIoError>(
          wire::DomainEventIoErrorMsg{domain, e.source_path, e.device, e.action});
    } else {
      Both<wire::DomainEventIoErrorReason, wire::DomainEventCallbackIoErrorReason>(
          wire::DomainEventIoErrorReasonMsg{domain, e.source_path, e.device, e.action, e.reason});
    }
  }
  void operator()(const GraphicsEvent& e) {
    wire::DomainEventGraphicsMsg message{domain,
                                         e.phase,
                                         {e.local.family, e.local.node, e.local.service},
                                         {e.remote.family, e.remote.node, e.remote.service},
                                         e.auth_scheme,
                                         {}};
    for (const auto& [type, name] : e.subject) message.subject.items.push_back({type, name});
    Both<wire::DomainEventGraphics, wire::DomainEventCallbackGraphics>(std::move(message));
  }
  void operator()(const ControlErrorEvent&) {
    Both<wire::DomainEventControlError, wire::DomainEventCallbackControlError>(wire::DomainEventControlErrorMsg{domain});
  }
  void operator()(const BlockJobEvent& e) {
    if (id == kBlockJob) {
      Both<wire::DomainEventBlockJob, wire::DomainEventCallbackBlockJob>(
          wire::DomainEventBlockJobMsg{domain, e.path, e.type, e.status});
    } else {
      OnlyNew<wire::DomainEventBlockJob2>({number(), domain, e.target, e.type, e.status});
    }
  }
  void operator()(const DiskChangeEvent& e) {
    Both<wire::DomainEventDiskChange, wire::DomainEventCallbackDiskChange>(
        wire::DomainEventDiskChangeMsg{domain, OrAbsent(e.old_source), OrAbsent(e.new_source), e.device, e.reason});
  }
  void operator()(const TrayChangeEvent& e) {
    Both<wire::DomainEventTrayChange, wire::DomainEventCallbackTrayChange>(
        wire::DomainEventTrayChangeMsg{domain, e.device, e.reason});
  }
  void operator()(const PmWakeupEvent& e) {
    BothWithReason<wire::DomainEventPmwakeup, wire::DomainEventCallbackPmwakeup>(e.reason);
  }
  void operator()(const PmSuspendEvent& e) {
    BothWithReason<wire::DomainEventPmsuspend, wire::DomainEventCallbackPmsuspend>(e.reason);
  }
  void operator()(const PmSuspendDiskEvent& e) {
    BothWithReason<wire::DomainEventPmsuspendDisk, wire::DomainEventCallbackPmsuspendDisk>(e.reason);
  }
  void operator()(const BalloonChangeEvent& e) {
    Both<wire::DomainEventBalloonChange, wire::DomainEventCallbackBalloonChange>(
        wire::DomainEventBalloonChangeMsg{domain, e.actual_kib});
  }
  void operator()(const DeviceRemovedEvent& e) {
    Both<wire::DomainEventDeviceRemoved, wire::DomainEventCallbackDeviceRemoved>(
        wire::DomainEventDeviceRemovedMsg{domain, e.alias});
  }
  void operator()(const DeviceAddedEvent& e) { OnlyNew<wire::DomainEventCallbackDeviceAdded>({number(), domain, e.alias}); }
  void operator()(const DeviceRemovalFailedEvent& e) {
    OnlyNew<wire::DomainEventCallbackDeviceRemovalFailed>({number(), domain, e.alias});
  }
  void operator()(const TunableEvent& e) { OnlyNew<wire::DomainEventCallbackTunable>({number(), domain, {e.params}}); }
  void operator()(const AgentLifecycleEvent& e) {
    OnlyNew<wire::DomainEventCallbackAgentLifecycle>({number(), domain, e.state, e.reason});
  }
  void operator()(const MigrationIterationEvent& e) {
    OnlyNew<wire::DomainEventCallbackMigrationIteration>({number(), domain, e.iteration});
  }
  void operator()(const JobCompletedEvent& e) { OnlyNew<wire::DomainEventCallbackJobCompleted>({number(), domain, {e.params}}); }
  void operator()(const MetadataChangeEvent& e) {
    OnlyNew<wire::DomainEventCallbackMetadataChange>({number(), domain, e.type, OrAbsent(e.uri)});
  }
  void operator()(const BlockThresholdEvent& e) {
    OnlyNew<wire::DomainEventBlockThreshold>({number(), domain, e.device, OrAbsent(e.path), e.threshold, e.excess});
  }
  void operator()(const MemoryFailureEvent& e) {
    OnlyNew<wire::DomainEventMemoryFailure>({number(), domain, e.recipient, e.action, e.flags});
  }
  void operator()(const MemoryDeviceSizeChangeEvent& e) {
    OnlyNew<wire::DomainEventMemoryDeviceSizeChange>({number(), domain, e.alias, e.size_kib});
  }
  void operator()(const MonitorEvent& e) {
    OnlyNew<wire::QemuDomainMonitorEvent>({number(), domain, e.event, e.seconds, e.microseconds, OrAbsent(e.details)});
  }
};

}  // namespace

std::vector<int32_t> EventIdsOf(const store::DomainEvent& event) { return std::visit(IdsOf{}, event.what); }

void SendDomainEvent(rpc::ClientSession& session, const store::DomainEvent& event, int32_t id,
                     std::optional<int32_t> callback_id) {
  std::visit(Sender{session, event.domain, id, callback_id}, event.what);
}

}  // namespace pleiad::driver
