// SPDX-License-Identifier: Apache-2.0
// wire/lxc.h: the LXC program:
// what travels, field by field in wire order, and the procedures by number. Plain aggregates, which xdr.h walks.
#pragma once

#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc::wire {

struct LxcDomainOpenNamespaceArgs {
  NonnullDomain dom;
  uint32_t flags = 0;
};

using LxcDomainOpenNamespace = Procedure<Program::kLxc, 1, LxcDomainOpenNamespaceArgs, None>;

}  // namespace pleiad::rpc::wire
