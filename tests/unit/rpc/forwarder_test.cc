// SPDX-License-Identifier: Apache-2.0
// forwarder_test.cc: a client of one daemon is answered by another, and sees no difference but in the names of absent daemons.
#include "libshared/rpc/forwarder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/un.h>

#include <filesystem>

#include "libshared/base/error.h"
#include "libshared/rpc/handover.h"
#include "libshared/rpc/identity.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/domain_guest.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/lxc.h"
#include "libshared/rpc/wire/network.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::rpc {
namespace {

// A daemon for networks, with a stream besides.
class Networks {
 public:
  absl::Status Open(const Caller&, const std::optional<std::string>& uri, uint32_t) {
    uri_ = uri.value_or("");
    if (uri_ == "bad:///") return MakeError(ErrorDomain::kNone, ErrorCode::kNoConnect, "no such driver");
    return absl::OkStatus();
  }
  absl::StatusOr<NetworkRef> Lookup(const Caller& caller, const std::string& name) {
    caller_ = caller;
    if (name != "default") return Error(ErrorDomain::kNetwork, ErrorCode::kNoNetwork, "no network with matching name '%s'", name);
    return NetworkRef{name, {}};
  }
  absl::StatusOr<StreamEnd> Console(const Caller&, const DomainRef&, const std::optional<std::string>&, uint32_t) {
    auto [ours, theirs] = SocketPair();
    far_ = std::move(theirs);
    return StreamEnd{.descriptor = std::move(ours), .to_client = true, .from_client = true, .on_end = nullptr};
  }
  absl::StatusOr<UniqueFd> Namespace(const Caller&, const DomainRef&, uint32_t) {
    return UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC));
  }

  std::string uri_;
  Caller caller_;
  UniqueFd far_;
};

class ForwarderTest : public ::testing::Test, protected UpstreamRouter {
 protected:
  ForwarderTest() {
    char pattern[] = "/tmp/pleiad-rpc-XXXXXX";
    folder_ = mkdtemp(pattern);
    using namespace permission;  // NOLINT
    upstream_table_.Bind<wire::ConnectOpen>(networks_, &Networks::Open, {kConnectGetattr});
    upstream_table_.Bind<wire::NetworkLookupByName>(networks_, &Networks::Lookup, {kConnectGetattr});
    upstream_table_.BindStream<wire::DomainOpenConsole>(networks_, &Networks::Console, {kDomainOpenDevice}, Run::kInline);
    upstream_table_.Bind<wire::LxcDomainOpenNamespace>(networks_, &Networks::Namespace, {kDomainOpenNamespace});
    BindIdentity(upstream_table_);
    front_table_.Handle<wire::ConnectOpen>([](const Caller&, const wire::ConnectOpenArgs&) { return absl::OkStatus(); }, {});
    upstream_ = std::make_unique<Server>(*loop_, *workers_, upstream_table_, ServerOptions{});
  }
  ~ForwarderTest() override {
    workers_.reset();
    front_.reset();
    std::filesystem::remove_all(folder_);
  }

