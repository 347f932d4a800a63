// SPDX-License-Identifier: Apache-2.0
// domain/access.h: the access check where a call does not name its domain as an object: look-ups, lists, and calls that make
// one. Both front ends ask here; without an access check everything is allowed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "libshared/driver/domain/saved_state.h"
#include "libshared/rpc/access.h"

namespace pleiad::driver {

// Whether the caller may know of a domain that was found: ACCESS_DENIED.
absl::Status MaySee(rpc::AccessCheck* access, const Caller& caller, const DomainRef& domain, std::string_view api);
// Takes out those that it may not know of.
void KeepVisible(rpc::AccessCheck* access, const Caller& caller, std::vector<DomainRef>& domains, std::string_view api);
// Whether the caller may make the domain that `xml` describes. Rules see its name and UUID; what can't be read has neither.
absl::Status MayMake(rpc::AccessCheck* access, const Caller& caller, std::string_view xml, const Permissions& needed,
                     std::string_view api);
// For calls about a file: asks when it has shown which domain it is of. Caller and check outlive it.
MayTouch AllowedBy(rpc::AccessCheck* access, const Caller& caller, Permissions needed, std::string_view api);
// Addresses from leases and the host's tables are only read; the guest's agent is told to do something.
absl::Status MayAskForAddresses(rpc::AccessCheck* access, const Caller& caller, const DomainRef& domain, uint32_t source);

}  // namespace pleiad::driver
