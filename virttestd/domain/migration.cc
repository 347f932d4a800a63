// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/migration.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {

absl::StatusOr<MigrationLimits> Migration::LimitsOf(const DomainRef& ref) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().FindActive(ref));
  return domain->snapshot()->migration;
}

absl::Status Migration::Change(const DomainRef& ref, uint64_t MigrationLimits::*limit, uint64_t value) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return context_.domains().Step(domain, [&](DomainState& next) {
    if (!next.active()) return NotRunning();
    next.migration.*limit = value;
    return absl::OkStatus();
  });
}

absl::StatusOr<uint64_t> Migration::MaxDowntimeMs(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainMigrateGetMaxDowntime"));
  ASSIGN_OR_RETURN(const MigrationLimits limits, LimitsOf(ref));
  return limits.downtime_ms;
}

absl::Status Migration::SetMaxDowntimeMs(const Caller&, const DomainRef& ref, uint64_t downtime_ms, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainMigrateSetMaxDowntime"));
  return Change(ref, &MigrationLimits::downtime_ms, downtime_ms);
}

absl::StatusOr<uint64_t> Migration::MaxSpeed(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainMigrateMaxSpeedPostcopy, flags, "testDomainMigrateGetMaxSpeed"));
  if (flags & vir::kDomainMigrateMaxSpeedPostcopy) {
    ASSIGN_OR_RETURN(const MigrationLimits limits, LimitsOf(ref));
    return limits.postcopy_speed_mib;
  }
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return domain->snapshot()->migration.speed_mib;
}

// A job that goes on goes on so fast.
absl::Status Migration::SetMaxSpeed(const Caller&, const DomainRef& ref, uint64_t bandwidth, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainMigrateMaxSpeedPostcopy, flags, "testDomainMigrateSetMaxSpeed"));
  if (bandwidth > MigrationLimits::kMostMib) {
    return Error(ErrorDomain::kTest, ErrorCode::kOverflow, "bandwidth must be less than %d", MigrationLimits::kMostMib + 1);
  }
  if (flags & vir::kDomainMigrateMaxSpeedPostcopy) return Change(ref, &MigrationLimits::postcopy_speed_mib, bandwidth);
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  return context_.domains().Step(domain, [bandwidth](DomainState& next) {
    next.migration.speed_mib = bandwidth;
    const bool of_memory = next.job && next.job->operation() != vir::kDomainJobOperationBackup;
    if (of_memory) next.job->SetSpeed(next.migration.BytesPerS(next.job->Report().total));
    return absl::OkStatus();
  });
}

absl::StatusOr<uint64_t> Migration::CompressionCache(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainMigrateGetCompressionCache"));
  ASSIGN_OR_RETURN(const MigrationLimits limits, LimitsOf(ref));
  return limits.cache_bytes;
}

absl::Status Migration::SetCompressionCache(const Caller&, const DomainRef& ref, uint64_t bytes, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainMigrateSetCompressionCache"));
  return Change(ref, &MigrationLimits::cache_bytes, bytes);
}

absl::Status Migration::StartPostCopy(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainMigrateStartPostCopy"));
  RETURN_IF_ERROR(context_.domains().FindActive(ref).status());
  return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid,
                   "post-copy can only be started while outgoing migration is in progress");
}

}  // namespace pleiad::test
