// SPDX-License-Identifier: Apache-2.0
// wire/events.h: events, and the calls that subscribe to them:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct ConnectDomainEventRegisterRet {
  int32_t cb_registered = 0;
};

struct ConnectDomainEventDeregisterRet {
  int32_t cb_registered = 0;
};

struct DomainEventLifecycleMsg {
  NonnullDomain dom;
  int32_t event = 0;
  int32_t detail = 0;
};

struct DomainEventCallbackLifecycleMsg {
  int32_t callback_id = 0;
  DomainEventLifecycleMsg msg;
};

struct ConnectDomainEventRegisterAnyArgs {
  int32_t event_id = 0;
};

struct ConnectDomainEventDeregisterAnyArgs {
  int32_t event_id = 0;
};

struct ConnectDomainEventCallbackRegisterAnyArgs {
  int32_t event_id = 0;
  std::optional<NonnullDomain> dom;
};

struct ConnectDomainEventCallbackRegisterAnyRet {
  int32_t callback_id = 0;
};

struct ConnectDomainEventCallbackDeregisterAnyArgs {
  int32_t callback_id = 0;
};

struct DomainEventRebootMsg {
  NonnullDomain dom;
};

struct DomainEventCallbackRebootMsg {
  int32_t callback_id = 0;
  DomainEventRebootMsg msg;
};

struct DomainEventRtcChangeMsg {
  NonnullDomain dom;
  int64_t offset = 0;
};

struct DomainEventCallbackRtcChangeMsg {
  int32_t callback_id = 0;
  DomainEventRtcChangeMsg msg;
};

struct DomainEventWatchdogMsg {
  NonnullDomain dom;
  int32_t action = 0;
};

struct DomainEventCallbackWatchdogMsg {
  int32_t callback_id = 0;
  DomainEventWatchdogMsg msg;
};

struct DomainEventIoErrorMsg {
  NonnullDomain dom;
  std::string src_path;
  std::string dev_alias;
  int32_t action = 0;
};

struct DomainEventCallbackIoErrorMsg {
  int32_t callback_id = 0;
  DomainEventIoErrorMsg msg;
};

struct DomainEventIoErrorReasonMsg {
  NonnullDomain dom;
  std::string src_path;
  std::string dev_alias;
  int32_t action = 0;
  std::string reason;
};

struct DomainEventCallbackIoErrorReasonMsg {
  int32_t callback_id = 0;
  DomainEventIoErrorReasonMsg msg;
};

struct DomainEventGraphicsAddress {
  int32_t family = 0;
  std::string node;
  std::string service;
};

struct DomainEventGraphicsIdentity {
  std::string type;
  std::string name;
};

struct DomainEventGraphicsMsg {
  NonnullDomain dom;
  int32_t phase = 0;
  DomainEventGraphicsAddress local;
  DomainEventGraphicsAddress remote;
  std::string auth_scheme;
  xdr::List<DomainEventGraphicsIdentity, 20> subject;
};

struct DomainEventCallbackGraphicsMsg {
  int32_t callback_id = 0;
  DomainEventGraphicsMsg msg;
};

struct DomainEventBlockJobMsg {
  NonnullDomain dom;
  std::string path;
  int32_t type = 0;
  int32_t status = 0;
};

struct DomainEventCallbackBlockJobMsg {
  int32_t callback_id = 0;
  DomainEventBlockJobMsg msg;
};

struct DomainEventDiskChangeMsg {
  NonnullDomain dom;
  std::optional<std::string> old_src_path;
  std::optional<std::string> new_src_path;
  std::string dev_alias;
  int32_t reason = 0;
};

struct DomainEventCallbackDiskChangeMsg {
  int32_t callback_id = 0;
  DomainEventDiskChangeMsg msg;
};

struct DomainEventTrayChangeMsg {
  NonnullDomain dom;
  std::string dev_alias;
  int32_t reason = 0;
};

struct DomainEventCallbackTrayChangeMsg {
  int32_t callback_id = 0;
  DomainEventTrayChangeMsg msg;
};

struct DomainEventPmwakeupMsg {
  NonnullDomain dom;
};

struct DomainEventCallbackPmwakeupMsg {
  int32_t callback_id = 0;
  int32_t reason = 0;
  DomainEventPmwakeupMsg msg;
};

struct DomainEventPmsuspendMsg {
  NonnullDomain dom;
};

struct DomainEventCallbackPmsuspendMsg {
  int32_t callback_id = 0;
  int32_t reason = 0;
  DomainEventPmsuspendMsg msg;
};

struct DomainEventBalloonChangeMsg {
  NonnullDomain dom;
  uint64_t actual = 0;
};

