// SPDX-License-Identifier: Apache-2.0
// object_events_test.cc: what clients hear of networks, storage pools, node devices and secrets, as it stands on the wire.
#include "libshared/driver/object_events.h"

#include <gtest/gtest.h>

#include "libshared/base/error.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/events.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::driver {
namespace {

using rpc::DecodedAs;
using rpc::MessageStatus;
using rpc::MessageType;
using rpc::Peer;
using rpc::Received;
namespace wire = rpc::wire;

const NetworkRef kLan{"lan", *Uuid::Parse("00000000-0000-4000-8000-000000000001")};
const NetworkRef kWan{"wan", *Uuid::Parse("00000000-0000-4000-8000-000000000002")};
const StoragePoolRef kImages{"images", *Uuid::Parse("00000000-0000-4000-8000-000000000003")};
const SecretRef kKey{*Uuid::Parse("00000000-0000-4000-8000-000000000004"), 1, "/key"};
const NodeDeviceRef kCard{"net_eth0"}, kDisk{"block_sda"};

// Rules by which a caller knows of the network "lan" only. `waits`: it is slow, as one that asks polkit.
class OnlyLan : public rpc::AccessCheck {
 public:
  explicit OnlyLan(bool waits) : waits_(waits) {}
  bool MayWait() const override { return waits_; }
  absl::Status Check(const Caller&, std::span<const Permission> needed, const rpc::ObjectRef& object, std::string_view) override {
    const auto* const* network = std::get_if<const NetworkRef*>(&object);
    for (const Permission& permission : needed) {
      if (permission.object == ObjectKind::kConnect || (network != nullptr && (*network)->name == "lan")) continue;
      return MakeError(ErrorDomain::kAccess, ErrorCode::kAccessDenied, "'test' denied access");
    }
    return absl::OkStatus();
  }

 private:
  const bool waits_;
};

class ObjectEventsTest : public ::testing::Test {
 protected:
  struct Daemon {
    Daemon(ObjectEventsTest& test, rpc::AccessCheck* access) : server(*test.loop_, *test.workers_, table, {}) {
      table.Handle<wire::ConnectOpen>([](const Caller&, const wire::ConnectOpenArgs&) { return absl::OkStatus(); },
                                      {permission::kConnectGetattr});
      BindNetworkEvents(table, test.networks_, access);
      BindStoragePoolEvents(table, test.pools_, access);
      BindNodeDeviceEvents(table, test.devices_, access);
      BindSecretEvents(table, test.secrets_, access);
    }
    rpc::Table table;
    rpc::Server server;
  };

  ~ObjectEventsTest() override { workers_.reset(); }
  Peer Connect(Daemon& daemon) {
    auto [ours, theirs] = rpc::SocketPair();
    daemon.server.Adopt(rpc::NewSocketTransport(std::move(ours)), Caller{});
    Peer peer(*loop_, std::move(theirs));
    EXPECT_EQ(peer.Call<wire::AuthList>({}).header.status, MessageStatus::kOk);
    EXPECT_EQ(peer.Call<wire::ConnectOpen>({"test:///default", 0}).header.status, MessageStatus::kOk);
    return peer;
  }
  template <class Proc>
  int32_t NumberOf(Peer& peer, const typename Proc::Args& args) {
    const Received reply = peer.Call<Proc>(args);
    EXPECT_EQ(reply.header.status, MessageStatus::kOk);
    return DecodedAs<typename Proc::Ret>(reply.payload).callback_id;
  }
  template <class Proc>
  std::string ErrorOf(Peer& peer, const typename Proc::Args& args) {
    const Received reply = peer.Call<Proc>(args);
    if (reply.header.status != MessageStatus::kError) return "no error";
    const wire::Error error = rpc::ErrorIn(reply);
    return absl::StrCat(error.code, "/", error.domain, ": ", error.message.value_or(""));
  }
  // The next message, which must be that event.
  template <class Event>
  typename Event::Message Hear(Peer& peer) {
    const Received message = peer.Receive();
    EXPECT_EQ(message.header.type, MessageType::kMessage);
    EXPECT_EQ(message.header.procedure, Event::kNumber);
    return DecodedAs<typename Event::Message>(message.payload);
  }

  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  std::unique_ptr<event::WorkerPool> workers_ =
      std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{.min_threads = 0, .max_threads = 2});
  NetworkEventBus networks_{*loop_};
  StoragePoolEventBus pools_{*loop_};
  NodeDeviceEventBus devices_{*loop_};
  SecretEventBus secrets_{*loop_};
};

