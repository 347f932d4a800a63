// SPDX-License-Identifier: Apache-2.0
// authenticator.h: how a client of the native protocol proves who it is; the daemon has the policy.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/rpc/transport.h"

namespace pleiad::rpc {

enum class AuthType : int32_t { kNone = 0, kSasl = 1, kPolkit = 2 };

// One client's way through SASL. What may wait runs on a worker, one call at a time.
class SaslExchange {
 public:
  using Data = std::optional<std::string>;  // absent is not the same as empty
  struct Step {
    bool complete = false;
    Data data;
  };
  virtual ~SaslExchange() = default;
  // What the client may choose from, separated by commas. On a worker, as the two below; errors have code kAuthFailed and do not
  // tell the client more.
  virtual absl::StatusOr<std::string> Mechanisms() = 0;
  virtual absl::StatusOr<Step> Start(const std::string& mechanism, const Data& data) = 0;
  virtual absl::StatusOr<Step> Continue(const Data& data) = 0;
  // After the last step, on the loop's thread: the name that was proven, and whether a layer was agreed on that all later bytes
  // go through.
  virtual const std::string& user() const = 0;
  virtual bool has_layer() const = 0;
  virtual std::unique_ptr<Transport> AddLayer(std::unique_ptr<Transport> below) = 0;
};

class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // What the client may choose from; kNone alone lets it in with what its socket says of it. On the loop's thread.
  virtual std::vector<AuthType> TypesFor(const Caller& caller) = 0;
  // True where the socket's mode alone decides: such a client may call without asking how to get in.
  virtual bool AdmitsAtOnce(const Caller& /*caller*/) { return false; }
  // Decides about a client that chose polkit. `done` is called once, from any thread, also after the client has gone: with
  // the caller as it counts from now on (may_manage set), or an error (code kAuthFailed) for the client.
  using Done = absl::AnyInvocable<void(absl::StatusOr<Caller>)>;
  virtual void AskPolkit(const Caller& caller, Done done) = 0;
  // For a client that chose SASL; null where that is not offered.
  virtual std::shared_ptr<SaslExchange> NewSasl(const Transport& /*transport*/) { return nullptr; }
};

}  // namespace pleiad::rpc
