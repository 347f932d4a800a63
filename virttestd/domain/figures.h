// SPDX-License-Identifier: Apache-2.0
// figures.h: what there would be to count. Figures that grow follow the time of day; the rest is made of the definition.
#pragma once

#include "libshared/driver/domain/types.h"
#include "virttestd/domain/domain.h"

namespace pleiad::test {

// Of any disk or interface.
driver::BlockStats BlockFigures();
driver::InterfaceStats InterfaceFigures();
driver::BlockInfo SizesOf(const DomainState& state, const conf::DiskDef& disk);
std::vector<driver::MemoryStat> MemoryFigures(const conf::DomainDef& def);

inline constexpr uint64_t kCpuTimeNs = 48772617035, kUserTimeNs = 5540000000, kSystemTimeNs = 6460000000;
inline constexpr uint64_t kVcpuTimeNs = 23151740627;  // of the first

// How fast the guest writes its memory, once that has been measured.
inline constexpr int64_t kDirtyMibPerS = 32;

// virDomainStatsTypes that AddStats knows.
inline constexpr uint32_t kStatsGroups = vir::kDomainStatsState | vir::kDomainStatsCpuTotal | vir::kDomainStatsBalloon |
                                         vir::kDomainStatsVcpu | vir::kDomainStatsInterface | vir::kDomainStatsBlock |
                                         vir::kDomainStatsIothread | vir::kDomainStatsDirtyrate;
// The groups of virConnectGetAllDomainStats, named as libvirt names them.
TypedParams StatsOf(const DomainState& state, uint32_t groups);

}  // namespace pleiad::test