  void ListenUpstream() {
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    Path().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(socket.get(), 8), 0);
    upstream_->Listen(std::move(socket), {});
  }
  std::string Path() const { return folder_ + "/virtnetworkd-sock"; }

  Peer Connect(Forwarder::Mode mode) {
    forwarder_ = std::make_unique<Forwarder>(static_cast<UpstreamRouter&>(*this), mode, /*send_identity=*/true);
    front_ = std::make_unique<Server>(*loop_, *workers_, front_table_, ServerOptions{.router = forwarder_.get()});
    auto [ours, theirs] = SocketPair();
    Caller caller;
    caller.uid = 1234;
    caller.pid = 42;
    front_->Adopt(NewSocketTransport(std::move(ours)), caller);
    Peer peer(*loop_, std::move(theirs));
    peer.Call<wire::AuthList>({});
    return peer;
  }

  std::string_view RouteOf(uint32_t, int32_t procedure) const override {
    return procedure <= wire::ConnectClose::kNumber ? "" : "network";
  }
  bool HasRoute(std::string_view) const override { return installed_; }
  bool KnowsProgram(uint32_t program) const override { return program == static_cast<uint32_t>(Program::kLxc); }
  std::string UriOf(std::string_view) const override { return "network:///system"; }
  absl::StatusOr<UniqueFd> Dial(const std::string& route, const Caller&) override {
    dialled_.push_back(route);
    return DialUnix(Path());
  }

  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  std::unique_ptr<event::WorkerPool> workers_ = std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{});
  std::string folder_;
  Networks networks_;
  Table upstream_table_, front_table_;
  std::unique_ptr<Server> upstream_, front_;
  std::unique_ptr<Forwarder> forwarder_;
  std::vector<std::string> dialled_;
  bool installed_ = true;
};

TEST_F(ForwarderTest, AnswersFromTheDaemonThatOwnsTheProcedure) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByProcedure);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  const Received reply = peer.Call<wire::NetworkLookupByName>({"default"});
  EXPECT_EQ(reply.header.serial, 3u);
  EXPECT_EQ(DecodedAs<wire::NetworkLookupByNameRet>(reply.payload).net.name, "default");
  EXPECT_EQ(networks_.uri_, "network:///system");
  EXPECT_EQ(networks_.caller_.uid, std::optional<uid_t>(1234)) << "the identity of the client, not ours";
  EXPECT_EQ(networks_.caller_.pid, std::optional<pid_t>(42));
  const wire::Error error = ErrorIn(peer.Call<wire::NetworkLookupByName>({"x"}));
  EXPECT_EQ(error.code, 43);
  EXPECT_EQ(error.message, "Network not found: no network with matching name 'x'");
  EXPECT_EQ(dialled_, std::vector<std::string>{"network"});
}

TEST_F(ForwarderTest, NamesTheSocketOfAnAbsentDaemon) {
  Peer peer = Connect(Forwarder::Mode::kByProcedure);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  for (int i = 0; i < 2; ++i) {
    const wire::Error error = ErrorIn(peer.Call<wire::NetworkLookupByName>({"default"}));
    EXPECT_EQ(error.code, 38);
    EXPECT_EQ(error.domain, 7);
    EXPECT_EQ(error.message, "Failed to connect socket to '" + Path() + "': No such file or directory");
    EXPECT_EQ(error.int1, ENOENT);
  }
  EXPECT_EQ(dialled_.size(), 2u) << "each call tries anew";
}

TEST_F(ForwarderTest, LacksTheDriverWhoseDaemonIsNotInstalled) {
  installed_ = false;
  Peer peer = Connect(Forwarder::Mode::kByProcedure);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  const wire::Error error = ErrorIn(peer.Call<wire::NetworkLookupByName>({"default"}));
  EXPECT_EQ(error.code, 3);
  EXPECT_EQ(error.message, "this function is not supported by the connection driver: virNetworkLookupByName");
}

TEST_F(ForwarderTest, LosesTheCallsOfADaemonThatDiesAloneAndFindsItWhenItIsBack) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByProcedure);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  const Received console = peer.Call<wire::DomainOpenConsole>({{"a", {}, 1}, {}, 0});
  ASSERT_EQ(console.header.status, MessageStatus::kOk);
  upstream_->Find(upstream_->Clients().back().id)->Close("test");
  // Nothing has come on the stream yet, and somebody waits for it.
  const Received end = peer.Receive();
  EXPECT_EQ(end.header.type, MessageType::kStream);
  EXPECT_EQ(end.header.serial, console.header.serial);
  EXPECT_EQ(ErrorIn(end).code, 38);
  EXPECT_EQ(peer.Call<wire::NetworkLookupByName>({"default"}).header.status, MessageStatus::kOk);
  EXPECT_EQ(dialled_.size(), 2u);
}

