// SPDX-License-Identifier: Apache-2.0
// saved_state.h: what other daemons may have left of a domain's memory in a file. Nothing is saved yet.
#pragma once

#include "libshared/driver/domain/saved_state.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

class SavedState final : public driver::DomainSavedState {
 public:
  explicit SavedState(const QemuContext& context) : context_(context) {}

  absl::StatusOr<bool> HasManagedSaveImage(const Caller& caller, const DomainRef& ref, uint32_t flags) override;
  absl::Status ManagedSaveRemove(const Caller& caller, const DomainRef& ref, uint32_t flags) override;

 private:
  const QemuContext& context_;
};

}  // namespace pleiad::qemu
