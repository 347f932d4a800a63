// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/block_jobs.h"

#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {

absl::StatusOr<std::optional<driver::BlockJobInfo>> BlockJobs::Info(const Caller&, const DomainRef& ref,
                                                                             const std::string& disk, uint32_t flags) {
  RETURN_IF_ERROR(
      RejectFlagsOutside(vir::kDomainBlockJobInfoBandwidthBytes, flags, "qemuDomainGetBlockJobInfo", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const auto& disks = state->live->devices.disks;
  const auto is_it = [&disk](const conf::DiskDef& d) {
    return d.target.dev == disk || (!d.source.path.empty() && d.source.path == disk);
  };
  if (std::any_of(disks.begin(), disks.end(), is_it)) return std::nullopt;
  return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "disk '%s' not found in domain", disk);
}

absl::Status BlockJobs::Abort(const Caller& caller, const DomainRef& ref, const std::string& disk, uint32_t) {
  RETURN_IF_ERROR(Info(caller, ref, disk, 0).status());
  return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "disk %s does not have an active block job", disk);
}

}  // namespace pleiad::qemu