TEST_F(ObjectEventsTest, TellsOfEachKindByItsOwnMessages) {
  Daemon daemon(*this, nullptr);
  Peer peer = Connect(daemon);
  NumberOf<wire::ConnectNetworkEventRegisterAny>(peer, {0, {}});
  NumberOf<wire::ConnectNetworkEventRegisterAny>(peer, {1, {}});
  NumberOf<wire::ConnectStoragePoolEventRegisterAny>(peer, {0, {}});
  NumberOf<wire::ConnectStoragePoolEventRegisterAny>(peer, {1, {}});
  NumberOf<wire::ConnectNodeDeviceEventRegisterAny>(peer, {0, {}});
  NumberOf<wire::ConnectNodeDeviceEventRegisterAny>(peer, {1, {}});
  NumberOf<wire::ConnectSecretEventRegisterAny>(peer, {0, {}});
  NumberOf<wire::ConnectSecretEventRegisterAny>(peer, {1, {}});

  networks_.Emit({kLan, kNetworkStopped});
  const auto stopped = Hear<wire::NetworkEventLifecycle>(peer);
  EXPECT_EQ(stopped.net.name, "lan");
  EXPECT_EQ(stopped.event, 3);
  networks_.Emit({kLan, MetadataChange{2, "http://x"}});
  EXPECT_EQ(Hear<wire::NetworkEventCallbackMetadataChange>(peer).nsuri, "http://x");
  pools_.Emit({kImages, kPoolCreated});
  EXPECT_EQ(Hear<wire::StoragePoolEventLifecycle>(peer).event, 4);
  pools_.Emit({kImages, ContentChange{}});
  EXPECT_EQ(Hear<wire::StoragePoolEventRefresh>(peer).pool.name, "images");
  devices_.Emit({kCard, kDeviceCreated});
  EXPECT_EQ(Hear<wire::NodeDeviceEventLifecycle>(peer).dev.name, "net_eth0");
  devices_.Emit({kCard, ContentChange{}});
  EXPECT_EQ(Hear<wire::NodeDeviceEventUpdate>(peer).callback_id, 1);
  secrets_.Emit({kKey, kSecretUndefined});
  EXPECT_EQ(Hear<wire::SecretEventLifecycle>(peer).event, 1);
  secrets_.Emit({kKey, ContentChange{}});
  EXPECT_EQ(Hear<wire::SecretEventValueChanged>(peer).secret.usage_id, "/key");
}

TEST_F(ObjectEventsTest, TellsOnlyOfWhatWasAskedForUnderItsNumber) {
  Daemon daemon(*this, nullptr);
  Peer peer = Connect(daemon), other = Connect(daemon);
  EXPECT_EQ(NumberOf<wire::ConnectNetworkEventRegisterAny>(peer, {0, kLan}), 0);
  EXPECT_EQ(NumberOf<wire::ConnectNetworkEventRegisterAny>(peer, {1, {}}), 1);
  EXPECT_EQ(NumberOf<wire::ConnectNodeDeviceEventRegisterAny>(peer, {0, kDisk}), 0) << "each kind counts for itself";
  EXPECT_EQ(NumberOf<wire::ConnectNetworkEventRegisterAny>(other, {0, {}}), 0);
  networks_.Emit({kWan, kNetworkStarted});
  networks_.Emit({kLan, kNetworkDefined});
  devices_.Emit({kCard, kDeviceCreated});
  devices_.Emit({kDisk, kDeviceDeleted});
  const auto defined = Hear<wire::NetworkEventLifecycle>(peer);
  EXPECT_EQ(defined.net.name, "lan");
  EXPECT_EQ(defined.callback_id, 0);
  EXPECT_EQ(Hear<wire::NodeDeviceEventLifecycle>(peer).dev.name, "block_sda");
  EXPECT_EQ(Hear<wire::NetworkEventLifecycle>(other).net.name, "wan");
  EXPECT_EQ(Hear<wire::NetworkEventLifecycle>(other).net.name, "lan");
}

