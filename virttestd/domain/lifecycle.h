// SPDX-License-Identifier: Apache-2.0
// lifecycle.h: making, starting and ending domains. Nothing runs, so every call is done when it returns.
#pragma once

#include "libshared/driver/domain/lifecycle.h"
#include "virttestd/domain/context.h"
#include "virttestd/domain/file_groups.h"

namespace pleiad::test {

class Lifecycle final : public driver::DomainLifecycle {
 public:
  Lifecycle(const Context& context, driver::ConnectionWatch& connections)
      : context_(context), file_groups_(connections) {}  // both outlive this object

  absl::StatusOr<DomainRef> Define(const Caller&, const std::string& xml, uint32_t flags) override;
  absl::StatusOr<DomainRef> CreateXml(const Caller&, const std::string& xml, uint32_t flags,
                                      std::vector<UniqueFd> files) override;
  absl::StatusOr<DomainRef> Create(const Caller&, const DomainRef& ref, uint32_t flags, std::vector<UniqueFd> files) override;
  absl::Status Undefine(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status Destroy(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status Suspend(const Caller&, const DomainRef& ref) override;
  absl::Status Resume(const Caller&, const DomainRef& ref) override;
  absl::Status Shutdown(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status Reboot(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status Reset(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status InjectNmi(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<bool> Autostart(const Caller&, const DomainRef& ref) override;
  absl::Status SetAutostart(const Caller&, const DomainRef& ref, int32_t autostart) override;
  absl::Status Rename(const Caller&, const DomainRef& ref, const std::optional<std::string>& new_name, uint32_t flags) override;
  absl::StatusOr<bool> AutostartOnce(const Caller&, const DomainRef& ref) override;
  absl::Status SetAutostartOnce(const Caller&, const DomainRef& ref, int32_t autostart) override;
  absl::Status SetLifecycleAction(const Caller&, const DomainRef& ref, uint32_t type, uint32_t action, uint32_t flags) override;
  absl::Status PmSuspendForDuration(const Caller&, const DomainRef& ref, uint32_t target, uint64_t duration,
                                    uint32_t flags) override;
  absl::Status PmWakeup(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status AssociateFiles(const Caller& caller, const DomainRef& ref, const std::string& group, uint32_t flags,
                              std::vector<UniqueFd> files) override;

 private:
  const Context& context_;
  FileGroups file_groups_;
};

}  // namespace pleiad::test
