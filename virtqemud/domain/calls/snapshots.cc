// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/snapshots.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {

absl::StatusOr<std::vector<std::string>> Snapshots::Names(const Caller&, const DomainRef& ref, uint32_t) {
  RETURN_IF_ERROR(context_.domains.Find(ref).status());
  return std::vector<std::string>();
}

absl::StatusOr<DomainSnapshotRef> Snapshots::LookupByName(const Caller&, const DomainRef& ref, const std::string& name,
                                                          uint32_t) {
  RETURN_IF_ERROR(context_.domains.Find(ref).status());
  return Error(ErrorDomain::kDomain, ErrorCode::kNoDomainSnapshot, "no domain snapshot with matching name '%s'", name);
}

absl::StatusOr<std::optional<std::string>> Snapshots::Current(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, flags, "qemuDomainHasCurrentSnapshot", ErrorDomain::kQemu));
  RETURN_IF_ERROR(context_.domains.Find(ref).status());
  return std::nullopt;
}

absl::StatusOr<std::vector<std::string>> Checkpoints::Names(const Caller&, const DomainRef& ref, uint32_t) {
  RETURN_IF_ERROR(context_.domains.Find(ref).status());
  return std::vector<std::string>();
}

}  // namespace pleiad::qemu
