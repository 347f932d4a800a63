// SPDX-License-Identifier: Apache-2.0
// domain_values.h: libvirt's numbers about domains that are neither flags nor events: states, reasons, jobs, statistics'
// tags, as clients know them (libvirt-domain.h). VIR_DOMAIN_RUNNING is vir::kDomainRunning. All are int.
#pragma once

namespace pleiad::vir {

// virDomainState
inline constexpr int kDomainNostate = 0;
inline constexpr int kDomainRunning = 1;
inline constexpr int kDomainBlocked = 2;
inline constexpr int kDomainPaused = 3;
inline constexpr int kDomainShutdown = 4;
inline constexpr int kDomainShutoff = 5;
inline constexpr int kDomainCrashed = 6;
inline constexpr int kDomainPmsuspended = 7;

// virDomainNostateReason
inline constexpr int kDomainNostateUnknown = 0;

// virDomainRunningReason
inline constexpr int kDomainRunningUnknown = 0;
inline constexpr int kDomainRunningBooted = 1;
inline constexpr int kDomainRunningMigrated = 2;
inline constexpr int kDomainRunningRestored = 3;
inline constexpr int kDomainRunningFromSnapshot = 4;
inline constexpr int kDomainRunningUnpaused = 5;
inline constexpr int kDomainRunningMigrationCanceled = 6;
inline constexpr int kDomainRunningSaveCanceled = 7;
inline constexpr int kDomainRunningWakeup = 8;
inline constexpr int kDomainRunningCrashed = 9;
inline constexpr int kDomainRunningPostcopy = 10;
inline constexpr int kDomainRunningPostcopyFailed = 11;

// virDomainBlockedReason
inline constexpr int kDomainBlockedUnknown = 0;

// virDomainPausedReason
inline constexpr int kDomainPausedUnknown = 0;
inline constexpr int kDomainPausedUser = 1;
inline constexpr int kDomainPausedMigration = 2;
inline constexpr int kDomainPausedSave = 3;
inline constexpr int kDomainPausedDump = 4;
inline constexpr int kDomainPausedIoerror = 5;
inline constexpr int kDomainPausedWatchdog = 6;
inline constexpr int kDomainPausedFromSnapshot = 7;
inline constexpr int kDomainPausedShuttingDown = 8;
inline constexpr int kDomainPausedSnapshot = 9;
inline constexpr int kDomainPausedCrashed = 10;
inline constexpr int kDomainPausedStartingUp = 11;
inline constexpr int kDomainPausedPostcopy = 12;
inline constexpr int kDomainPausedPostcopyFailed = 13;
inline constexpr int kDomainPausedApiError = 14;

// virDomainShutdownReason
inline constexpr int kDomainShutdownUnknown = 0;
inline constexpr int kDomainShutdownUser = 1;

// virDomainShutoffReason
inline constexpr int kDomainShutoffUnknown = 0;
inline constexpr int kDomainShutoffShutdown = 1;
inline constexpr int kDomainShutoffDestroyed = 2;
inline constexpr int kDomainShutoffCrashed = 3;
inline constexpr int kDomainShutoffMigrated = 4;
inline constexpr int kDomainShutoffSaved = 5;
inline constexpr int kDomainShutoffFailed = 6;
inline constexpr int kDomainShutoffFromSnapshot = 7;
inline constexpr int kDomainShutoffDaemon = 8;

// virDomainCrashedReason
inline constexpr int kDomainCrashedUnknown = 0;
inline constexpr int kDomainCrashedPanicked = 1;

// virDomainPMSuspendedReason
inline constexpr int kDomainPmsuspendedUnknown = 0;

// virDomainPMSuspendedDiskReason
inline constexpr int kDomainPmsuspendedDiskUnknown = 0;

// virDomainControlState
inline constexpr int kDomainControlOk = 0;
inline constexpr int kDomainControlJob = 1;
inline constexpr int kDomainControlOccupied = 2;
inline constexpr int kDomainControlError = 3;

// virDomainControlErrorReason
inline constexpr int kDomainControlErrorReasonNone = 0;
inline constexpr int kDomainControlErrorReasonUnknown = 1;
inline constexpr int kDomainControlErrorReasonMonitor = 2;
inline constexpr int kDomainControlErrorReasonInternal = 3;

// virDomainMemoryStatTags
inline constexpr int kDomainMemoryStatSwapIn = 0;
inline constexpr int kDomainMemoryStatSwapOut = 1;
inline constexpr int kDomainMemoryStatMajorFault = 2;
inline constexpr int kDomainMemoryStatMinorFault = 3;
inline constexpr int kDomainMemoryStatUnused = 4;
inline constexpr int kDomainMemoryStatAvailable = 5;
inline constexpr int kDomainMemoryStatActualBalloon = 6;
inline constexpr int kDomainMemoryStatRss = 7;
inline constexpr int kDomainMemoryStatUsable = 8;
inline constexpr int kDomainMemoryStatLastUpdate = 9;
inline constexpr int kDomainMemoryStatDiskCaches = 10;
inline constexpr int kDomainMemoryStatHugetlbPgalloc = 11;
inline constexpr int kDomainMemoryStatHugetlbPgfail = 12;
inline constexpr int kDomainMemoryStatNr = 13;

// virDomainCoreDumpFormat
inline constexpr int kDomainCoreDumpFormatRaw = 0;
inline constexpr int kDomainCoreDumpFormatKdumpZlib = 1;
inline constexpr int kDomainCoreDumpFormatKdumpLzo = 2;
inline constexpr int kDomainCoreDumpFormatKdumpSnappy = 3;
inline constexpr int kDomainCoreDumpFormatWinDmp = 4;

// virDomainNumatuneMemMode
inline constexpr int kDomainNumatuneMemStrict = 0;
inline constexpr int kDomainNumatuneMemPreferred = 1;
inline constexpr int kDomainNumatuneMemInterleave = 2;
inline constexpr int kDomainNumatuneMemRestrictive = 3;

// virDomainMetadataType
inline constexpr int kDomainMetadataDescription = 0;
inline constexpr int kDomainMetadataTitle = 1;
inline constexpr int kDomainMetadataElement = 2;

// virVcpuState
inline constexpr int kVcpuOffline = 0;
inline constexpr int kVcpuRunning = 1;
inline constexpr int kVcpuBlocked = 2;

// virVcpuHostCpuState
inline constexpr int kVcpuInfoCpuOffline = -1;
inline constexpr int kVcpuInfoCpuUnavailable = -2;

// virDomainBlockJobType
inline constexpr int kDomainBlockJobTypeUnknown = 0;
inline constexpr int kDomainBlockJobTypePull = 1;
inline constexpr int kDomainBlockJobTypeCopy = 2;
inline constexpr int kDomainBlockJobTypeCommit = 3;
inline constexpr int kDomainBlockJobTypeActiveCommit = 4;
inline constexpr int kDomainBlockJobTypeBackup = 5;

// virDomainDiskErrorCode
inline constexpr int kDomainDiskErrorNone = 0;
inline constexpr int kDomainDiskErrorUnspec = 1;
inline constexpr int kDomainDiskErrorNoSpace = 2;

// virKeycodeSet
inline constexpr int kKeycodeSetLinux = 0;
inline constexpr int kKeycodeSetXt = 1;
inline constexpr int kKeycodeSetAtset1 = 2;
inline constexpr int kKeycodeSetAtset2 = 3;
inline constexpr int kKeycodeSetAtset3 = 4;
inline constexpr int kKeycodeSetOsx = 5;
inline constexpr int kKeycodeSetXtKbd = 6;
inline constexpr int kKeycodeSetUsb = 7;
inline constexpr int kKeycodeSetWin32 = 8;
inline constexpr int kKeycodeSetQnum = 9;

// virDomainProcessSignal
inline constexpr int kDomainProcessSignalNop = 0;
inline constexpr int kDomainProcessSignalHup = 1;
inline constexpr int kDomainProcessSignalInt = 2;
inline constexpr int kDomainProcessSignalQuit = 3;
inline constexpr int kDomainProcessSignalIll = 4;
inline constexpr int kDomainProcessSignalTrap = 5;
inline constexpr int kDomainProcessSignalAbrt = 6;
inline constexpr int kDomainProcessSignalBus = 7;
inline constexpr int kDomainProcessSignalFpe = 8;
inline constexpr int kDomainProcessSignalKill = 9;
inline constexpr int kDomainProcessSignalUsr1 = 10;
inline constexpr int kDomainProcessSignalSegv = 11;
inline constexpr int kDomainProcessSignalUsr2 = 12;
inline constexpr int kDomainProcessSignalPipe = 13;
inline constexpr int kDomainProcessSignalAlrm = 14;
inline constexpr int kDomainProcessSignalTerm = 15;
inline constexpr int kDomainProcessSignalStkflt = 16;
inline constexpr int kDomainProcessSignalChld = 17;
inline constexpr int kDomainProcessSignalCont = 18;
inline constexpr int kDomainProcessSignalStop = 19;
inline constexpr int kDomainProcessSignalTstp = 20;
inline constexpr int kDomainProcessSignalTtin = 21;
inline constexpr int kDomainProcessSignalTtou = 22;
inline constexpr int kDomainProcessSignalUrg = 23;
inline constexpr int kDomainProcessSignalXcpu = 24;
inline constexpr int kDomainProcessSignalXfsz = 25;
inline constexpr int kDomainProcessSignalVtalrm = 26;
inline constexpr int kDomainProcessSignalProf = 27;
inline constexpr int kDomainProcessSignalWinch = 28;
inline constexpr int kDomainProcessSignalPoll = 29;
inline constexpr int kDomainProcessSignalPwr = 30;
inline constexpr int kDomainProcessSignalSys = 31;
inline constexpr int kDomainProcessSignalRt0 = 32;
inline constexpr int kDomainProcessSignalRt1 = 33;
inline constexpr int kDomainProcessSignalRt2 = 34;
inline constexpr int kDomainProcessSignalRt3 = 35;
inline constexpr int kDomainProcessSignalRt4 = 36;
inline constexpr int kDomainProcessSignalRt5 = 37;
inline constexpr int kDomainProcessSignalRt6 = 38;
inline constexpr int kDomainProcessSignalRt7 = 39;
inline constexpr int kDomainProcessSignalRt8 = 40;
inline constexpr int kDomainProcessSignalRt9 = 41;
inline constexpr int kDomainProcessSignalRt10 = 42;
inline constexpr int kDomainProcessSignalRt11 = 43;
inline constexpr int kDomainProcessSignalRt12 = 44;
inline constexpr int kDomainProcessSignalRt13 = 45;
inline constexpr int kDomainProcessSignalRt14 = 46;
inline constexpr int kDomainProcessSignalRt15 = 47;
inline constexpr int kDomainProcessSignalRt16 = 48;
inline constexpr int kDomainProcessSignalRt17 = 49;
inline constexpr int kDomainProcessSignalRt18 = 50;
inline constexpr int kDomainProcessSignalRt19 = 51;
inline constexpr int kDomainProcessSignalRt20 = 52;
inline constexpr int kDomainProcessSignalRt21 = 53;
inline constexpr int kDomainProcessSignalRt22 = 54;
inline constexpr int kDomainProcessSignalRt23 = 55;
inline constexpr int kDomainProcessSignalRt24 = 56;
inline constexpr int kDomainProcessSignalRt25 = 57;
inline constexpr int kDomainProcessSignalRt26 = 58;
inline constexpr int kDomainProcessSignalRt27 = 59;
inline constexpr int kDomainProcessSignalRt28 = 60;
inline constexpr int kDomainProcessSignalRt29 = 61;
inline constexpr int kDomainProcessSignalRt30 = 62;
inline constexpr int kDomainProcessSignalRt31 = 63;
inline constexpr int kDomainProcessSignalRt32 = 64;

// virDomainMemoryFailureRecipientType
inline constexpr int kDomainEventMemoryFailureRecipientHypervisor = 0;
inline constexpr int kDomainEventMemoryFailureRecipientGuest = 1;

// virDomainMemoryFailureActionType
inline constexpr int kDomainEventMemoryFailureActionIgnore = 0;
inline constexpr int kDomainEventMemoryFailureActionInject = 1;
inline constexpr int kDomainEventMemoryFailureActionFatal = 2;
inline constexpr int kDomainEventMemoryFailureActionReset = 3;

// virDomainJobType
inline constexpr int kDomainJobNone = 0;
inline constexpr int kDomainJobBounded = 1;
inline constexpr int kDomainJobUnbounded = 2;
inline constexpr int kDomainJobCompleted = 3;
inline constexpr int kDomainJobFailed = 4;
inline constexpr int kDomainJobCancelled = 5;

// virDomainJobOperation
inline constexpr int kDomainJobOperationUnknown = 0;
inline constexpr int kDomainJobOperationStart = 1;
inline constexpr int kDomainJobOperationSave = 2;
inline constexpr int kDomainJobOperationRestore = 3;
inline constexpr int kDomainJobOperationMigrationIn = 4;
inline constexpr int kDomainJobOperationMigrationOut = 5;
inline constexpr int kDomainJobOperationSnapshot = 6;
inline constexpr int kDomainJobOperationSnapshotRevert = 7;
inline constexpr int kDomainJobOperationDump = 8;
inline constexpr int kDomainJobOperationBackup = 9;
inline constexpr int kDomainJobOperationSnapshotDelete = 10;

// virSchedParameterType
inline constexpr int kDomainSchedFieldInt = 1;
inline constexpr int kDomainSchedFieldUint = 2;
inline constexpr int kDomainSchedFieldLlong = 3;
inline constexpr int kDomainSchedFieldUllong = 4;
inline constexpr int kDomainSchedFieldDouble = 5;
inline constexpr int kDomainSchedFieldBoolean = 6;

// virBlkioParameterType
inline constexpr int kDomainBlkioParamInt = 1;
inline constexpr int kDomainBlkioParamUint = 2;
inline constexpr int kDomainBlkioParamLlong = 3;
inline constexpr int kDomainBlkioParamUllong = 4;
inline constexpr int kDomainBlkioParamDouble = 5;
inline constexpr int kDomainBlkioParamBoolean = 6;

// virMemoryParameterType
inline constexpr int kDomainMemoryParamInt = 1;
inline constexpr int kDomainMemoryParamUint = 2;
inline constexpr int kDomainMemoryParamLlong = 3;
inline constexpr int kDomainMemoryParamUllong = 4;
inline constexpr int kDomainMemoryParamDouble = 5;
inline constexpr int kDomainMemoryParamBoolean = 6;

// virDomainInterfaceAddressesSource
inline constexpr int kDomainInterfaceAddressesSrcLease = 0;
inline constexpr int kDomainInterfaceAddressesSrcAgent = 1;
inline constexpr int kDomainInterfaceAddressesSrcArp = 2;

// virDomainLifecycle
inline constexpr int kDomainLifecyclePoweroff = 0;
inline constexpr int kDomainLifecycleReboot = 1;
inline constexpr int kDomainLifecycleCrash = 2;

// virDomainLifecycleAction
inline constexpr int kDomainLifecycleActionDestroy = 0;
inline constexpr int kDomainLifecycleActionRestart = 1;
inline constexpr int kDomainLifecycleActionRestartRename = 2;
inline constexpr int kDomainLifecycleActionPreserve = 3;
inline constexpr int kDomainLifecycleActionCoredumpDestroy = 4;
inline constexpr int kDomainLifecycleActionCoredumpRestart = 5;

// virDomainAgentResponseTimeoutValues
inline constexpr int kDomainAgentResponseTimeoutBlock = -2;
inline constexpr int kDomainAgentResponseTimeoutDefault = -1;
inline constexpr int kDomainAgentResponseTimeoutNowait = 0;

// virDomainMessageType
inline constexpr int kDomainMessageDeprecation = 1;
inline constexpr int kDomainMessageTainting = 2;
inline constexpr int kDomainMessageIoerrors = 4;

// virDomainDirtyRateStatus
inline constexpr int kDomainDirtyrateUnstarted = 0;
inline constexpr int kDomainDirtyrateMeasuring = 1;
inline constexpr int kDomainDirtyrateMeasured = 2;

// virDomainGraphicsReloadType
inline constexpr int kDomainGraphicsReloadTypeAny = 0;
inline constexpr int kDomainGraphicsReloadTypeVnc = 1;

}  // namespace pleiad::vir
