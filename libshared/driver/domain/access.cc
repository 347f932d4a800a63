// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/domain/access.h"

#include <utility>

#include "libshared/base/error.h"
#include "libshared/driver/described_objects.h"

namespace pleiad::driver {
using namespace permission;

absl::Status MaySee(rpc::AccessCheck* access, const Caller& caller, const DomainRef& domain, std::string_view api) {
  if (access == nullptr) return absl::OkStatus();
  return access->CheckKnown(caller, {&kDomainGetattr, 1}, &domain, api);
}

void KeepVisible(rpc::AccessCheck* access, const Caller& caller, std::vector<DomainRef>& domains, std::string_view api) {
  if (access == nullptr) return;
  std::erase_if(domains, [&](const DomainRef& domain) { return !MaySee(access, caller, domain, api).ok(); });
}

absl::Status MayMake(rpc::AccessCheck* access, const Caller& caller, std::string_view xml, const Permissions& needed,
                     std::string_view api) {
  if (access == nullptr) return absl::OkStatus();
  const DomainRef domain = DescribedDomain(xml);
  return access->CheckKnown(caller, needed, &domain, api);
}

MayTouch AllowedBy(rpc::AccessCheck* access, const Caller& caller, Permissions needed, std::string_view api) {
  return [access, &caller, needed = std::move(needed), api](const DomainRef& domain) {
    return access == nullptr ? absl::OkStatus() : access->CheckKnown(caller, needed, &domain, api);
  };
}

absl::Status MayAskForAddresses(rpc::AccessCheck* access, const Caller& caller, const DomainRef& domain, uint32_t source) {
  constexpr uint32_t kFromAgent = 1;  // VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT
  if (source != kFromAgent) return absl::OkStatus();
  constexpr std::string_view kApi = "virDomainInterfaceAddresses";
  if (caller.read_only)
    return Error(ErrorDomain::kDomain, ErrorCode::kOperationDenied, "read only access prevents %s", std::string(kApi));
  return access == nullptr ? absl::OkStatus() : access->Check(caller, {&kDomainWrite, 1}, &domain, kApi);
}

}  // namespace pleiad::driver
