// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/state_changes.h"

#include "libshared/base/journal.h"

namespace pleiad::qemu {

absl::Status WriteStatus(const QemuContext& context, const DomainPtr& domain) {
  // Of two who record at once, the later one must write what is newest.
  absl::MutexLock lock(&domain->record_mutex);
  const Snapshot state = domain->snapshot();
  return state->active() ? context.store.SaveStatus(*state) : absl::OkStatus();
}

void RecordStatus(const QemuContext& context, const DomainPtr& domain) {
  absl::Status status = WriteStatus(context, domain);
  if (!status.ok()) log::Failure("cannot record domain " + domain->snapshot()->name(), status);
}

bool SetState(const QemuContext& context, const DomainPtr& domain, int32_t state, int32_t reason) {
  bool changed = false;
  context.domains.Update(domain, [&](DomainState& next) {
    changed = next.active() && (next.state != state || next.reason != reason);
    if (!changed) return;
    next.state = state;
    next.reason = reason;
  });
  if (changed) RecordStatus(context, domain);
  return changed;
}

}  // namespace pleiad::qemu
