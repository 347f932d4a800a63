// SPDX-License-Identifier: Apache-2.0
// lifecycle.h: making, starting and ending domains. Nothing runs, so every call is done when it returns.
#pragma once

#include "libshared/driver/domain/driver.h"
#include "virttestd/node.h"

namespace pleiad::test {

class Lifecycle final : public driver::DomainLifecycle {
 public:
  // All outlive this object.
  Lifecycle(Node& node, driver::DomainEventBus& events) : node_(node), events_(events) {}

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
  absl::Status ManagedSave(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::StatusOr<bool> HasManagedSaveImage(const Caller&, const DomainRef& ref, uint32_t flags) override;
  absl::Status ManagedSaveRemove(const Caller&, const DomainRef& ref, uint32_t flags) override;

 private:
  void Emit(const DomainRef& ref, int32_t event, int32_t detail);
  // Ends a run: shut off, or gone when it was transient.
  void End(Domains& domains, const DomainPtr& domain, int32_t reason, int32_t detail);

  Node& node_;
  driver::DomainEventBus& events_;
};

}  // namespace pleiad::test