TEST_F(ObjectEventsTest, RefusesWhatItDoesNotKnow) {
  Daemon daemon(*this, nullptr);
  Peer peer = Connect(daemon);
  EXPECT_EQ(ErrorOf<wire::ConnectNetworkEventRegisterAny>(peer, {2, {}}), "1/7: internal error: unsupported network event ID 2");
  EXPECT_EQ(ErrorOf<wire::ConnectStoragePoolEventRegisterAny>(peer, {-1, {}}),
            "1/7: internal error: unsupported storage pool event ID -1");
  EXPECT_EQ(ErrorOf<wire::ConnectNodeDeviceEventDeregisterAny>(peer, {0}),
            "1/7: internal error: node device event callback 0 not registered");
  const int32_t number = NumberOf<wire::ConnectSecretEventRegisterAny>(peer, {0, {}});
  EXPECT_EQ(ErrorOf<wire::ConnectSecretEventRegisterAny>(peer, {0, {}}), "8/0: invalid argument: event callback already tracked");
  EXPECT_EQ(peer.Call<wire::ConnectSecretEventDeregisterAny>({number}).header.status, MessageStatus::kOk);
  EXPECT_EQ(ErrorOf<wire::ConnectSecretEventDeregisterAny>(peer, {number}),
            "1/7: internal error: secret event callback 0 not registered");
  secrets_.Emit({kKey, kSecretDefined});
  EXPECT_EQ(NumberOf<wire::ConnectSecretEventRegisterAny>(peer, {1, {}}), 1) << "numbers are not used again, and no event came";
}

TEST_F(ObjectEventsTest, TellsOnlyOfWhatTheCallerMayKnowOf) {
  for (const bool waits : {false, true}) {
    OnlyLan rules(waits);
    Daemon daemon(*this, &rules);
    Peer peer = Connect(daemon);
    NumberOf<wire::ConnectNetworkEventRegisterAny>(peer, {0, {}});
    networks_.Emit({kWan, kNetworkStarted});
    networks_.Emit({kLan, kNetworkStarted});
    networks_.Emit({kWan, kNetworkStopped});
    networks_.Emit({kLan, kNetworkStopped});
    EXPECT_EQ(Hear<wire::NetworkEventLifecycle>(peer).event, 2);
    const auto stopped = Hear<wire::NetworkEventLifecycle>(peer);
    EXPECT_EQ(stopped.event, 3) << "in their order";
    EXPECT_EQ(stopped.net.name, "lan");
  }
}

TEST_F(ObjectEventsTest, ForgetsClientsThatLeave) {
  Daemon daemon(*this, nullptr);
  Peer staying = Connect(daemon);
  {
    Peer leaving = Connect(daemon);
    NumberOf<wire::ConnectNetworkEventRegisterAny>(leaving, {0, {}});
  }
  NumberOf<wire::ConnectNetworkEventRegisterAny>(staying, {0, {}});
  networks_.Emit({kLan, kNetworkStarted});
  EXPECT_EQ(Hear<wire::NetworkEventLifecycle>(staying).event, 2);
}

}  // namespace
}  // namespace pleiad::driver
