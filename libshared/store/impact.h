// SPDX-License-Identifier: Apache-2.0
// impact.h: which of a domain's definitions the flags of virDomainModificationImpact choose, for every driver that has some.
//
// State has: bool active() const, bool persistent() const, and the pointers live and config.
#pragma once

#include <cstdint>
#include <type_traits>

#include "absl/status/statusor.h"
#include "libshared/base/domain_flags.h"
#include "libshared/base/error.h"

namespace pleiad::store {

struct Impact {
  bool live = false, config = false;
};

// AFFECT_CURRENT (0) means the running definition of a running domain, else the persistent one. Other bits than those of the
// impact are the caller's. Errors are raised in `domain`.
//   Errors  OPERATION_INVALID: live of one that does not run, config of a transient one
template <class State>
absl::StatusOr<Impact> ImpactOf(const State& state, uint32_t flags, ErrorDomain domain) {
  Impact impact{.live = (flags & vir::kDomainAffectLive) != 0, .config = (flags & vir::kDomainAffectConfig) != 0};
  if (!impact.live && !impact.config) (state.active() ? impact.live : impact.config) = true;
  if (impact.live && !state.active()) return MakeError(domain, ErrorCode::kOperationInvalid, "domain is not running");
  if (impact.config && !state.persistent()) {
    return MakeError(domain, ErrorCode::kOperationInvalid, "transient domains do not have any persistent config");
  }
  return impact;
}

// For questions: the one definition that they are about. Errors as above.
template <class State>
auto DefinitionFor(const State& state, uint32_t flags, ErrorDomain domain)
    -> absl::StatusOr<std::remove_cvref_t<decltype(state.live)>> {
  const absl::StatusOr<Impact> impact = ImpactOf(state, flags, domain);
  if (!impact.ok()) return impact.status();
  return impact->live ? state.live : state.config;
}

}  // namespace pleiad::store
