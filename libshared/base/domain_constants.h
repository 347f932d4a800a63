// SPDX-License-Identifier: Apache-2.0
// domain_constants.h: libvirt's numbers about domains: states, reasons, events and flags, as clients know them
// (libvirt-domain.h, libvirt-qemu.h). VIR_DOMAIN_RUNNING is vir::kDomainRunning. Flags are unsigned, all else is int.
#pragma once

#include <cstdint>

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

// virDomainModificationImpact
inline constexpr uint32_t kDomainAffectCurrent = 0;
inline constexpr uint32_t kDomainAffectLive = 1;
inline constexpr uint32_t kDomainAffectConfig = 2;

// virDomainCreateFlags
inline constexpr uint32_t kDomainNone = 0;
inline constexpr uint32_t kDomainStartPaused = 1;
inline constexpr uint32_t kDomainStartAutodestroy = 2;
inline constexpr uint32_t kDomainStartBypassCache = 4;
inline constexpr uint32_t kDomainStartForceBoot = 8;
inline constexpr uint32_t kDomainStartValidate = 0x10;
inline constexpr uint32_t kDomainStartResetNvram = 0x20;

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

// virDomainCoreDumpFlags
inline constexpr uint32_t kDumpCrash = 1;
inline constexpr uint32_t kDumpLive = 2;
inline constexpr uint32_t kDumpBypassCache = 4;
inline constexpr uint32_t kDumpReset = 8;
inline constexpr uint32_t kDumpMemoryOnly = 0x10;

// virDomainCoreDumpFormat
inline constexpr int kDomainCoreDumpFormatRaw = 0;
inline constexpr int kDomainCoreDumpFormatKdumpZlib = 1;
inline constexpr int kDomainCoreDumpFormatKdumpLzo = 2;
inline constexpr int kDomainCoreDumpFormatKdumpSnappy = 3;
inline constexpr int kDomainCoreDumpFormatWinDmp = 4;

// virDomainMigrateFlags
inline constexpr uint32_t kMigrateLive = 1;
inline constexpr uint32_t kMigratePeer2peer = 2;
inline constexpr uint32_t kMigrateTunnelled = 4;
inline constexpr uint32_t kMigratePersistDest = 8;
inline constexpr uint32_t kMigrateUndefineSource = 0x10;
inline constexpr uint32_t kMigratePaused = 0x20;
inline constexpr uint32_t kMigrateNonSharedDisk = 0x40;
inline constexpr uint32_t kMigrateNonSharedInc = 0x80;
inline constexpr uint32_t kMigrateChangeProtection = 0x100;
inline constexpr uint32_t kMigrateUnsafe = 0x200;
inline constexpr uint32_t kMigrateOffline = 0x400;
inline constexpr uint32_t kMigrateCompressed = 0x800;
inline constexpr uint32_t kMigrateAbortOnError = 0x1000;
inline constexpr uint32_t kMigrateAutoConverge = 0x2000;
inline constexpr uint32_t kMigrateRdmaPinAll = 0x4000;
inline constexpr uint32_t kMigratePostcopy = 0x8000;
inline constexpr uint32_t kMigrateTls = 0x10000;
inline constexpr uint32_t kMigrateParallel = 0x20000;
inline constexpr uint32_t kMigrateNonSharedSynchronousWrites = 0x40000;
inline constexpr uint32_t kMigratePostcopyResume = 0x80000;
inline constexpr uint32_t kMigrateZerocopy = 0x100000;

// virDomainMigrateMaxSpeedFlags
inline constexpr uint32_t kDomainMigrateMaxSpeedPostcopy = 1;

// virDomainShutdownFlagValues
inline constexpr uint32_t kDomainShutdownDefault = 0;
inline constexpr uint32_t kDomainShutdownAcpiPowerBtn = 1;
inline constexpr uint32_t kDomainShutdownGuestAgent = 2;
inline constexpr uint32_t kDomainShutdownInitctl = 4;
inline constexpr uint32_t kDomainShutdownSignal = 8;
inline constexpr uint32_t kDomainShutdownParavirt = 0x10;