struct DomainEventCallbackBalloonChangeMsg {
  int32_t callback_id = 0;
  DomainEventBalloonChangeMsg msg;
};

struct DomainEventPmsuspendDiskMsg {
  NonnullDomain dom;
};

struct DomainEventCallbackPmsuspendDiskMsg {
  int32_t callback_id = 0;
  int32_t reason = 0;
  DomainEventPmsuspendDiskMsg msg;
};

struct DomainEventControlErrorMsg {
  NonnullDomain dom;
};

struct DomainEventCallbackControlErrorMsg {
  int32_t callback_id = 0;
  DomainEventControlErrorMsg msg;
};

struct DomainEventDeviceRemovedMsg {
  NonnullDomain dom;
  std::string dev_alias;
};

struct DomainEventCallbackDeviceRemovedMsg {
  int32_t callback_id = 0;
  DomainEventDeviceRemovedMsg msg;
};

struct DomainEventBlockJob2Msg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  std::string dst;
  int32_t type = 0;
  int32_t status = 0;
};

struct DomainEventBlockThresholdMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  std::string dev;
  std::optional<std::string> path;
  uint64_t threshold = 0;
  uint64_t excess = 0;
};

struct DomainEventCallbackTunableMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  xdr::List<TypedParam, 2048> params;
};

struct DomainEventCallbackDeviceAddedMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  std::string dev_alias;
};

struct ConnectEventConnectionClosedMsg {
  int32_t reason = 0;
};

struct ConnectNetworkEventRegisterAnyArgs {
  int32_t event_id = 0;
  std::optional<NonnullNetwork> net;
};

struct ConnectNetworkEventRegisterAnyRet {
  int32_t callback_id = 0;
};

struct ConnectNetworkEventDeregisterAnyArgs {
  int32_t callback_id = 0;
};

struct NetworkEventLifecycleMsg {
  int32_t callback_id = 0;
  NonnullNetwork net;
  int32_t event = 0;
  int32_t detail = 0;
};

struct NetworkEventCallbackMetadataChangeMsg {
  int32_t callback_id = 0;
  NonnullNetwork net;
  int32_t type = 0;
  std::optional<std::string> nsuri;
};

struct ConnectStoragePoolEventRegisterAnyArgs {
  int32_t event_id = 0;
  std::optional<NonnullStoragePool> pool;
};

struct ConnectStoragePoolEventRegisterAnyRet {
  int32_t callback_id = 0;
};

struct ConnectStoragePoolEventDeregisterAnyArgs {
  int32_t callback_id = 0;
};

struct StoragePoolEventLifecycleMsg {
  int32_t callback_id = 0;
  NonnullStoragePool pool;
  int32_t event = 0;
  int32_t detail = 0;
};

struct StoragePoolEventRefreshMsg {
  int32_t callback_id = 0;
  NonnullStoragePool pool;
};

struct ConnectNodeDeviceEventRegisterAnyArgs {
  int32_t event_id = 0;
  std::optional<NonnullNodeDevice> dev;
};

struct ConnectNodeDeviceEventRegisterAnyRet {
  int32_t callback_id = 0;
};

struct ConnectNodeDeviceEventDeregisterAnyArgs {
  int32_t callback_id = 0;
};

struct NodeDeviceEventLifecycleMsg {
  int32_t callback_id = 0;
  NonnullNodeDevice dev;
  int32_t event = 0;
  int32_t detail = 0;
};

struct NodeDeviceEventUpdateMsg {
  int32_t callback_id = 0;
  NonnullNodeDevice dev;
};

struct DomainEventCallbackAgentLifecycleMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  int32_t state = 0;
  int32_t reason = 0;
};

struct DomainEventCallbackMigrationIterationMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  int32_t iteration = 0;
};

struct DomainEventCallbackJobCompletedMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  xdr::List<TypedParam, 64> params;
};

struct DomainEventCallbackDeviceRemovalFailedMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  std::string dev_alias;
};

struct DomainEventCallbackMetadataChangeMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  int32_t type = 0;
  std::optional<std::string> nsuri;
};

struct DomainEventMemoryFailureMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  int32_t recipient = 0;
  int32_t action = 0;
  uint32_t flags = 0;
};

struct ConnectSecretEventRegisterAnyArgs {
  int32_t event_id = 0;
  std::optional<NonnullSecret> secret;
};

struct ConnectSecretEventRegisterAnyRet {
  int32_t callback_id = 0;
};

struct ConnectSecretEventDeregisterAnyArgs {
  int32_t callback_id = 0;
};

struct SecretEventLifecycleMsg {
  int32_t callback_id = 0;
  NonnullSecret secret;
  int32_t event = 0;
  int32_t detail = 0;
};

