// SPDX-License-Identifier: Apache-2.0
// peer_names.h: the names of a client's user and group. The system's databases may ask a server on the network, so that they
// are looked up on workers, and what they said is kept for some minutes. From any thread.
#pragma once

#include "libshared/base/caller.h"

namespace pleiad::rpc {

// Fills in user_name and group_name where they are empty and the number is known. False when that needs LookUpNames.
bool FillKnownNames(Caller& caller);
// The same, and asks where needed. Waits.
void LookUpNames(Caller& caller);

}  // namespace pleiad::rpc