// virDomainRebootFlagValues
inline constexpr uint32_t kDomainRebootDefault = 0;
inline constexpr uint32_t kDomainRebootAcpiPowerBtn = 1;
inline constexpr uint32_t kDomainRebootGuestAgent = 2;
inline constexpr uint32_t kDomainRebootInitctl = 4;
inline constexpr uint32_t kDomainRebootSignal = 8;
inline constexpr uint32_t kDomainRebootParavirt = 0x10;

// virDomainDestroyFlagsValues
inline constexpr uint32_t kDomainDestroyDefault = 0;
inline constexpr uint32_t kDomainDestroyGraceful = 1;
inline constexpr uint32_t kDomainDestroyRemoveLogs = 2;

// virDomainSaveRestoreFlags
inline constexpr uint32_t kDomainSaveBypassCache = 1;
inline constexpr uint32_t kDomainSaveRunning = 2;
inline constexpr uint32_t kDomainSavePaused = 4;
inline constexpr uint32_t kDomainSaveResetNvram = 8;

// virDomainMemoryModFlags
inline constexpr uint32_t kDomainMemCurrent = 0;
inline constexpr uint32_t kDomainMemLive = 1;
inline constexpr uint32_t kDomainMemConfig = 2;
inline constexpr uint32_t kDomainMemMaximum = 4;

// virDomainNumatuneMemMode
inline constexpr int kDomainNumatuneMemStrict = 0;
inline constexpr int kDomainNumatuneMemPreferred = 1;
inline constexpr int kDomainNumatuneMemInterleave = 2;
inline constexpr int kDomainNumatuneMemRestrictive = 3;

// virDomainGetHostnameFlags
inline constexpr uint32_t kDomainGetHostnameLease = 1;
inline constexpr uint32_t kDomainGetHostnameAgent = 2;

// virDomainMetadataType
inline constexpr int kDomainMetadataDescription = 0;
inline constexpr int kDomainMetadataTitle = 1;
inline constexpr int kDomainMetadataElement = 2;

// virDomainXMLFlags
inline constexpr uint32_t kDomainXmlSecure = 1;
inline constexpr uint32_t kDomainXmlInactive = 2;
inline constexpr uint32_t kDomainXmlUpdateCpu = 4;
inline constexpr uint32_t kDomainXmlMigratable = 8;

// virDomainSaveImageXMLFlags
inline constexpr uint32_t kDomainSaveImageXmlSecure = 1;

// virDomainBlockResizeFlags
inline constexpr uint32_t kDomainBlockResizeBytes = 1;
inline constexpr uint32_t kDomainBlockResizeCapacity = 2;
inline constexpr uint32_t kDomainBlockResizeExtend = 4;

// virDomainMemoryFlags
inline constexpr uint32_t kMemoryVirtual = 1;
inline constexpr uint32_t kMemoryPhysical = 2;

// virDomainDefineFlags
inline constexpr uint32_t kDomainDefineValidate = 1;

// virDomainUndefineFlagsValues
inline constexpr uint32_t kDomainUndefineManagedSave = 1;
inline constexpr uint32_t kDomainUndefineSnapshotsMetadata = 2;
inline constexpr uint32_t kDomainUndefineNvram = 4;
inline constexpr uint32_t kDomainUndefineKeepNvram = 8;
inline constexpr uint32_t kDomainUndefineCheckpointsMetadata = 0x10;
inline constexpr uint32_t kDomainUndefineTpm = 0x20;
inline constexpr uint32_t kDomainUndefineKeepTpm = 0x40;

