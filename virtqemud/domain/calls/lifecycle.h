// SPDX-License-Identifier: Apache-2.0
// lifecycle.h: defining, starting and ending domains. The steps of a start and of an end are start.h's and stop.h's.
// Calls run on workers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libshared/driver/connection_watch.h"
#include "libshared/driver/domain/lifecycle.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class Lifecycle final : public driver::DomainLifecycle {
 public:
  Lifecycle(const QemuContext& context, driver::ConnectionWatch& connections) : context_(context), connections_(connections) {}

  absl::StatusOr<DomainRef> Define(const Caller& caller, const std::string& xml, uint32_t flags) override;
  absl::StatusOr<DomainRef> CreateXml(const Caller& caller, const std::string& xml, uint32_t flags,
                                      std::vector<UniqueFd> files) override;
  absl::StatusOr<DomainRef> Create(const Caller& caller, const DomainRef& ref, uint32_t flags,
                                   std::vector<UniqueFd> files) override;
  absl::Status Undefine(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status Destroy(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status Suspend(const Caller& caller, const DomainRef& ref) override;
  absl::Status Resume(const Caller& caller, const DomainRef& ref) override;
  absl::Status Shutdown(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status Reboot(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status Reset(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status InjectNmi(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status PmWakeup(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<bool> Autostart(const Caller& caller, const DomainRef& ref) override;
  absl::Status SetAutostart(const Caller& caller, const DomainRef& ref, int32_t autostart) override;
  absl::Status Rename(const Caller& caller, const DomainRef& ref, const std::optional<std::string>& new_name,
                      uint32_t flags) override;
  absl::Status SetLifecycleAction(const Caller& caller, const DomainRef& ref, uint32_t type, uint32_t action,
                                  uint32_t flags) override;

 private:
  absl::StatusOr<DomainRef> StartNow(const Caller& caller, const DomainPtr& domain, uint32_t flags);
  absl::StatusOr<DomainRef> DefineNew(conf::DomainDef def);
  // None when the domain was gone before it could be redefined.
  absl::StatusOr<std::optional<DomainRef>> Redefine(const DomainPtr& domain, const conf::DomainDef& def);
  absl::Status RemoveLeftovers(const DomainState& state, uint32_t flags);
  absl::Status PowerOff(const DomainPtr& domain, uint32_t flags, bool reboot, const char* api);

  const QemuContext& context_;
  driver::ConnectionWatch& connections_;
  absl::Mutex define_mutex_;  // of two who define one name at once, the second must see the first
};

}  // namespace pleiad::qemu
