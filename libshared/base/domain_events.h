// SPDX-License-Identifier: Apache-2.0
// domain_events.h: libvirt's numbers of domain events: their kinds, details and reasons, as clients know them
// (libvirt-domain.h). VIR_DOMAIN_EVENT_STARTED is vir::kDomainEventStarted. All are int.
#pragma once

namespace pleiad::vir {

// virDomainEventType
inline constexpr int kDomainEventDefined = 0;
inline constexpr int kDomainEventUndefined = 1;
inline constexpr int kDomainEventStarted = 2;
inline constexpr int kDomainEventSuspended = 3;
inline constexpr int kDomainEventResumed = 4;
inline constexpr int kDomainEventStopped = 5;
inline constexpr int kDomainEventShutdown = 6;
inline constexpr int kDomainEventPmsuspended = 7;
inline constexpr int kDomainEventCrashed = 8;

// virDomainEventDefinedDetailType
inline constexpr int kDomainEventDefinedAdded = 0;
inline constexpr int kDomainEventDefinedUpdated = 1;
inline constexpr int kDomainEventDefinedRenamed = 2;
inline constexpr int kDomainEventDefinedFromSnapshot = 3;

// virDomainEventUndefinedDetailType
inline constexpr int kDomainEventUndefinedRemoved = 0;
inline constexpr int kDomainEventUndefinedRenamed = 1;

// virDomainEventStartedDetailType
inline constexpr int kDomainEventStartedBooted = 0;
inline constexpr int kDomainEventStartedMigrated = 1;
inline constexpr int kDomainEventStartedRestored = 2;
inline constexpr int kDomainEventStartedFromSnapshot = 3;
inline constexpr int kDomainEventStartedWakeup = 4;
inline constexpr int kDomainEventStartedRecreated = 5;

// virDomainEventSuspendedDetailType
inline constexpr int kDomainEventSuspendedPaused = 0;
inline constexpr int kDomainEventSuspendedMigrated = 1;
inline constexpr int kDomainEventSuspendedIoerror = 2;
inline constexpr int kDomainEventSuspendedWatchdog = 3;
inline constexpr int kDomainEventSuspendedRestored = 4;
inline constexpr int kDomainEventSuspendedFromSnapshot = 5;
inline constexpr int kDomainEventSuspendedApiError = 6;
inline constexpr int kDomainEventSuspendedPostcopy = 7;
inline constexpr int kDomainEventSuspendedPostcopyFailed = 8;
inline constexpr int kDomainEventSuspendedGuestShutdown = 9;

// virDomainEventResumedDetailType
inline constexpr int kDomainEventResumedUnpaused = 0;
inline constexpr int kDomainEventResumedMigrated = 1;
inline constexpr int kDomainEventResumedFromSnapshot = 2;
inline constexpr int kDomainEventResumedPostcopy = 3;
inline constexpr int kDomainEventResumedPostcopyFailed = 4;

// virDomainEventStoppedDetailType
inline constexpr int kDomainEventStoppedShutdown = 0;
inline constexpr int kDomainEventStoppedDestroyed = 1;
inline constexpr int kDomainEventStoppedCrashed = 2;
inline constexpr int kDomainEventStoppedMigrated = 3;
inline constexpr int kDomainEventStoppedSaved = 4;
inline constexpr int kDomainEventStoppedFailed = 5;
inline constexpr int kDomainEventStoppedFromSnapshot = 6;
inline constexpr int kDomainEventStoppedRecreated = 7;

// virDomainEventShutdownDetailType
inline constexpr int kDomainEventShutdownFinished = 0;
inline constexpr int kDomainEventShutdownGuest = 1;
inline constexpr int kDomainEventShutdownHost = 2;

// virDomainEventPMSuspendedDetailType
inline constexpr int kDomainEventPmsuspendedMemory = 0;
inline constexpr int kDomainEventPmsuspendedDisk = 1;

// virDomainEventCrashedDetailType
inline constexpr int kDomainEventCrashedPanicked = 0;
inline constexpr int kDomainEventCrashedCrashloaded = 1;

// virDomainEventWatchdogAction
inline constexpr int kDomainEventWatchdogNone = 0;
inline constexpr int kDomainEventWatchdogPause = 1;
inline constexpr int kDomainEventWatchdogReset = 2;
inline constexpr int kDomainEventWatchdogPoweroff = 3;
inline constexpr int kDomainEventWatchdogShutdown = 4;
inline constexpr int kDomainEventWatchdogDebug = 5;
inline constexpr int kDomainEventWatchdogInjectnmi = 6;

// virDomainEventIOErrorAction
inline constexpr int kDomainEventIoErrorNone = 0;
inline constexpr int kDomainEventIoErrorPause = 1;
inline constexpr int kDomainEventIoErrorReport = 2;

// virDomainEventGraphicsPhase
inline constexpr int kDomainEventGraphicsConnect = 0;
inline constexpr int kDomainEventGraphicsInitialize = 1;
inline constexpr int kDomainEventGraphicsDisconnect = 2;

// virDomainEventGraphicsAddressType
inline constexpr int kDomainEventGraphicsAddressIpv4 = 0;
inline constexpr int kDomainEventGraphicsAddressIpv6 = 1;
inline constexpr int kDomainEventGraphicsAddressUnix = 2;

// virConnectDomainEventBlockJobStatus
inline constexpr int kDomainBlockJobCompleted = 0;
inline constexpr int kDomainBlockJobFailed = 1;
inline constexpr int kDomainBlockJobCanceled = 2;
inline constexpr int kDomainBlockJobReady = 3;

// virConnectDomainEventDiskChangeReason
inline constexpr int kDomainEventDiskChangeMissingOnStart = 0;
inline constexpr int kDomainEventDiskDropMissingOnStart = 1;

// virDomainEventTrayChangeReason
inline constexpr int kDomainEventTrayChangeOpen = 0;
inline constexpr int kDomainEventTrayChangeClose = 1;

// virConnectDomainEventAgentLifecycleState
inline constexpr int kConnectDomainEventAgentLifecycleStateConnected = 1;
inline constexpr int kConnectDomainEventAgentLifecycleStateDisconnected = 2;

// virConnectDomainEventAgentLifecycleReason
inline constexpr int kConnectDomainEventAgentLifecycleReasonUnknown = 0;
inline constexpr int kConnectDomainEventAgentLifecycleReasonDomainStarted = 1;
inline constexpr int kConnectDomainEventAgentLifecycleReasonChannel = 2;

// virDomainEventID
inline constexpr int kDomainEventIdLifecycle = 0;
inline constexpr int kDomainEventIdReboot = 1;
inline constexpr int kDomainEventIdRtcChange = 2;
inline constexpr int kDomainEventIdWatchdog = 3;
inline constexpr int kDomainEventIdIoError = 4;
inline constexpr int kDomainEventIdGraphics = 5;
inline constexpr int kDomainEventIdIoErrorReason = 6;
inline constexpr int kDomainEventIdControlError = 7;
inline constexpr int kDomainEventIdBlockJob = 8;
inline constexpr int kDomainEventIdDiskChange = 9;
inline constexpr int kDomainEventIdTrayChange = 10;
inline constexpr int kDomainEventIdPmwakeup = 11;
inline constexpr int kDomainEventIdPmsuspend = 12;
inline constexpr int kDomainEventIdBalloonChange = 13;
inline constexpr int kDomainEventIdPmsuspendDisk = 14;
inline constexpr int kDomainEventIdDeviceRemoved = 15;
inline constexpr int kDomainEventIdBlockJob2 = 16;
inline constexpr int kDomainEventIdTunable = 17;
inline constexpr int kDomainEventIdAgentLifecycle = 18;
inline constexpr int kDomainEventIdDeviceAdded = 19;
inline constexpr int kDomainEventIdMigrationIteration = 20;
inline constexpr int kDomainEventIdJobCompleted = 21;
inline constexpr int kDomainEventIdDeviceRemovalFailed = 22;
inline constexpr int kDomainEventIdMetadataChange = 23;
inline constexpr int kDomainEventIdBlockThreshold = 24;
inline constexpr int kDomainEventIdMemoryFailure = 25;
inline constexpr int kDomainEventIdMemoryDeviceSizeChange = 26;
inline constexpr int kDomainEventIdNicMacChange = 27;

}  // namespace pleiad::vir