// virConnectListAllDomainsFlags
inline constexpr uint32_t kConnectListDomainsActive = 1;
inline constexpr uint32_t kConnectListDomainsInactive = 2;
inline constexpr uint32_t kConnectListDomainsPersistent = 4;
inline constexpr uint32_t kConnectListDomainsTransient = 8;
inline constexpr uint32_t kConnectListDomainsRunning = 0x10;
inline constexpr uint32_t kConnectListDomainsPaused = 0x20;
inline constexpr uint32_t kConnectListDomainsShutoff = 0x40;
inline constexpr uint32_t kConnectListDomainsOther = 0x80;
inline constexpr uint32_t kConnectListDomainsManagedsave = 0x100;
inline constexpr uint32_t kConnectListDomainsNoManagedsave = 0x200;
inline constexpr uint32_t kConnectListDomainsAutostart = 0x400;
inline constexpr uint32_t kConnectListDomainsNoAutostart = 0x800;
inline constexpr uint32_t kConnectListDomainsHasSnapshot = 0x1000;
inline constexpr uint32_t kConnectListDomainsNoSnapshot = 0x2000;
inline constexpr uint32_t kConnectListDomainsHasCheckpoint = 0x4000;
inline constexpr uint32_t kConnectListDomainsNoCheckpoint = 0x8000;

// virVcpuState
inline constexpr int kVcpuOffline = 0;
inline constexpr int kVcpuRunning = 1;
inline constexpr int kVcpuBlocked = 2;

// virVcpuHostCpuState
inline constexpr int kVcpuInfoCpuOffline = -1;
inline constexpr int kVcpuInfoCpuUnavailable = -2;

// virDomainVcpuFlags
inline constexpr uint32_t kDomainVcpuCurrent = 0;
inline constexpr uint32_t kDomainVcpuLive = 1;
inline constexpr uint32_t kDomainVcpuConfig = 2;
inline constexpr uint32_t kDomainVcpuMaximum = 4;
inline constexpr uint32_t kDomainVcpuGuest = 8;
inline constexpr uint32_t kDomainVcpuHotpluggable = 0x10;

// virDomainDeviceModifyFlags
inline constexpr uint32_t kDomainDeviceModifyCurrent = 0;
inline constexpr uint32_t kDomainDeviceModifyLive = 1;
inline constexpr uint32_t kDomainDeviceModifyConfig = 2;
inline constexpr uint32_t kDomainDeviceModifyForce = 4;

// virDomainStatsTypes
inline constexpr uint32_t kDomainStatsState = 1;
inline constexpr uint32_t kDomainStatsCpuTotal = 2;
inline constexpr uint32_t kDomainStatsBalloon = 4;
inline constexpr uint32_t kDomainStatsVcpu = 8;
inline constexpr uint32_t kDomainStatsInterface = 0x10;
inline constexpr uint32_t kDomainStatsBlock = 0x20;
inline constexpr uint32_t kDomainStatsPerf = 0x40;
inline constexpr uint32_t kDomainStatsIothread = 0x80;
inline constexpr uint32_t kDomainStatsMemory = 0x100;
inline constexpr uint32_t kDomainStatsDirtyrate = 0x200;
inline constexpr uint32_t kDomainStatsVm = 0x400;

// virConnectGetAllDomainStatsFlags
inline constexpr uint32_t kConnectGetAllDomainsStatsActive = 1;
inline constexpr uint32_t kConnectGetAllDomainsStatsInactive = 2;
inline constexpr uint32_t kConnectGetAllDomainsStatsPersistent = 4;
inline constexpr uint32_t kConnectGetAllDomainsStatsTransient = 8;
inline constexpr uint32_t kConnectGetAllDomainsStatsRunning = 0x10;
inline constexpr uint32_t kConnectGetAllDomainsStatsPaused = 0x20;
inline constexpr uint32_t kConnectGetAllDomainsStatsShutoff = 0x40;
inline constexpr uint32_t kConnectGetAllDomainsStatsOther = 0x80;
inline constexpr uint32_t kConnectGetAllDomainsStatsNowait = 0x20000000;
inline constexpr uint32_t kConnectGetAllDomainsStatsBacking = 0x40000000;
inline constexpr uint32_t kConnectGetAllDomainsStatsEnforceStats = 0x80000000;

