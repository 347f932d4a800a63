// SPDX-License-Identifier: Apache-2.0
// host_constants.h: libvirt's numbers about hosts and connections, as clients know them
// (libvirt-host.h). VIR_DOMAIN_RUNNING is vir::kDomainRunning. Flags are unsigned, all else is int.
#pragma once

#include <cstdint>

namespace pleiad::vir {

// virNodeSuspendTarget
inline constexpr int kNodeSuspendTargetMem = 0;
inline constexpr int kNodeSuspendTargetDisk = 1;
inline constexpr int kNodeSuspendTargetHybrid = 2;

// virNodeGetCPUStatsAllCPUs
inline constexpr int kNodeCpuStatsAllCpus = -1;

// virNodeGetMemoryStatsAllCells
inline constexpr int kNodeMemoryStatsAllCells = -1;

// virConnectFlags
inline constexpr uint32_t kConnectRo = 1;
inline constexpr uint32_t kConnectNoAliases = 2;

// virConnectCredentialType
inline constexpr int kCredUsername = 1;
inline constexpr int kCredAuthname = 2;
inline constexpr int kCredLanguage = 3;
inline constexpr int kCredCnonce = 4;
inline constexpr int kCredPassphrase = 5;
inline constexpr int kCredEchoprompt = 6;
inline constexpr int kCredNoechoprompt = 7;
inline constexpr int kCredRealm = 8;
inline constexpr int kCredExternal = 9;

// virCPUCompareResult
inline constexpr int kCpuCompareError = -1;
inline constexpr int kCpuCompareIncompatible = 0;
inline constexpr int kCpuCompareIdentical = 1;
inline constexpr int kCpuCompareSuperset = 2;

// virConnectCompareCPUFlags
inline constexpr uint32_t kConnectCompareCpuFailIncompatible = 1;
inline constexpr uint32_t kConnectCompareCpuValidateXml = 2;

// virConnectBaselineCPUFlags
inline constexpr uint32_t kConnectBaselineCpuExpandFeatures = 1;
inline constexpr uint32_t kConnectBaselineCpuMigratable = 2;
inline constexpr uint32_t kConnectBaselineCpuIgnoreHost = 4;

// virNodeAllocPagesFlags
inline constexpr uint32_t kNodeAllocPagesAdd = 0;
inline constexpr uint32_t kNodeAllocPagesSet = 1;

}  // namespace pleiad::vir
