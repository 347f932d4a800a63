// SPDX-License-Identifier: Apache-2.0
// call_runner.h: what stands between a decoded call and its method: read-only connections, permissions, open or not.
#pragma once

#include "absl/status/status.h"
#include "libshared/rpc/call.h"

namespace pleiad::rpc {

// Checks the row's permissions against the caller and asks `access` (may be null), then runs the method. On the thread of the
// call.
absl::Status AuthorizeAndExecute(const Row& row, DecodedCall& call, CallContext& context, AccessCheck* access);

// Those of `permissions` that a call with these flags asks for.
Permissions NeededFor(const Permissions& permissions, uint64_t flags);

// The error for a call before connect_open, or for a second connect_open.
absl::Status OpenStateError(const Row& row, bool opened);

}  // namespace pleiad::rpc