// virDomainBlockJobType
inline constexpr int kDomainBlockJobTypeUnknown = 0;
inline constexpr int kDomainBlockJobTypePull = 1;
inline constexpr int kDomainBlockJobTypeCopy = 2;
inline constexpr int kDomainBlockJobTypeCommit = 3;
inline constexpr int kDomainBlockJobTypeActiveCommit = 4;
inline constexpr int kDomainBlockJobTypeBackup = 5;

// virDomainBlockJobAbortFlags
inline constexpr uint32_t kDomainBlockJobAbortAsync = 1;
inline constexpr uint32_t kDomainBlockJobAbortPivot = 2;

// virDomainBlockJobInfoFlags
inline constexpr uint32_t kDomainBlockJobInfoBandwidthBytes = 1;

// virDomainBlockJobSetSpeedFlags
inline constexpr uint32_t kDomainBlockJobSpeedBandwidthBytes = 1;

// virDomainBlockPullFlags
inline constexpr uint32_t kDomainBlockPullBandwidthBytes = 0x40;

// virDomainBlockRebaseFlags
inline constexpr uint32_t kDomainBlockRebaseShallow = 1;
inline constexpr uint32_t kDomainBlockRebaseReuseExt = 2;
inline constexpr uint32_t kDomainBlockRebaseCopyRaw = 4;
inline constexpr uint32_t kDomainBlockRebaseCopy = 8;
inline constexpr uint32_t kDomainBlockRebaseRelative = 0x10;
inline constexpr uint32_t kDomainBlockRebaseCopyDev = 0x20;
inline constexpr uint32_t kDomainBlockRebaseBandwidthBytes = 0x40;

// virDomainBlockCopyFlags
inline constexpr uint32_t kDomainBlockCopyShallow = 1;
inline constexpr uint32_t kDomainBlockCopyReuseExt = 2;
inline constexpr uint32_t kDomainBlockCopyTransientJob = 4;
inline constexpr uint32_t kDomainBlockCopySynchronousWrites = 8;
inline constexpr uint32_t kDomainBlockCopyTargetZeroed = 0x10;

// virDomainBlockCommitFlags
inline constexpr uint32_t kDomainBlockCommitShallow = 1;
inline constexpr uint32_t kDomainBlockCommitDelete = 2;
inline constexpr uint32_t kDomainBlockCommitActive = 4;
inline constexpr uint32_t kDomainBlockCommitRelative = 8;
inline constexpr uint32_t kDomainBlockCommitBandwidthBytes = 0x10;

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

// virDomainMemoryFailureRecipientType
inline constexpr int kDomainEventMemoryFailureRecipientHypervisor = 0;
inline constexpr int kDomainEventMemoryFailureRecipientGuest = 1;

// virDomainMemoryFailureActionType
inline constexpr int kDomainEventMemoryFailureActionIgnore = 0;
inline constexpr int kDomainEventMemoryFailureActionInject = 1;
inline constexpr int kDomainEventMemoryFailureActionFatal = 2;
inline constexpr int kDomainEventMemoryFailureActionReset = 3;

// virDomainMemoryFailureFlags
inline constexpr uint32_t kDomainMemoryFailureActionRequired = 1;
inline constexpr uint32_t kDomainMemoryFailureRecursive = 2;

// virDomainJobType
inline constexpr int kDomainJobNone = 0;
inline constexpr int kDomainJobBounded = 1;
inline constexpr int kDomainJobUnbounded = 2;
inline constexpr int kDomainJobCompleted = 3;
inline constexpr int kDomainJobFailed = 4;
inline constexpr int kDomainJobCancelled = 5;

// virDomainGetJobStatsFlags
inline constexpr uint32_t kDomainJobStatsCompleted = 1;
inline constexpr uint32_t kDomainJobStatsKeepCompleted = 2;

// virDomainAbortJobFlagsValues
inline constexpr uint32_t kDomainAbortJobPostcopy = 1;

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

// virDomainConsoleFlags
inline constexpr uint32_t kDomainConsoleForce = 1;
inline constexpr uint32_t kDomainConsoleSafe = 2;

// virDomainChannelFlags
inline constexpr uint32_t kDomainChannelForce = 1;

