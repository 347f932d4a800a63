// SPDX-License-Identifier: Apache-2.0
// migration.h: moves domains from one pretended host to another, by the client between them, and says how fast they may be moved.
// There is nothing to carry over but the definition: the source takes the time that the memory needs, the destination starts the
// domain when it is told that all has come.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "libshared/driver/connection_watch.h"
#include "libshared/driver/domain/migration.h"
#include "virttestd/domain/jobs.h"

namespace pleiad::test {

class Migration final : public driver::DomainMigration {
 public:
  // All outlive this object.
  Migration(const Context& context, Jobs& jobs, driver::ConnectionWatch& connections)
      : context_(context), jobs_(jobs), connections_(connections), arriving_(std::make_shared<Arriving>()) {}

  absl::StatusOr<driver::MigrationBegun> Begin(const Caller&, const DomainRef& ref, const TypedParams& params,
                                               uint32_t flags) override;
  absl::StatusOr<driver::MigrationPrepared> Prepare(const Caller& caller, const TypedParams& params, const std::string& cookie,
                                                    uint32_t flags) override;
  absl::StatusOr<std::string> Perform(const Caller&, const DomainRef& ref, const std::optional<std::string>& destination_uri,
                                      const TypedParams& params, const std::string& cookie, uint32_t flags) override;
  absl::StatusOr<driver::MigrationFinished> Finish(const Caller&, const TypedParams& params, const std::string& cookie,
                                                   uint32_t flags, bool cancelled) override;
  absl::Status Confirm(const Caller&, const DomainRef& ref, const TypedParams& params, const std::string& cookie, uint32_t flags,
                       bool cancelled) override;
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

  // What has been announced and not come yet, by name. It is forgotten when the client that announced it goes.
  struct Announced {
    uint64_t connection_id = 0;
    DefPtr def;
  };
  struct Arriving {
    absl::Mutex mutex;
    std::map<std::string, Announced> domains ABSL_GUARDED_BY(mutex);
  };
  // The domain that has come goes on here.
  absl::StatusOr<DomainRef> Settle(const DefPtr& def, uint32_t flags);

  const Context& context_;
  Jobs& jobs_;
  driver::ConnectionWatch& connections_;
  const std::shared_ptr<Arriving> arriving_;  // connections that end later than this look at it
};

}  // namespace pleiad::test