TEST_F(ForwarderTest, HearsEventsOfADaemonThatHasComeBackUnderTheOldNumber) {
  std::shared_ptr<ClientSession> subscribed;
  int next_id = 7, ended = -1;
  upstream_table_.Handle<wire::ConnectNetworkEventRegisterAny>(
      [&](ClientSession& session, const wire::ConnectNetworkEventRegisterAnyArgs&) -> absl::StatusOr<int32_t> {
        subscribed = upstream_->Find(session.id());
        return next_id++;
      },
      {});
  upstream_table_.Handle<wire::ConnectNetworkEventDeregisterAny>(
      [&](const Caller&, const wire::ConnectNetworkEventDeregisterAnyArgs& args) {
        ended = args.callback_id;
        return absl::OkStatus();
      },
      {});
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByProcedure);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  const auto id = DecodedAs<wire::ConnectNetworkEventRegisterAnyRet>(peer.Call<wire::ConnectNetworkEventRegisterAny>({0, {}}).payload);
  EXPECT_EQ(id.callback_id, 7);
  std::exchange(subscribed, nullptr)->Close("test");
  ASSERT_TRUE(RunUntil(*loop_, [&] { return subscribed != nullptr; })) << "without a call of the client";
  subscribed->SendEvent<wire::NetworkEventLifecycle>({8, {"default", {}}, 2, 0});
  const auto event = DecodedAs<wire::NetworkEventLifecycleMsg>(peer.Receive().payload);
  EXPECT_EQ(event.callback_id, 7);
  EXPECT_EQ(event.net.name, "default");
  const auto other = DecodedAs<wire::ConnectNetworkEventRegisterAnyRet>(peer.Call<wire::ConnectNetworkEventRegisterAny>({1, {}}).payload);
  EXPECT_NE(other.callback_id, 7) << "numbers are one callback's each";
  EXPECT_EQ(peer.Call<wire::ConnectNetworkEventDeregisterAny>({7}).header.status, MessageStatus::kOk);
  EXPECT_EQ(ended, 8);
}

TEST_F(ForwarderTest, EndsWhatTheClientHasElsewhereWithItsConnection) {
  front_table_.Handle<wire::ConnectClose>([](const Caller&, const wire::None&) { return absl::OkStatus(); }, {});
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByProcedure);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  peer.Call<wire::NetworkLookupByName>({"default"});
  EXPECT_EQ(upstream_->client_count(), 1u);
  EXPECT_EQ(peer.Call<wire::ConnectClose>({}).header.status, MessageStatus::kOk);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return upstream_->client_count() == 0; }));
}

TEST_F(ForwarderTest, WantsTheClientsConnectionOpened) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByProcedure);
  EXPECT_EQ(ErrorIn(peer.Call<wire::NetworkLookupByName>({"default"})).message, "internal error: connection not open");
}

TEST_F(ForwarderTest, FollowsTheUriOfOpenAndPassesAllOn) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  EXPECT_EQ(ErrorIn(peer.Call<wire::NetworkLookupByName>({"default"})).message, "internal error: hypervisor connection not open");
  EXPECT_EQ(ErrorIn(peer.Call<wire::ConnectOpen>({"bad:///", 0})).code, 5);
  EXPECT_EQ(peer.Call<wire::ConnectOpen>({"qemu:///system", 0}).header.status, MessageStatus::kOk);
  EXPECT_EQ(dialled_, (std::vector<std::string>{"bad:///", "qemu:///system"}));
  EXPECT_EQ(peer.Call<wire::NetworkLookupByName>({"default"}).header.status, MessageStatus::kOk);
  EXPECT_EQ(networks_.caller_.uid, std::optional<uid_t>(1234));
  const Received with_fd = peer.Call<wire::LxcDomainOpenNamespace>({{"a", {}, 1}, 0});
  EXPECT_EQ(with_fd.header.type, MessageType::kReplyWithFds);
  EXPECT_EQ(with_fd.descriptors.size(), 1u);
}