// virDomainOpenGraphicsFlags
inline constexpr uint32_t kDomainOpenGraphicsSkipauth = 1;

// virDomainSetTimeFlags
inline constexpr uint32_t kDomainTimeSync = 1;

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

// virDomainSetUserPasswordFlags
inline constexpr uint32_t kDomainPasswordEncrypted = 1;

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

// virDomainGuestInfoTypes
inline constexpr uint32_t kDomainGuestInfoUsers = 1;
inline constexpr uint32_t kDomainGuestInfoOs = 2;
inline constexpr uint32_t kDomainGuestInfoTimezone = 4;
inline constexpr uint32_t kDomainGuestInfoHostname = 8;
inline constexpr uint32_t kDomainGuestInfoFilesystem = 0x10;
inline constexpr uint32_t kDomainGuestInfoDisks = 0x20;
inline constexpr uint32_t kDomainGuestInfoInterfaces = 0x40;
inline constexpr uint32_t kDomainGuestInfoLoad = 0x80;

// virDomainAgentResponseTimeoutValues
inline constexpr int kDomainAgentResponseTimeoutBlock = -2;
inline constexpr int kDomainAgentResponseTimeoutDefault = -1;
inline constexpr int kDomainAgentResponseTimeoutNowait = 0;

// virDomainBackupBeginFlags
inline constexpr uint32_t kDomainBackupBeginReuseExternal = 1;
inline constexpr uint32_t kDomainBackupBeginPreserveShutdownDomain = 2;

// virDomainAuthorizedSSHKeysSetFlags
inline constexpr uint32_t kDomainAuthorizedSshKeysSetAppend = 1;
inline constexpr uint32_t kDomainAuthorizedSshKeysSetRemove = 2;

// virDomainMessageType
inline constexpr int kDomainMessageDeprecation = 1;
inline constexpr int kDomainMessageTainting = 2;
inline constexpr int kDomainMessageIoerrors = 4;

// virDomainDirtyRateStatus
inline constexpr int kDomainDirtyrateUnstarted = 0;
inline constexpr int kDomainDirtyrateMeasuring = 1;
inline constexpr int kDomainDirtyrateMeasured = 2;

// virDomainDirtyRateCalcFlags
inline constexpr uint32_t kDomainDirtyrateModePageSampling = 0;
inline constexpr uint32_t kDomainDirtyrateModeDirtyBitmap = 1;
inline constexpr uint32_t kDomainDirtyrateModeDirtyRing = 2;

// virDomainFDAssociateFlags
inline constexpr uint32_t kDomainFdAssociateSeclabelRestore = 1;
inline constexpr uint32_t kDomainFdAssociateSeclabelWritable = 2;

// virConnectGetDomainCapabilitiesFlags
inline constexpr uint32_t kConnectGetDomainCapabilitiesDisableDeprecatedFeatures = 1;
inline constexpr uint32_t kConnectGetDomainCapabilitiesExpandCpuFeatures = 2;

// virDomainGraphicsReloadType
inline constexpr int kDomainGraphicsReloadTypeAny = 0;
inline constexpr int kDomainGraphicsReloadTypeVnc = 1;

// virDomainQemuMonitorCommandFlags
inline constexpr uint32_t kDomainQemuMonitorCommandDefault = 0;
inline constexpr uint32_t kDomainQemuMonitorCommandHmp = 1;

// virDomainQemuAgentCommandTimeoutValues
inline constexpr int kDomainQemuAgentCommandMin = -2;
inline constexpr int kDomainQemuAgentCommandBlock = -2;
inline constexpr int kDomainQemuAgentCommandDefault = -1;
inline constexpr uint32_t kDomainQemuAgentCommandNowait = 0;
inline constexpr uint32_t kDomainQemuAgentCommandShutdown = 0x3c;

// virConnectDomainQemuMonitorEventRegisterFlags
inline constexpr uint32_t kConnectDomainQemuMonitorEventRegisterRegex = 1;
inline constexpr uint32_t kConnectDomainQemuMonitorEventRegisterNocase = 2;

}  // namespace pleiad::vir
