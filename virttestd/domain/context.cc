// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/context.h"

#include <optional>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/store/impact.h"

namespace pleiad::test {

void Context::End(const DomainPtr& domain, int32_t reason, int32_t detail) const {
  std::optional<DomainState> before;
  domains().Update(domain, [&](DomainState& next) {
    if (!next.active()) return;  // somebody else has ended it
    before = next;
    if (next.persistent()) next.BecomeInactive(reason);
  });
  if (!before) return;
  if (!before->persistent()) {
    domains().Remove(domain);
    if (before->job) before->job->Cancel();
  }
  EmitLifecycle(before->ref(), vir::kDomainEventStopped, detail);
}

absl::Status Context::Change(const DomainRef& ref, uint32_t flags, const Edit& edit) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, domains().Find(ref));
  return domains().Step(domain, [&](DomainState& next) -> absl::Status {
    ASSIGN_OR_RETURN(const store::Impact impact, store::ImpactOf(next, flags, ErrorDomain::kTest));
    const auto edited = [&edit](DefPtr& def, bool live) -> absl::Status {
      auto copy = std::make_shared<conf::DomainDef>(*def);
      RETURN_IF_ERROR(edit(*copy, live));
      def = std::move(copy);
      return absl::OkStatus();
    };
    if (impact.live) RETURN_IF_ERROR(edited(next.live, true));
    if (impact.config) RETURN_IF_ERROR(edited(next.config, false));
    return absl::OkStatus();
  });
}

absl::StatusOr<DefPtr> Context::Definition(const DomainRef& ref, uint32_t flags) const {
  ASSIGN_OR_RETURN(const DomainPtr domain, domains().Find(ref));
  return store::DefinitionFor(*domain->snapshot(), flags, ErrorDomain::kTest);
}

absl::Status NoDisk(const std::string& name) {
  return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "disk '%s' was not found in the domain config", name);
}

}  // namespace pleiad::test
