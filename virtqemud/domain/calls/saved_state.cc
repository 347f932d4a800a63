// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/saved_state.h"

#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {

absl::StatusOr<bool> SavedState::HasManagedSaveImage(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainHasManagedSaveImage", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  return domain->snapshot()->has_managed_save;
}

absl::Status SavedState::ManagedSaveRemove(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainManagedSaveRemove", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(auto job, Domains::BeginJob(domain, store::JobKind::kModify, "virDomainManagedSaveRemove"));
  RETURN_IF_ERROR(RemoveFile(context_.store.ManagedSavePath(domain->snapshot()->name())));
  context_.domains.Update(domain, [](DomainState& next) { next.has_managed_save = false; });
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
