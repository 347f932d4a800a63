// SPDX-License-Identifier: Apache-2.0
// identity.h: how a client's identity travels with a forwarded connection (connect_set_identity), and who is believed.
#pragma once

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/typed_param.h"
#include "libshared/rpc/table.h"

namespace pleiad::rpc {

// What is known of the caller, under libvirt's names ("unix-user-id", ...).
TypedParams IdentityParams(const Caller& caller);
// The caller that speaks for another one: what `params` do not say is not known of it. Names that are not an identity's are
// passed over. Errors: kInvalidArg for a value of another type.
absl::StatusOr<Caller> WithIdentity(const Caller& speaker, const TypedParams& params);
// The same for a speaker who is believed: root, or the daemon's own user. Others are refused with kAccessDenied.
absl::StatusOr<Caller> BelievedIdentity(const Caller& speaker, const TypedParams& params);
// Answers connect_set_identity.
void BindIdentity(Table& table);

}  // namespace pleiad::rpc
