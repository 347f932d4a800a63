// SPDX-License-Identifier: Apache-2.0
// bulk_stats.h: all that virConnectGetAllDomainStats says of one domain, group by group, under libvirt's names.
#pragma once

#include <cstdint>
#include <map>
#include <memory>

#include "libshared/driver/domain/types.h"
#include "virtqemud/domain/context.h"
#include "virtqemud/domain/domain_question.h"
#include "virtqemud/monitor/block_figures.h"

namespace pleiad::qemu {

// Asks when it is made, and tells when it is collected: make all of them first.
class BulkStats {
 public:
  // `groups` are virDomainStatsTypes, `flags` virConnectGetAllDomainStatsFlags. With NOWAIT nothing is asked of a domain
  // that a call works on.
  BulkStats(const DomainPtr& domain, uint32_t groups, uint32_t flags);

  driver::DomainStatsRecord Collect(absl::Time deadline);

 private:
  void AddState(TypedParams& out) const;
  void AddCpu(TypedParams& out) const;
  void AddBalloon(TypedParams& out, absl::Time deadline);
  void AddVcpus(TypedParams& out) const;
  void AddInterfaces(TypedParams& out) const;
  void AddBlocks(TypedParams& out, absl::Time deadline);
  void AddIothreads(TypedParams& out, absl::Time deadline);
  void AddDirtyRate(TypedParams& out, absl::Time deadline);

  const Snapshot state_;
  const uint32_t groups_;
  std::unique_ptr<DomainQuestion> balloon_, block_stats_, block_nodes_, iothreads_, dirty_rate_;
};

// What the guest tells of its memory (the balloon's guest-stats), by the tags of virDomainMemoryStatTags.
std::vector<driver::MemoryStat> ReadGuestMemoryStats(const boost::json::value& guest_stats);

// The counters of the host's network device `name`, seen from the guest: what the host sends, the guest receives.
//   Errors  INTERNAL_ERROR when there is no such device
absl::StatusOr<driver::InterfaceStats> ReadInterfaceStats(const std::string& name, bool swap);

}  // namespace pleiad::qemu
