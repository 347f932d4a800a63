// SPDX-License-Identifier: Apache-2.0
// known_objects.h: the objects of a daemon as it knows them itself. A client finds an object by a UUID or a name and may write
// anything beside it; access rules look at all that is written, so they are shown what the daemon knows instead.
#pragma once

#include <variant>

#include "absl/status/statusor.h"
#include "libshared/base/object_ref.h"
#include "libshared/rpc/access.h"

namespace pleiad::driver {

class DomainInspect;
class InterfaceDriver;
class NetworkDriver;
class NodeDeviceDriver;
class NwfilterDriver;
class SecretDriver;
class StorageDriver;

using KnownObject = std::variant<std::monostate, DomainRef, NetworkRef, NetworkPortRef, StoragePoolRef, StorageVolRef,
                                 NodeDeviceRef, SecretRef, NwfilterRef, NwfilterBindingRef, InterfaceRef>;

// As the access check takes it; refers to `object`.
rpc::ObjectRef RefTo(const KnownObject& object);

// The drivers that a daemon has, null for the others; they outlive this. Their look-ups only read memory, from any thread.
struct KnownObjects {
  DomainInspect* domains = nullptr;
  NetworkDriver* networks = nullptr;
  StorageDriver* storage = nullptr;
  NodeDeviceDriver* node_devices = nullptr;
  SecretDriver* secrets = nullptr;
  NwfilterDriver* nwfilters = nullptr;
  InterfaceDriver* interfaces = nullptr;

  // The one that a client means.
  //   Errors  NO_DOMAIN and its siblings; NO_SUPPORT for a kind of object that the daemon does not have
  absl::StatusOr<KnownObject> Find(const rpc::ObjectRef& named) const;
  // The pool that a volume is in: rules know its UUID, which a volume does not name.
  absl::StatusOr<StoragePoolRef> PoolOf(const StorageVolRef& volume) const;
};

}  // namespace pleiad::driver
