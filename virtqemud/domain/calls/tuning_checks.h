// SPDX-License-Identifier: Apache-2.0
// tuning_checks.h: what the calls that tune a domain ask before they do: flags, instance, and the kernel's controllers.
#pragma once

#include <cstdint>

#include "libshared/base/error.h"
#include "libshared/base/param_check.h"
#include "libshared/host/cgroup.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

constexpr uint32_t kImpact = vir::kDomainAffectLive | vir::kDomainAffectConfig;

inline bool ConcernsLive(const DomainState& state, uint32_t flags) {
  return (flags & vir::kDomainAffectLive) || ((flags & kImpact) == 0 && state.active());
}

inline absl::Status NeedSystem(const QemuContext& context, const char* what) {
  if (context.privileged) return absl::OkStatus();
  return Error(ErrorDomain::kQemu, ErrorCode::kOperationUnsupported, "%s is not available in session mode", what);
}

inline absl::Status NoController(const char* label) {
  return Error(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "cgroup %s controller is not mounted", label);
}

inline absl::Status NeedController(const char* controller, const char* label) {
  return host::HasCgroupController(controller) ? absl::OkStatus() : NoController(label);
}

}  // namespace pleiad::qemu
