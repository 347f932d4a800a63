// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/definition_change.h"

#include "libshared/base/status_macros.h"
#include "libshared/store/impact.h"
#include "virtqemud/domain/run/state_changes.h"

namespace pleiad::qemu {

absl::StatusOr<DefinitionChange> DefinitionChange::Begin(const QemuContext& context, const DomainRef& ref, uint32_t flags,
                                                         const char* api) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, api));
  const Snapshot state = domain->snapshot();
  ASSIGN_OR_RETURN(const store::Impact impact, store::ImpactOf(*state, flags, ErrorDomain::kQemu));
  DefinitionChange change(context, domain, std::move(job));
  if (impact.live) change.live_ = std::make_shared<conf::DomainDef>(*state->live);
  if (impact.config) change.config_ = std::make_shared<conf::DomainDef>(*state->config);
  return change;
}

absl::Status DefinitionChange::Commit() {
  {
    absl::MutexLock lock(&domain_->transition_mutex);  // of two who write the definition, the later one is published last too
    if (config_) RETURN_IF_ERROR(context_->store.SaveConfig(*config_));
    context_->domains.Update(domain_, [this](DomainState& next) {
      if (config_) next.config = config_;
      if (live_ && next.active()) next.live = live_;
    });
  }
  if (live_) RecordStatus(*context_, domain_);
  return absl::OkStatus();
}

absl::StatusOr<DefPtr> DefinitionFor(const DomainState& state, uint32_t flags) {
  return store::DefinitionFor(state, flags, ErrorDomain::kQemu);
}

}  // namespace pleiad::qemu
