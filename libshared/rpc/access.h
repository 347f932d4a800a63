// SPDX-License-Identifier: Apache-2.0
// access.h: the question that is asked before each call: may this caller do that to this object? The answer is the daemon's.
#pragma once

#include <span>
#include <string_view>
#include <variant>

#include "absl/status/status.h"
#include "libshared/base/caller.h"
#include "libshared/base/object_ref.h"

namespace pleiad::rpc {

// The object that a call names first; none for calls about the connection.
using ObjectRef = std::variant<std::monostate, const DomainRef*, const NetworkRef*, const NetworkPortRef*, const StoragePoolRef*, const StorageVolRef*,
                               const NodeDeviceRef*, const SecretRef*, const NwfilterRef*, const NwfilterBindingRef*, const InterfaceRef*>;

class AccessCheck {
 public:
  virtual ~AccessCheck() = default;
  // True when Check may wait (it asks polkit): every call is then run on a worker.
  virtual bool MayWait() const { return false; }
  // On the thread that runs the call. `needed` are those that the call's flags ask for; all must hold. The error goes to the
  // client: code kAccessDenied, domain kAccess. `api` is the public name, for the log. `object` is as the client has named it:
  // what it says besides the number by which the object is found is not to be believed.
  virtual absl::Status Check(const Caller& caller, std::span<const Permission> needed, const ObjectRef& object, std::string_view api) = 0;
  // The same for an object as the daemon itself knows it: of a list, of an event, or one that is yet to be made.
  virtual absl::Status CheckKnown(const Caller& caller, std::span<const Permission> needed, const ObjectRef& object, std::string_view api) {
    return Check(caller, needed, object, api);
  }
};

}  // namespace pleiad::rpc
