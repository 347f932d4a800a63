// SPDX-License-Identifier: Apache-2.0
// inspect.h: what domains there are and what they are. All of it is read from published snapshots and from /proc, on the
// loop's thread: no call here waits for anything, least of all for a guest.
#pragma once

#include <string>
#include <vector>

#include "libshared/driver/domain/inspect.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class Inspect final : public driver::DomainInspect {
 public:
  explicit Inspect(const QemuContext& context) : context_(context) {}

  absl::StatusOr<DomainRef> LookupById(const Caller& caller, int32_t id) override;
  absl::StatusOr<DomainRef> LookupByName(const Caller& caller, const std::string& name) override;
  absl::StatusOr<DomainRef> LookupByUuid(const Caller& caller, const Uuid& uuid) override;
  absl::StatusOr<std::vector<DomainRef>> ListAll(const Caller& caller, uint32_t flags) override;
  absl::StatusOr<std::string> XmlDesc(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::DomainState> State(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::DomainInfo> Info(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<std::string> OsType(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<uint64_t> MaxMemory(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<bool> IsActive(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<bool> IsPersistent(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<bool> IsUpdated(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<driver::JobInfo> GetJobInfo(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<driver::JobStats> GetJobStats(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status AbortJob(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<driver::ControlInfo> GetControlInfo(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<std::vector<driver::SecurityLabel>> SecurityLabels(const Caller& caller, const DomainRef& ref) override;
  absl::StatusOr<std::vector<std::string>> Messages(const Caller& caller, const DomainRef& ref, uint32_t flags) override;

 private:
  const QemuContext& context_;
};

}  // namespace pleiad::qemu
