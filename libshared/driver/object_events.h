// SPDX-License-Identifier: Apache-2.0
// object_events.h: events of networks, storage pools, node devices and secrets: what happens to them, the bus on which a driver
// tells of it, and the procedures by which clients of the native protocol hear. Those of domains are in domain/.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "libshared/base/object_ref.h"
#include "libshared/store/event_bus.h"

namespace pleiad::rpc {
class AccessCheck;
class Table;
}  // namespace pleiad::rpc

namespace pleiad::driver {

// Numbers as each kind counts them, below.
struct ObjectLifecycle {
  int32_t event = 0, detail = 0;
};
// Of networks only: virNetworkMetadataType, and the element's namespace.
struct MetadataChange {
  int32_t type = 0;
  std::optional<std::string> uri;
};
// A pool was refreshed, a node device updated, a secret given a value.
struct ContentChange {};

template <class Ref>
struct ObjectEvent {
  Ref object;
  std::variant<ObjectLifecycle, MetadataChange, ContentChange> what;
};

using NetworkEventBus = store::EventBus<ObjectEvent<NetworkRef>>;
using StoragePoolEventBus = store::EventBus<ObjectEvent<StoragePoolRef>>;
using NodeDeviceEventBus = store::EventBus<ObjectEvent<NodeDeviceRef>>;
using SecretEventBus = store::EventBus<ObjectEvent<SecretRef>>;

// virNetworkEventLifecycleType
inline constexpr ObjectLifecycle kNetworkDefined{0}, kNetworkUndefined{1}, kNetworkStarted{2}, kNetworkStopped{3};
// virStoragePoolEventLifecycleType
inline constexpr ObjectLifecycle kPoolDefined{0}, kPoolUndefined{1}, kPoolStarted{2}, kPoolStopped{3}, kPoolCreated{4},
    kPoolDeleted{5};
// virNodeDeviceEventLifecycleType
inline constexpr ObjectLifecycle kDeviceCreated{0}, kDeviceDeleted{1}, kDeviceDefined{2}, kDeviceUndefined{3};
// virSecretEventLifecycleType
inline constexpr ObjectLifecycle kSecretDefined{0}, kSecretUndefined{1};

// Clients may register from now on, and hear of what goes by `bus` as far as `access` (null: everybody may) lets them know of
// the object. Bus and access check outlive the table.
void BindNetworkEvents(rpc::Table& table, NetworkEventBus& bus, rpc::AccessCheck* access);          // 313, 314
void BindStoragePoolEvents(rpc::Table& table, StoragePoolEventBus& bus, rpc::AccessCheck* access);  // 368, 369
void BindNodeDeviceEvents(rpc::Table& table, NodeDeviceEventBus& bus, rpc::AccessCheck* access);    // 374, 375
void BindSecretEvents(rpc::Table& table, SecretEventBus& bus, rpc::AccessCheck* access);            // 380, 381

}  // namespace pleiad::driver