TEST_F(ForwarderTest, PassesEventsAndStreamsOn) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  upstream_->Find(upstream_->Clients().back().id)->SendEvent<wire::DomainEventLifecycle>({{"web", {}, 1}, 2, 0});
  EXPECT_EQ(peer.Receive().header.procedure, 107);

  const Received opened = peer.Call<wire::DomainOpenConsole>({{"a", {}, 1}, {}, 0});
  ASSERT_EQ(opened.header.status, MessageStatus::kOk);
  Header data = opened.header;
  data.type = MessageType::kStream;
  data.status = MessageStatus::kContinue;
  peer.Send(data, "to the guest");
  char buffer[64];
  ssize_t got = -1;
  RunUntil(*loop_, [&] { return (got = recv(networks_.far_.get(), buffer, sizeof buffer, MSG_DONTWAIT)) > 0; });
  EXPECT_EQ(std::string_view(buffer, static_cast<size_t>(std::max<ssize_t>(got, 0))), "to the guest");
  ASSERT_EQ(write(networks_.far_.get(), "back", 4), 4);
  EXPECT_EQ(peer.Receive().payload, "back");
  data.status = MessageStatus::kOk;
  peer.Send(data);
  const Received finished = peer.Receive();
  EXPECT_EQ(finished.header.type, MessageType::kStream);
  EXPECT_EQ(finished.header.status, MessageStatus::kOk);
}

class HandoverTest : public ForwarderTest {
 protected:
  HandoverTest() { upstream_ = std::make_unique<Server>(*loop_, *workers_, upstream_table_, ServerOptions{.keepalive = {.interval = absl::Milliseconds(50)}, .takes_clients = true}); }
};

TEST_F(HandoverTest, GivesALocalClientToItsDaemon) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  EXPECT_EQ(peer.Call<wire::ConnectOpen>({"qemu:///system", 0}).header.status, MessageStatus::kOk);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return front_->client_count() == 0; }));
  EXPECT_EQ(peer.Call<wire::NetworkLookupByName>({"default"}).header.status, MessageStatus::kOk);
  EXPECT_EQ(networks_.caller_.uid, std::optional<uid_t>(1234)) << "the identity of the client, not ours";
  EXPECT_EQ(networks_.caller_.pid, std::optional<pid_t>(42));
  EXPECT_EQ(peer.Call<wire::LxcDomainOpenNamespace>({{"a", {}, 1}, 0}).descriptors.size(), 1u);
  upstream_->Find(upstream_->Clients().back().id)->SendEvent<wire::DomainEventLifecycle>({{"web", {}, 1}, 2, 0});
  EXPECT_EQ(peer.Receive().header.procedure, 107);
  front_.reset();
  EXPECT_EQ(peer.Call<wire::NetworkLookupByName>({"default"}).header.status, MessageStatus::kOk) << "it outlives the proxy";
  peer.Close();
  EXPECT_TRUE(RunUntil(*loop_, [&] { return upstream_->client_count() == 0; }));
}

TEST_F(HandoverTest, TakesWithTheClientWhatItHasSentAlready) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  peer.Send(Peer::CallHeader<wire::ConnectOpen>(7), Encoded(wire::ConnectOpenArgs{"qemu:///system", 0}));
  for (uint32_t serial : {8u, 9u}) peer.Send(Peer::CallHeader<wire::NetworkLookupByName>(serial), Encoded(wire::NetworkLookupByNameArgs{"default"}));
  for (uint32_t serial : {7u, 8u, 9u}) {
    const Received reply = peer.Receive();
    EXPECT_EQ(reply.header.serial, serial);
    EXPECT_EQ(reply.header.status, MessageStatus::kOk);
  }
  EXPECT_TRUE(RunUntil(*loop_, [&] { return front_->client_count() == 0; }));
}

