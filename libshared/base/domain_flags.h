// SPDX-License-Identifier: Apache-2.0
// domain_flags.h: libvirt's flags of calls about domains, as clients know them (libvirt-domain.h, libvirt-qemu.h).
// VIR_DOMAIN_XML_SECURE is vir::kDomainXmlSecure. All are unsigned.
#pragma once

#include <cstdint>

namespace pleiad::vir {

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

// virDomainCoreDumpFlags
inline constexpr uint32_t kDumpCrash = 1;
inline constexpr uint32_t kDumpLive = 2;
inline constexpr uint32_t kDumpBypassCache = 4;
inline constexpr uint32_t kDumpReset = 8;
inline constexpr uint32_t kDumpMemoryOnly = 0x10;

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

// virDomainGetHostnameFlags
inline constexpr uint32_t kDomainGetHostnameLease = 1;
inline constexpr uint32_t kDomainGetHostnameAgent = 2;

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

// virDomainMemoryFailureFlags
inline constexpr uint32_t kDomainMemoryFailureActionRequired = 1;
inline constexpr uint32_t kDomainMemoryFailureRecursive = 2;

// virDomainGetJobStatsFlags
inline constexpr uint32_t kDomainJobStatsCompleted = 1;
inline constexpr uint32_t kDomainJobStatsKeepCompleted = 2;

// virDomainAbortJobFlagsValues
inline constexpr uint32_t kDomainAbortJobPostcopy = 1;

// virDomainConsoleFlags
inline constexpr uint32_t kDomainConsoleForce = 1;
inline constexpr uint32_t kDomainConsoleSafe = 2;

// virDomainChannelFlags
inline constexpr uint32_t kDomainChannelForce = 1;

// virDomainOpenGraphicsFlags
inline constexpr uint32_t kDomainOpenGraphicsSkipauth = 1;

// virDomainSetTimeFlags
inline constexpr uint32_t kDomainTimeSync = 1;

// virDomainSetUserPasswordFlags
inline constexpr uint32_t kDomainPasswordEncrypted = 1;

// virDomainGuestInfoTypes
inline constexpr uint32_t kDomainGuestInfoUsers = 1;
inline constexpr uint32_t kDomainGuestInfoOs = 2;
inline constexpr uint32_t kDomainGuestInfoTimezone = 4;
inline constexpr uint32_t kDomainGuestInfoHostname = 8;
inline constexpr uint32_t kDomainGuestInfoFilesystem = 0x10;
inline constexpr uint32_t kDomainGuestInfoDisks = 0x20;
inline constexpr uint32_t kDomainGuestInfoInterfaces = 0x40;
inline constexpr uint32_t kDomainGuestInfoLoad = 0x80;

// virDomainBackupBeginFlags
inline constexpr uint32_t kDomainBackupBeginReuseExternal = 1;
inline constexpr uint32_t kDomainBackupBeginPreserveShutdownDomain = 2;

// virDomainAuthorizedSSHKeysSetFlags
inline constexpr uint32_t kDomainAuthorizedSshKeysSetAppend = 1;
inline constexpr uint32_t kDomainAuthorizedSshKeysSetRemove = 2;

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
