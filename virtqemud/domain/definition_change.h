// SPDX-License-Identifier: Apache-2.0
// definition_change.h: a change of a domain's running definition, its persistent one, or both, as virDomainModificationImpact
// chooses. Holds the domain's job; what it changes are copies, published only when the disk has them.
#pragma once

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class DefinitionChange {
 public:
  // `flags` with AFFECT_CURRENT (0) means the running definition of a running domain, else the persistent one. Other bits
  // than those of the impact are the caller's.
  //   Errors  NO_DOMAIN; OPERATION_INVALID "domain is not running", "transient domains do not have any persistent config"
  static absl::StatusOr<DefinitionChange> Begin(const QemuContext& context, const DomainRef& ref, uint32_t flags, const char* api);

  const DomainPtr& domain() const { return domain_; }
  // The copies to change; null when that definition is not concerned.
  conf::DomainDef* live() { return live_.get(); }
  conf::DomainDef* config() { return config_.get(); }
  // Calls `change` with each definition that is concerned.
  template <class Change>
  void Each(Change&& change) {
    if (live_) change(*live_);
    if (config_) change(*config_);
  }
  // Disk first, then readers.
  absl::Status Commit();

 private:
  DefinitionChange(const QemuContext& context, DomainPtr domain, store::JobLock::Guard job)
      : context_(&context), domain_(std::move(domain)), job_(std::move(job)) {}

  const QemuContext* context_;
  DomainPtr domain_;
  store::JobLock::Guard job_;
  std::shared_ptr<conf::DomainDef> live_, config_;
};

// Which definition a question with these flags is about. Errors as above.
absl::StatusOr<DefPtr> DefinitionFor(const DomainState& state, uint32_t flags);

}  // namespace pleiad::qemu