TEST_F(HandoverTest, GoesOnAskingWhetherAClientLivesThatAnswersPings) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  EXPECT_EQ(DecodedAs<wire::ConnectSupportsFeatureRet>(peer.Call<wire::ConnectSupportsFeature>({10}).payload).supported, 1);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  EXPECT_TRUE(RunUntil(*loop_, [&] { return front_->client_count() == 0; }));
  EXPECT_EQ(peer.Receive().header.program, static_cast<uint32_t>(Program::kKeepalive));
}

TEST_F(HandoverTest, StaysBetweenWhereTheOpenIsRefused) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  EXPECT_EQ(ErrorIn(peer.Call<wire::ConnectOpen>({"bad:///", 0})).code, 5);
  EXPECT_EQ(peer.Call<wire::ConnectOpen>({"qemu:///system", 0}).header.status, MessageStatus::kOk);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return front_->client_count() == 0; }));
}

TEST_F(HandoverTest, IsNotForStrangersNorForOtherThings) {
  struct Row {
    const char* why;
    uid_t speaker;
    bool socket;
    int code;
  };
  for (const Row& row : {Row{"another user", 1234, true, 88}, Row{"no socket", geteuid(), false, 8}}) {
    SCOPED_TRACE(row.why);
    auto [ours, theirs] = SocketPair();
    Caller caller;
    caller.uid = row.speaker;
    upstream_->Adopt(NewSocketTransport(std::move(ours)), caller);
    Peer peer(*loop_, std::move(theirs));
    peer.Call<wire::AuthList>({});
    peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
    auto [client, kept] = SocketPair();
    UniqueFd null(open("/dev/null", O_RDONLY | O_CLOEXEC));
    peer.Send({.program = kHandoverProgram, .procedure = kTakeClient, .type = MessageType::kCallWithFds, .serial = 9},
              std::string("\0\0\0\1", 4) + Encoded(TakeClientArgs()));
    ASSERT_TRUE(peer.SendDescriptor(row.socket ? client.get() : null.get()));
    EXPECT_EQ(ErrorIn(peer.Receive()).code, row.code);
    EXPECT_EQ(peer.Call<wire::NetworkLookupByName>({"default"}).header.status, MessageStatus::kOk) << "nothing has changed";
  }
}

TEST_F(ForwarderTest, AnswersAllThatWasSentBehindARefusedOpen) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  peer.Send(Peer::CallHeader<wire::ConnectOpen>(7), Encoded(wire::ConnectOpenArgs{"bad:///", 0}));
  peer.Send(Peer::CallHeader<wire::NetworkLookupByName>(8), Encoded(wire::NetworkLookupByNameArgs{"default"}));
  const Received refused = peer.Receive(), behind = peer.Receive();
  EXPECT_EQ(refused.header.serial, 7u);
  EXPECT_EQ(refused.header.status, MessageStatus::kError);
  EXPECT_EQ(behind.header.serial, 8u);
  EXPECT_EQ(ErrorIn(behind).message, "internal error: hypervisor connection not open");
}

TEST_F(ForwarderTest, EndsTheClientWhenItsDaemonEnds) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  upstream_->Find(upstream_->Clients().back().id)->Close("test");
  EXPECT_TRUE(peer.WaitForEnd());
}

TEST_F(ForwarderTest, DropsTheUpstreamWithTheClient) {
  ListenUpstream();
  Peer peer = Connect(Forwarder::Mode::kByUri);
  peer.Call<wire::ConnectOpen>({"qemu:///system", 0});
  EXPECT_EQ(upstream_->client_count(), 1u);
  peer.Close();
  EXPECT_TRUE(RunUntil(*loop_, [&] { return upstream_->client_count() == 0; }));
}
}  // namespace
}  // namespace pleiad::rpc
