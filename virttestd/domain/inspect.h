// SPDX-License-Identifier: Apache-2.0
// inspect.h: which domains there are and what each is.
#pragma once

#include "libshared/driver/domain/inspect.h"
#include "virttestd/domain/jobs.h"

namespace pleiad::test {

class Inspect final : public driver::DomainInspect {
 public:
  Inspect(const Context& context, Jobs& jobs) : context_(context), jobs_(jobs) {}  // both outlive this object

  absl::StatusOr<DomainRef> LookupById(const Caller&, int32_t id) override;
  absl::StatusOr<DomainRef> LookupByName(const Caller&, const std::string& name) override;
  absl::StatusOr<DomainRef> LookupByUuid(const Caller&, const Uuid& uuid) override;
  absl::StatusOr<std::vector<DomainRef>> ListAll(const Caller&, uint32_t flags) override;
  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::DomainState> State(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::DomainInfo> Info(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<std::string> OsType(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<uint64_t> MaxMemory(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<bool> IsActive(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<bool> IsPersistent(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<bool> IsUpdated(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<driver::JobInfo> GetJobInfo(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<driver::JobStats> GetJobStats(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status AbortJob(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::ControlInfo> GetControlInfo(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<driver::SecurityLabel>> SecurityLabels(const Caller&, const DomainRef& ref) override;
  absl::StatusOr<std::vector<std::string>> Messages(const Caller&, const DomainRef& ref, uint32_t flags) override;

 private:
  absl::StatusOr<Domain::Snapshot> StateOf(const DomainRef& ref) const;
  const Context& context_;
  Jobs& jobs_;
};

}  // namespace pleiad::test
