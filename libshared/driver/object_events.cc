// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/object_events.h"

#include <memory>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/permissions.h"
#include "libshared/base/status_macros.h"
#include "libshared/driver/event_subscriptions.h"
#include "libshared/rpc/access.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/events.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;

// Every kind has two events: 0, its lifecycle, and 1, one of its own.
constexpr int32_t kLifecycle = 0, kOwn = 1, kKnownEvents = 2;

// What is different between the kinds. `Own` is the message of event 1.
struct NetworkKind {
  using Ref = NetworkRef;
  using Register = wire::ConnectNetworkEventRegisterAny;
  using Deregister = wire::ConnectNetworkEventDeregisterAny;
  using Lifecycle = wire::NetworkEventLifecycle;
  using Own = wire::NetworkEventCallbackMetadataChange;
  static constexpr const char* kName = "network";
  static constexpr const char* kApi = "virConnectNetworkEventRegisterAny";
  static constexpr Permission kSearch = kConnectSearchNetworks, kGetattr = kNetworkGetattr;
};
struct StoragePoolKind {
  using Ref = StoragePoolRef;
  using Register = wire::ConnectStoragePoolEventRegisterAny;
  using Deregister = wire::ConnectStoragePoolEventDeregisterAny;
  using Lifecycle = wire::StoragePoolEventLifecycle;
  using Own = wire::StoragePoolEventRefresh;
  static constexpr const char* kName = "storage pool";
  static constexpr const char* kApi = "virConnectStoragePoolEventRegisterAny";
  static constexpr Permission kSearch = kConnectSearchStoragePools, kGetattr = kStoragePoolGetattr;
};
struct NodeDeviceKind {
  using Ref = NodeDeviceRef;
  using Register = wire::ConnectNodeDeviceEventRegisterAny;
  using Deregister = wire::ConnectNodeDeviceEventDeregisterAny;
  using Lifecycle = wire::NodeDeviceEventLifecycle;
  using Own = wire::NodeDeviceEventUpdate;
  static constexpr const char* kName = "node device";
  static constexpr const char* kApi = "virConnectNodeDeviceEventRegisterAny";
  static constexpr Permission kSearch = kConnectSearchNodeDevices, kGetattr = kNodeDeviceGetattr;
};
struct SecretKind {
  using Ref = SecretRef;
  using Register = wire::ConnectSecretEventRegisterAny;
  using Deregister = wire::ConnectSecretEventDeregisterAny;
  using Lifecycle = wire::SecretEventLifecycle;
  using Own = wire::SecretEventValueChanged;
  static constexpr const char* kName = "secret";
  static constexpr const char* kApi = "virConnectSecretEventRegisterAny";
  static constexpr Permission kSearch = kConnectSearchSecrets, kGetattr = kSecretGetattr;
};

// By which an object is told from others of its kind.
template <class Ref>
std::string KeyOf(const Ref& object) {
  if constexpr (requires { object.uuid; }) {
    return object.uuid.ToString();
  } else {
    return object.name;
  }
}

template <class Kind>
void Send(rpc::ClientSession& session, const ObjectEvent<typename Kind::Ref>& event, int32_t callback_id) {
  if (const auto* lifecycle = std::get_if<ObjectLifecycle>(&event.what)) {
    return session.SendEvent<typename Kind::Lifecycle>({callback_id, event.object, lifecycle->event, lifecycle->detail});
  }
  if constexpr (std::is_same_v<Kind, NetworkKind>) {
    if (const auto* change = std::get_if<MetadataChange>(&event.what)) {
      session.SendEvent<typename Kind::Own>({callback_id, event.object, change->type, change->uri});
    }
  } else if (std::holds_alternative<ContentChange>(event.what)) {
    session.SendEvent<typename Kind::Own>({callback_id, event.object});
  }
}

template <class Kind>
void BindEvents(rpc::Table& table, store::EventBus<ObjectEvent<typename Kind::Ref>>& bus, rpc::AccessCheck* access) {
  using Event = ObjectEvent<typename Kind::Ref>;
  const auto subscriptions = std::make_shared<EventSubscriptions>(Kind::kName, access);
  bus.Subscribe([subscriptions](const Event& event) {
    const auto shared = std::make_shared<const Event>(event);
    subscriptions->Tell(
        {.event_ids = {std::holds_alternative<ObjectLifecycle>(event.what) ? kLifecycle : kOwn},
         .object = KeyOf(event.object),
         .may_hear =
             [shared](rpc::AccessCheck& access, const Caller& caller) {
               return access.CheckKnown(caller, {&Kind::kGetattr, 1}, &shared->object, Kind::kApi).ok();
             },
         .send = [shared](rpc::ClientSession& session,
                          const EventSubscriptions::Subscription& wanted) { Send<Kind>(session, *shared, wanted.callback_id); }});
  });
  table.Handle<typename Kind::Register>(
      [subscriptions](rpc::ClientSession& session, const typename Kind::Register::Args& args) -> absl::StatusOr<int32_t> {
        const auto& [event_id, object] = args;
        if (event_id < 0 || event_id >= kKnownEvents) {
          return Error(ErrorDomain::kRpc, ErrorCode::kInternalError, "unsupported %s event ID %d", Kind::kName, event_id);
        }
        return subscriptions->Add(session,
                                  {.event_id = event_id, .object = object ? std::optional(KeyOf(*object)) : std::nullopt});
      },
      {Kind::kSearch});
  table.Handle<typename Kind::Deregister>(
      [subscriptions](rpc::ClientSession& session, const typename Kind::Deregister::Args& args) {
        return subscriptions->Remove(session, args.callback_id);
      },
      {kConnectRead});
}

}  // namespace

void BindNetworkEvents(rpc::Table& table, NetworkEventBus& bus, rpc::AccessCheck* access) {
  BindEvents<NetworkKind>(table, bus, access);
}
void BindStoragePoolEvents(rpc::Table& table, StoragePoolEventBus& bus, rpc::AccessCheck* access) {
  BindEvents<StoragePoolKind>(table, bus, access);
}
void BindNodeDeviceEvents(rpc::Table& table, NodeDeviceEventBus& bus, rpc::AccessCheck* access) {
  BindEvents<NodeDeviceKind>(table, bus, access);
}
void BindSecretEvents(rpc::Table& table, SecretEventBus& bus, rpc::AccessCheck* access) {
  BindEvents<SecretKind>(table, bus, access);
}

}  // namespace pleiad::driver
