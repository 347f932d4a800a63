// SPDX-License-Identifier: Apache-2.0
// migration.h: how fast domains may be moved to other hosts.
#pragma once

#include "libshared/driver/domain/migration.h"
#include "virttestd/domain/context.h"

namespace pleiad::test {

class Migration final : public driver::DomainMigration {
 public:
  explicit Migration(const Context& context) : context_(context) {}  // outlives this object

  absl::StatusOr<uint64_t> MaxDowntimeMs(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetMaxDowntimeMs(const Caller&, const DomainRef& ref, uint64_t downtime_ms, uint32_t flags) override;
  absl::StatusOr<uint64_t> MaxSpeed(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetMaxSpeed(const Caller&, const DomainRef& ref, uint64_t bandwidth, uint32_t flags) override;
  absl::StatusOr<uint64_t> CompressionCache(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status SetCompressionCache(const Caller&, const DomainRef& ref, uint64_t bytes, uint32_t flags) override;
  absl::Status StartPostCopy(const Caller&, const DomainRef& ref, uint32_t flags) override;

 private:
  // Of a running domain.
  absl::StatusOr<MigrationLimits> LimitsOf(const DomainRef& ref) const;
  absl::Status Change(const DomainRef& ref, uint64_t MigrationLimits::*limit, uint64_t value) const;

  const Context& context_;
};

}  // namespace pleiad::test