struct SecretEventValueChangedMsg {
  int32_t callback_id = 0;
  NonnullSecret secret;
};

struct DomainEventMemoryDeviceSizeChangeMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  std::string alias;
  uint64_t size = 0;
};

struct DomainEventNicMacChangeMsg {
  int32_t callback_id = 0;
  NonnullDomain dom;
  std::string alias;
  std::string old_mac;
  std::string new_mac;
};

using ConnectDomainEventRegister = Procedure<Program::kRemote, 105, None, ConnectDomainEventRegisterRet>;
using ConnectDomainEventDeregister = Procedure<Program::kRemote, 106, None, ConnectDomainEventDeregisterRet>;
using DomainEventLifecycle = Event<Program::kRemote, 107, DomainEventLifecycleMsg>;
using ConnectDomainEventRegisterAny = Procedure<Program::kRemote, 167, ConnectDomainEventRegisterAnyArgs, None>;
using ConnectDomainEventDeregisterAny = Procedure<Program::kRemote, 168, ConnectDomainEventDeregisterAnyArgs, None>;
using DomainEventReboot = Event<Program::kRemote, 169, DomainEventRebootMsg>;
using DomainEventRtcChange = Event<Program::kRemote, 170, DomainEventRtcChangeMsg>;
using DomainEventWatchdog = Event<Program::kRemote, 171, DomainEventWatchdogMsg>;
using DomainEventIoError = Event<Program::kRemote, 172, DomainEventIoErrorMsg>;
using DomainEventGraphics = Event<Program::kRemote, 173, DomainEventGraphicsMsg>;
using DomainEventIoErrorReason = Event<Program::kRemote, 195, DomainEventIoErrorReasonMsg>;
using DomainEventControlError = Event<Program::kRemote, 224, DomainEventControlErrorMsg>;
using DomainEventBlockJob = Event<Program::kRemote, 241, DomainEventBlockJobMsg>;
using DomainEventDiskChange = Event<Program::kRemote, 248, DomainEventDiskChangeMsg>;
using DomainEventTrayChange = Event<Program::kRemote, 268, DomainEventTrayChangeMsg>;
using DomainEventPmwakeup = Event<Program::kRemote, 269, DomainEventPmwakeupMsg>;
using DomainEventPmsuspend = Event<Program::kRemote, 270, DomainEventPmsuspendMsg>;
using DomainEventBalloonChange = Event<Program::kRemote, 276, DomainEventBalloonChangeMsg>;
using DomainEventPmsuspendDisk = Event<Program::kRemote, 292, DomainEventPmsuspendDiskMsg>;
using DomainEventDeviceRemoved = Event<Program::kRemote, 311, DomainEventDeviceRemovedMsg>;
using ConnectNetworkEventRegisterAny = Procedure<Program::kRemote, 313, ConnectNetworkEventRegisterAnyArgs, ConnectNetworkEventRegisterAnyRet>;
using ConnectNetworkEventDeregisterAny = Procedure<Program::kRemote, 314, ConnectNetworkEventDeregisterAnyArgs, None>;
using NetworkEventLifecycle = Event<Program::kRemote, 315, NetworkEventLifecycleMsg>;
using ConnectDomainEventCallbackRegisterAny = Procedure<Program::kRemote, 316, ConnectDomainEventCallbackRegisterAnyArgs, ConnectDomainEventCallbackRegisterAnyRet>;
using ConnectDomainEventCallbackDeregisterAny = Procedure<Program::kRemote, 317, ConnectDomainEventCallbackDeregisterAnyArgs, None>;
using DomainEventCallbackLifecycle = Event<Program::kRemote, 318, DomainEventCallbackLifecycleMsg>;
using DomainEventCallbackReboot = Event<Program::kRemote, 319, DomainEventCallbackRebootMsg>;
using DomainEventCallbackRtcChange = Event<Program::kRemote, 320, DomainEventCallbackRtcChangeMsg>;
using DomainEventCallbackWatchdog = Event<Program::kRemote, 321, DomainEventCallbackWatchdogMsg>;
using DomainEventCallbackIoError = Event<Program::kRemote, 322, DomainEventCallbackIoErrorMsg>;
using DomainEventCallbackGraphics = Event<Program::kRemote, 323, DomainEventCallbackGraphicsMsg>;
using DomainEventCallbackIoErrorReason = Event<Program::kRemote, 324, DomainEventCallbackIoErrorReasonMsg>;
using DomainEventCallbackControlError = Event<Program::kRemote, 325, DomainEventCallbackControlErrorMsg>;
using DomainEventCallbackBlockJob = Event<Program::kRemote, 326, DomainEventCallbackBlockJobMsg>;
using DomainEventCallbackDiskChange = Event<Program::kRemote, 327, DomainEventCallbackDiskChangeMsg>;
using DomainEventCallbackTrayChange = Event<Program::kRemote, 328, DomainEventCallbackTrayChangeMsg>;
using DomainEventCallbackPmwakeup = Event<Program::kRemote, 329, DomainEventCallbackPmwakeupMsg>;
using DomainEventCallbackPmsuspend = Event<Program::kRemote, 330, DomainEventCallbackPmsuspendMsg>;
using DomainEventCallbackBalloonChange = Event<Program::kRemote, 331, DomainEventCallbackBalloonChangeMsg>;
using DomainEventCallbackPmsuspendDisk = Event<Program::kRemote, 332, DomainEventCallbackPmsuspendDiskMsg>;
using DomainEventCallbackDeviceRemoved = Event<Program::kRemote, 333, DomainEventCallbackDeviceRemovedMsg>;
using DomainEventBlockJob2 = Event<Program::kRemote, 339, DomainEventBlockJob2Msg>;
using DomainEventCallbackTunable = Event<Program::kRemote, 346, DomainEventCallbackTunableMsg>;
using DomainEventCallbackAgentLifecycle = Event<Program::kRemote, 348, DomainEventCallbackAgentLifecycleMsg>;
using DomainEventCallbackDeviceAdded = Event<Program::kRemote, 354, DomainEventCallbackDeviceAddedMsg>;
using DomainEventCallbackMigrationIteration = Event<Program::kRemote, 359, DomainEventCallbackMigrationIterationMsg>;
using ConnectEventConnectionClosed = Event<Program::kRemote, 362, ConnectEventConnectionClosedMsg>;
using DomainEventCallbackJobCompleted = Event<Program::kRemote, 363, DomainEventCallbackJobCompletedMsg>;
using DomainEventCallbackDeviceRemovalFailed = Event<Program::kRemote, 367, DomainEventCallbackDeviceRemovalFailedMsg>;
using ConnectStoragePoolEventRegisterAny = Procedure<Program::kRemote, 368, ConnectStoragePoolEventRegisterAnyArgs, ConnectStoragePoolEventRegisterAnyRet>;
using ConnectStoragePoolEventDeregisterAny = Procedure<Program::kRemote, 369, ConnectStoragePoolEventDeregisterAnyArgs, None>;
using StoragePoolEventLifecycle = Event<Program::kRemote, 370, StoragePoolEventLifecycleMsg>;
using StoragePoolEventRefresh = Event<Program::kRemote, 373, StoragePoolEventRefreshMsg>;
using ConnectNodeDeviceEventRegisterAny = Procedure<Program::kRemote, 374, ConnectNodeDeviceEventRegisterAnyArgs, ConnectNodeDeviceEventRegisterAnyRet>;
using ConnectNodeDeviceEventDeregisterAny = Procedure<Program::kRemote, 375, ConnectNodeDeviceEventDeregisterAnyArgs, None>;
using NodeDeviceEventLifecycle = Event<Program::kRemote, 376, NodeDeviceEventLifecycleMsg>;
using NodeDeviceEventUpdate = Event<Program::kRemote, 377, NodeDeviceEventUpdateMsg>;
using DomainEventCallbackMetadataChange = Event<Program::kRemote, 379, DomainEventCallbackMetadataChangeMsg>;
using ConnectSecretEventRegisterAny = Procedure<Program::kRemote, 380, ConnectSecretEventRegisterAnyArgs, ConnectSecretEventRegisterAnyRet>;
using ConnectSecretEventDeregisterAny = Procedure<Program::kRemote, 381, ConnectSecretEventDeregisterAnyArgs, None>;
using SecretEventLifecycle = Event<Program::kRemote, 382, SecretEventLifecycleMsg>;
using SecretEventValueChanged = Event<Program::kRemote, 383, SecretEventValueChangedMsg>;
using DomainEventBlockThreshold = Event<Program::kRemote, 385, DomainEventBlockThresholdMsg>;
using DomainEventMemoryFailure = Event<Program::kRemote, 423, DomainEventMemoryFailureMsg>;
using DomainEventMemoryDeviceSizeChange = Event<Program::kRemote, 438, DomainEventMemoryDeviceSizeChangeMsg>;
using NetworkEventCallbackMetadataChange = Event<Program::kRemote, 446, NetworkEventCallbackMetadataChangeMsg>;
using DomainEventNicMacChange = Event<Program::kRemote, 453, DomainEventNicMacChangeMsg>;

}  // namespace pleiad::rpc::wire
