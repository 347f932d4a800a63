// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/context.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/store/impact.h"

namespace pleiad::test {

void Context::End(const DomainPtr& domain, int32_t reason, int32_t detail) const {
  const Domain::Snapshot state = domain->snapshot();
  const DomainRef ref = state->ref();
  if (state->persistent()) {
    domains().Update(domain, [reason](DomainState& next) { next.BecomeInactive(reason); });
  } else {
    domains().Remove(domain);
    if (state->job) state->job->Cancel();
  }
  EmitLifecycle(ref, vir::kDomainEventStopped, detail);
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
