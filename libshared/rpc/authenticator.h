// SPDX-License-Identifier: Apache-2.0
// authenticator.h: how a client of the native protocol proves who it is; the daemon has the policy.
#pragma once

#include <memory>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libshared/base/caller.h"

namespace pleiad::rpc {

enum class AuthType : int32_t { kNone = 0, kSasl = 1, kPolkit = 2 };

class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // What the client may choose from; kNone alone lets it in with what its socket says of it. On the loop's thread.
  virtual std::vector<AuthType> TypesFor(const Caller& caller) = 0;
  // Decides about a client that chose polkit. `done` is called once, from any thread, also after the client has gone: with
  // the caller as it counts from now on (may_manage set), or an error (code kAuthFailed) for the client.
  using Done = absl::AnyInvocable<void(absl::StatusOr<Caller>)>;
  virtual void AskPolkit(const Caller& caller, Done done) = 0;
};

}  // namespace pleiad::rpc
