// SPDX-License-Identifier: Apache-2.0
// server_test.cc: what a client sees of a server: authentication, calls, errors by the texts that clients know, limits.
#include "libshared/rpc/server.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include "absl/synchronization/notification.h"
#include "libshared/base/error.h"
#include "libshared/rpc/peer_names.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_guest.h"
#include "libshared/rpc/wire/domain_lifecycle.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/lxc.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::rpc {
namespace {
using namespace permission;  // NOLINT: the rows of a table read better so

class Driver {
 public:
  absl::Status Open(const Caller&, const std::optional<std::string>& uri, uint32_t) {
    uri_ = uri.value_or("");
    return absl::OkStatus();
  }
  absl::Status Close(const Caller&) { return absl::OkStatus(); }
  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainRef& domain, uint32_t) {
    if (domain.name == "huge") return std::string(xdr::kMaxString + 1, 'x');
    if (domain.name == "large") return std::string(100000, 'x');
    if (domain.name == "slow") absl::SleepFor(absl::Microseconds(50));
    if (domain.name != "web")
      return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching name '%s'", domain.name);
    return "<domain/>";
  }
  absl::Status Create(const Caller&, const DomainRef&) {
    started_.Notify();
    go_.WaitForNotification();
    return absl::OkStatus();
  }
  absl::StatusOr<std::vector<DomainRef>> List(const Caller&, uint32_t) {
    return std::vector<DomainRef>{{"web", {}, 1}, {"db", {}, -1}};
  }
  absl::StatusOr<std::string> Label(const Caller&, const DomainRef&) { return "x"; }
  struct Info {
    int state;
    uint64_t max_mem, memory;
    int vcpus;
    uint64_t cpu_time;
  };
  absl::StatusOr<Info> GetInfo(const Caller&, const DomainRef&) { return Info{1, 2048, 1024, 4, 7}; }
  absl::StatusOr<uint64_t> LibVersion(const Caller& caller) {
    last_caller_ = caller;
    return 9000000;
  }
  absl::StatusOr<std::vector<UniqueFd>> Namespace(const Caller&, const DomainRef&, uint32_t) {
    std::vector<UniqueFd> fds;
    fds.emplace_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
    fds.emplace_back(open("/dev/null", O_RDONLY | O_CLOEXEC));
    return fds;
  }
  absl::Status OpenGraphics(const Caller&, const DomainRef&, uint32_t, uint32_t, std::vector<UniqueFd> fds) {
    graphics_fds_ = std::move(fds);
    return absl::OkStatus();
  }

  std::string uri_;
  Caller last_caller_;
  absl::Notification started_, go_;
  std::vector<UniqueFd> graphics_fds_;
};

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    table_.Bind<wire::ConnectOpen>(driver_, &Driver::Open, {kConnectGetattr});
    table_.Bind<wire::ConnectClose>(driver_, &Driver::Close, {});
    table_.Bind<wire::ConnectGetLibVersion>(driver_, &Driver::LibVersion, {kConnectGetattr});
    table_.Bind<wire::DomainGetXmlDesc>(driver_, &Driver::XmlDesc, {kDomainRead, kDomainReadSecure.When(1)});
    table_.Bind<wire::DomainCreate>(driver_, &Driver::Create, {kDomainStart}, Run::kWorker);
    table_.Bind<wire::DomainGetInfo>(driver_, &Driver::GetInfo, {kDomainRead});
    table_.BindList<wire::ConnectListAllDomains>(driver_, &Driver::List, {kConnectSearchDomains});
    table_.Bind<wire::LxcDomainOpenNamespace>(driver_, &Driver::Namespace, {kDomainOpenNamespace}, Run::kWorker);
    table_.Bind<wire::DomainOpenGraphics>(driver_, &Driver::OpenGraphics, {kDomainOpenGraphics}, Run::kWorker);
  }
  ~ServerTest() override { workers_.reset(); }

  Server& StartServer(ServerOptions options = {}) {
    server_ = std::make_unique<Server>(*loop_, *workers_, table_, std::move(options));
    return *server_;
  }
  Peer Connect(bool read_only = false) {
    if (!server_) StartServer();
    auto [ours, theirs] = SocketPair();
    Caller caller;
    caller.read_only = read_only;
    session_ = server_->Adopt(NewSocketTransport(std::move(ours)), caller);
    return Peer(*loop_, std::move(theirs));
  }
  Peer ConnectOpened(bool read_only = false) {
    Peer peer = Connect(read_only);
    EXPECT_EQ(peer.Call<wire::AuthList>({}).header.status, MessageStatus::kOk);
    EXPECT_EQ(peer.Call<wire::ConnectOpen>({"qemu:///system", 0}).header.status, MessageStatus::kOk);
    return peer;
  }

  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  std::unique_ptr<event::WorkerPool> workers_ =
      std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{.min_threads = 0, .max_threads = 4});
  Driver driver_;
  Table table_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<ClientSession> session_;
};

TEST_F(ServerTest, AnswersAnInlineCallWithTheCallersSerial) {
  Peer peer = ConnectOpened();
  EXPECT_EQ(driver_.uri_, "qemu:///system");
  const Received reply = peer.Call<wire::DomainGetXmlDesc>({{"web", {}, 1}, 0});
  EXPECT_EQ(reply.header.type, MessageType::kReply);
  EXPECT_EQ(reply.header.status, MessageStatus::kOk);
  EXPECT_EQ(reply.header.serial, 3u);
  EXPECT_EQ(DecodedAs<wire::DomainGetXmlDescRet>(reply.payload).xml, "<domain/>");
}

TEST_F(ServerTest, MakesAResultOfSeveralFields) {
  Peer peer = ConnectOpened();
  const auto info = DecodedAs<wire::DomainGetInfoRet>(peer.Call<wire::DomainGetInfo>({{"web", {}, 1}}).payload);
  EXPECT_EQ(info.state, 1);
  EXPECT_EQ(info.max_mem, 2048u);
  EXPECT_EQ(info.nr_virt_cpu, 4);
  EXPECT_EQ(info.cpu_time, 7u);
}

TEST_F(ServerTest, ListsOrOnlyCounts) {
  Peer peer = ConnectOpened();
  const auto all = DecodedAs<wire::ConnectListAllDomainsRet>(peer.Call<wire::ConnectListAllDomains>({1, 0}).payload);
  ASSERT_EQ(all.domains.items.size(), 2u);
  EXPECT_EQ(all.domains.items[1].name, "db");
  const auto count = DecodedAs<wire::ConnectListAllDomainsRet>(peer.Call<wire::ConnectListAllDomains>({0, 0}).payload);
  EXPECT_TRUE(count.domains.items.empty());
  EXPECT_EQ(count.ret, 2u);
}

TEST_F(ServerTest, SendsErrorsAsClientsKnowThem) {
  Peer peer = ConnectOpened();
  const Received reply = peer.Call<wire::DomainGetXmlDesc>({{"no", {}, 1}, 0});
  EXPECT_EQ(reply.header.status, MessageStatus::kError);
  const wire::Error error = ErrorIn(reply);
  EXPECT_EQ(error.code, 42);
  EXPECT_EQ(error.domain, 10);
  EXPECT_EQ(error.level, 2);
  EXPECT_EQ(error.message, "Domain not found: no domain with matching name 'no'");
  EXPECT_EQ(error.str1, "Domain not found: %s");
  EXPECT_EQ(error.str2, "no domain with matching name 'no'");
  EXPECT_EQ(error.int1, -1);
}

TEST_F(ServerTest, RefusesToSendWhatClientsWouldNotTake) {
  Peer peer = ConnectOpened();
  const wire::Error error = ErrorIn(peer.Call<wire::DomainGetXmlDesc>({{"huge", {}, 1}, 0}));
  EXPECT_EQ(error.code, 39);
  EXPECT_EQ(error.message, "Unable to encode message payload");
  EXPECT_EQ(peer.Call<wire::DomainGetXmlDesc>({{"web", {}, 1}, 0}).header.status, MessageStatus::kOk);
}

struct Refused {
  const char* why;
  Header header;
  std::string payload;
  int code;
  const char* message;
};
constexpr uint32_t kRemote = 0x20008086;

TEST_F(ServerTest, RefusesWhatTheProtocolDoesNotHave) {
  Peer peer = ConnectOpened();
  const Refused rows[] = {
      {"beyond the table", {.program = kRemote, .procedure = 9999, .serial = 5}, {}, 39, "unknown procedure: 9999"},
      {"negative", {.program = kRemote, .procedure = -3, .serial = 6}, {}, 39, "unknown procedure: -3"},
      {"an event", {.program = kRemote, .procedure = 107, .serial = 7}, {}, 39, "unknown procedure: 107"},
      {"program", {.program = 4660, .procedure = 1, .serial = 8}, {}, 39, "Cannot find program 4660 version 1"},
      {"version",
       {.program = kRemote, .version = 2, .procedure = 1, .serial = 9},
       {},
       39,
       "Cannot find program 536903814 version 2"},
      {"cut off",
       {.program = kRemote, .procedure = 14, .serial = 10},
       std::string("\0\0\0\5ab", 6),
       39,
       "Unable to decode message payload"},
      {"status",
       {.program = kRemote, .procedure = 14, .serial = 11, .status = MessageStatus::kError},
       {},
       39,
       "Unexpected message status 1"},
      {"open twice",
       {.program = kRemote, .procedure = 1, .serial = 12},
       std::string(8, '\0'),
       1,
       "internal error: connection already open"},
      {"sasl", {.program = kRemote, .procedure = 67, .serial = 13}, {}, 45, "authentication failed: authentication failed"},
  };
  for (const Refused& row : rows) {
    SCOPED_TRACE(row.why);
    peer.Send(row.header, row.payload);
    const Received reply = peer.Receive();
    EXPECT_EQ(reply.header.status, MessageStatus::kError);
    EXPECT_EQ(reply.header.program, row.header.program);
    EXPECT_EQ(reply.header.version, row.header.version);
    EXPECT_EQ(reply.header.procedure, row.header.procedure);
    EXPECT_EQ(reply.header.serial, row.header.serial);
    const wire::Error error = ErrorIn(reply);
    EXPECT_EQ(error.code, row.code);
    EXPECT_EQ(error.domain, 7);
    EXPECT_EQ(error.message, row.message);
  }
}

TEST_F(ServerTest, PassesOverTypesThatAServerNeverAccepts) {
  Peer peer = ConnectOpened();
  for (const int type : {1, 2, 3, 5, 6, 17}) {
    if (type == 5) continue;  // its payload would be a descriptor count
    peer.Send({.program = kRemote, .procedure = 14, .type = static_cast<MessageType>(type), .serial = 5});
  }
  EXPECT_EQ(peer.Call<wire::ConnectGetLibVersion>({}).header.procedure, 157) << "the first answer is to the first call";
}

TEST_F(ServerTest, ClosesConnectionsWithImpossibleLengths) {
  for (const uint32_t length : {0u, 3u, 4u, 27u, 33554437u, 0xffffffffu}) {
    SCOPED_TRACE(length);
    Peer peer = ConnectOpened();
    xdr::Encoder e;
    e.U32(length);
    peer.SendBytes(e.out());
    EXPECT_TRUE(peer.WaitForEnd());
  }
}

TEST_F(ServerTest, WantsAuthenticationAndAnOpenConnection) {
  Peer peer = Connect();
  EXPECT_EQ(ErrorIn(peer.Call<wire::ConnectGetLibVersion>({})).message, "authentication required");
  EXPECT_EQ(DecodedAs<wire::AuthListRet>(peer.Call<wire::AuthList>({}).payload).types.items, std::vector<int32_t>{0});
  EXPECT_EQ(ErrorIn(peer.Call<wire::ConnectGetLibVersion>({})).message, "internal error: hypervisor connection not open");
  EXPECT_EQ(peer.Call<wire::ConnectClose>({}).header.status, MessageStatus::kOk);
}

TEST_F(ServerTest, RefusesChangesOnAReadOnlyConnection) {
  Peer peer = ConnectOpened(/*read_only=*/true);
  const wire::Error error = ErrorIn(peer.Call<wire::DomainCreate>({{"web", {}, 1}}));
  EXPECT_EQ(error.code, 29);
  EXPECT_EQ(error.domain, 20);
  EXPECT_EQ(error.message, "operation forbidden: read only access prevents virDomainCreate");
  EXPECT_EQ(ErrorIn(peer.Call<wire::DomainGetXmlDesc>({{"web", {}, 1}, 1})).message,
            "operation forbidden: virDomainGetXMLDesc with secure flag");
  EXPECT_EQ(peer.Call<wire::DomainGetXmlDesc>({{"web", {}, 1}, 0}).header.status, MessageStatus::kOk);
}

TEST_F(ServerTest, TakesTheReadOnlyFlagOfOpen) {
  Peer peer = Connect();
  peer.Call<wire::AuthList>({});
  peer.Call<wire::ConnectOpen>({"qemu:///system", 1});
  EXPECT_EQ(ErrorIn(peer.Call<wire::DomainCreate>({{"web", {}, 1}})).code, 29);
}

TEST_F(ServerTest, AnswersFastCallsWhileASlowOneRuns) {
  Peer peer = ConnectOpened();
  peer.Send(Peer::CallHeader<wire::DomainCreate>(50), Encoded(wire::DomainCreateArgs{{"web", {}, 1}}));
  EXPECT_EQ(peer.Call<wire::ConnectGetLibVersion>({}).header.procedure, 157);
  driver_.started_.WaitForNotification();
  driver_.go_.Notify();
  const Received late = peer.Receive();
  EXPECT_EQ(late.header.serial, 50u);
  EXPECT_EQ(late.header.status, MessageStatus::kOk);
}

TEST_F(ServerTest, LeavesWorkersToOtherClients) {
  absl::Notification go;
  table_.Handle<wire::DomainSuspend>(
      [&go](const Caller&, const wire::DomainSuspendArgs&) {
        go.WaitForNotification();
        return absl::OkStatus();
      },
      {kDomainSuspend}, Run::kWorker);
  Peer greedy = ConnectOpened(), other = ConnectOpened();
  for (int i = 0; i < 8; ++i) greedy.Send(Peer::CallHeader<wire::DomainSuspend>(greedy.NextSerial()), Encoded(wire::DomainSuspendArgs{{"web", {}, 1}}));
  for (int i = 0; i < 5; ++i) loop_->RunOnce(absl::Milliseconds(5));
  const Received reply = other.Call<wire::LxcDomainOpenNamespace>({{"web", {}, 1}, 0});
  EXPECT_EQ(reply.header.type, MessageType::kReplyWithFds);
  go.Notify();
  for (int i = 0; i < 8; ++i) EXPECT_EQ(greedy.Receive().header.status, MessageStatus::kOk);
}

TEST_F(ServerTest, AnswersPingsAtTheLimitOfRunningCalls) {
  StartServer({.client = {.max_in_flight = 1}});
  Peer peer = ConnectOpened();
  peer.Send(Peer::CallHeader<wire::DomainCreate>(50), Encoded(wire::DomainCreateArgs{{"web", {}, 1}}));
  peer.Send(Peer::CallHeader<wire::ConnectGetLibVersion>(51));
  peer.Send({.program = static_cast<uint32_t>(Program::kKeepalive), .procedure = 1, .type = MessageType::kMessage});
  const Received pong = peer.Receive();
  EXPECT_EQ(pong.header.program, 0x6b656570u);
  EXPECT_EQ(pong.header.procedure, 2);
  EXPECT_FALSE(peer.HasFrame());
  driver_.go_.Notify();
  EXPECT_EQ(peer.Receive().header.serial, 50u);
  EXPECT_EQ(peer.Receive().header.serial, 51u) << "what was held back is served then";
}

TEST_F(ServerTest, PassesDescriptorsWithAReply) {
  Peer peer = ConnectOpened();
  const Received reply = peer.Call<wire::LxcDomainOpenNamespace>({{"web", {}, 1}, 0});
  EXPECT_EQ(reply.header.type, MessageType::kReplyWithFds);
  ASSERT_EQ(reply.descriptors.size(), 2u);
  EXPECT_GE(fcntl(reply.descriptors[1].get(), F_GETFD), 0);
}

TEST_F(ServerTest, TakesDescriptorsOfACall) {
  Peer peer = ConnectOpened();
  Header header = Peer::CallHeader<wire::DomainOpenGraphics>(9);
  header.type = MessageType::kCallWithFds;
  xdr::Encoder e;
  e.U32(1);
  xdr::Put(e, wire::DomainOpenGraphicsArgs{{"web", {}, 1}, 0, 0});
  peer.Send(header, e.out());
  EXPECT_TRUE(peer.SendDescriptor(0));
  EXPECT_EQ(peer.Receive().header.status, MessageStatus::kOk);
  EXPECT_EQ(driver_.graphics_fds_.size(), 1u);
}

TEST_F(ServerTest, EndsAConnectionThatSendsTooManyOrNoDescriptors) {
  for (const uint32_t count : {33u, 1u}) {
    SCOPED_TRACE(count);
    Peer peer = ConnectOpened();
    Header header = Peer::CallHeader<wire::DomainOpenGraphics>(9);
    header.type = MessageType::kCallWithFds;
    xdr::Encoder e;
    e.U32(count);
    xdr::Put(e, wire::DomainOpenGraphicsArgs{{"web", {}, 1}, 0, 0});
    peer.Send(header, e.out());
    peer.SendBytes(std::string(1, '\0'));
    EXPECT_TRUE(peer.WaitForEnd());
  }
}

TEST_F(ServerTest, SendsEventsAndRunsHooksAtTheEnd) {
  Peer peer = ConnectOpened();
  wire::DomainEventLifecycleMsg message{{"web", {}, 1}, 2, 0};
  session_->SendEvent<wire::DomainEventLifecycle>(message);
  const Received event = peer.Receive();
  EXPECT_EQ(event.header.type, MessageType::kMessage);
  EXPECT_EQ(event.header.serial, 0u);
  EXPECT_EQ(event.header.procedure, 107);
  bool ended = false;
  server_->OnClientClose(session_->id(), [&] { ended = true; });
  peer.Close();
  EXPECT_TRUE(RunUntil(*loop_, [&] { return ended; }));
  EXPECT_EQ(server_->client_count(), 0u);
}

TEST_F(ServerTest, DropsAClientThatNeverReads) {
  StartServer({.client = {.output = {.max_queued_bytes = 1 << 20, .high_water_bytes = 64 << 10, .low_water_bytes = 16 << 10}}});
  Peer peer = ConnectOpened();
  bool ended = false;
  session_->OnClose([&] { ended = true; });
  wire::DomainEventIoErrorMsg message{{"web", {}, 1}, std::string(100000, 'x'), "a", 0};
  for (int i = 0; i < 50 && !ended; ++i) {
    session_->SendEvent<wire::DomainEventIoError>(message);
    loop_->RunOnce(absl::ZeroDuration());
  }
  EXPECT_TRUE(RunUntil(*loop_, [&] { return ended; }));
}

TEST_F(ServerTest, PingsAClientThatAskedForItAndDropsItWhenSilent) {
  StartServer({.keepalive = {.interval = absl::Milliseconds(20), .count = 2}});
  Peer peer = Connect();
  peer.Call<wire::AuthList>({});
  EXPECT_EQ(DecodedAs<wire::ConnectSupportsFeatureRet>(peer.Call<wire::ConnectSupportsFeature>({10}).payload).supported, 1);
  for (int i = 0; i < 2; ++i) {
    const Received ping = peer.Receive();
    EXPECT_EQ(ping.header.program, 0x6b656570u);
    EXPECT_EQ(ping.header.procedure, 1);
  }
  EXPECT_TRUE(peer.WaitForEnd());
}

TEST_F(ServerTest, DrainsByAnsweringWhatRuns) {
  Peer peer = ConnectOpened();
  peer.Send(Peer::CallHeader<wire::DomainCreate>(50), Encoded(wire::DomainCreateArgs{{"web", {}, 1}}));
  RunUntil(*loop_, [&] { return driver_.started_.HasBeenNotified(); });
  bool drained = false;
  server_->Drain(absl::Seconds(5), [&] { drained = true; });
  driver_.go_.Notify();
  EXPECT_EQ(peer.Receive().header.serial, 50u);
  EXPECT_TRUE(RunUntil(*loop_, [&] { return drained; }));
}

TEST_F(ServerTest, CoalescesAndOrdersPipelinedCalls) {
  Peer peer = ConnectOpened();
  std::string calls;
  for (uint32_t serial = 100; serial < 150; ++serial)
    calls += BuildFrame(Peer::CallHeader<wire::ConnectGetLibVersion>(serial), {});
  // In two pieces that cut a frame.
  peer.SendBytes(std::string_view(calls).substr(0, 1001));
  loop_->RunOnce(absl::Milliseconds(1));
  peer.SendBytes(std::string_view(calls).substr(1001));
  for (uint32_t serial = 100; serial < 150; ++serial) EXPECT_EQ(peer.Receive().header.serial, serial);
}

class SlowPolkit : public Authenticator {
 public:
  std::vector<AuthType> TypesFor(const Caller&) override { return {AuthType::kPolkit}; }
  void AskPolkit(const Caller& caller, Done done) override {
    Caller decided = caller;
    decided.may_manage = true;
    allow ? done(decided) : done(MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "access denied by policy"));
  }
  bool allow = true;
};

TEST_F(ServerTest, LetsNobodyWaitForTheFloodOfAnother) {
  Peer flood = ConnectOpened(), other = ConnectOpened();
  constexpr uint32_t kCalls = 1000;
  std::string calls;
  for (uint32_t serial = 100; serial < 100 + kCalls; ++serial) {
    calls += BuildFrame(Peer::CallHeader<wire::DomainGetXmlDesc>(serial), Encoded(wire::DomainGetXmlDescArgs{{"slow", {}, 1}, 0}));
  }
  flood.SendBytes(calls);
  other.Send(Peer::CallHeader<wire::ConnectGetLibVersion>(9));
  uint32_t answered = 0;
  while (!other.HasFrame()) {
    loop_->RunOnce(absl::Milliseconds(1));
    while (flood.HasFrame()) EXPECT_EQ(flood.Receive().header.serial, 100 + answered++);
  }
  EXPECT_LT(answered, kCalls / 2);
  while (answered < kCalls) ASSERT_EQ(flood.Receive().header.serial, 100 + answered++) << "in order, and all";
}

TEST_F(ServerTest, MakesNoMoreRepliesForAClientThatReadsNone) {
  Peer peer = ConnectOpened();
  std::string calls;
  for (uint32_t serial = 10; serial < 810; ++serial) {
    calls += BuildFrame(Peer::CallHeader<wire::DomainGetXmlDesc>(serial), Encoded(wire::DomainGetXmlDescArgs{{"large", {}, 1}, 0}));
  }
  peer.SendBytes(calls);
  for (int i = 0; i < 20; ++i) loop_->RunOnce(absl::Milliseconds(1));
  EXPECT_LT(session_->connection().queued_bytes(), size_t{2} << 20);
  for (uint32_t serial = 10; serial < 810; ++serial) ASSERT_EQ(peer.Receive().header.serial, serial);
}

TEST_F(ServerTest, LetsPolkitDecide) {
  SlowPolkit polkit;
  StartServer({.authenticator = &polkit});
  Peer peer = Connect();
  EXPECT_EQ(DecodedAs<wire::AuthListRet>(peer.Call<wire::AuthList>({}).payload).types.items, std::vector<int32_t>{2});
  EXPECT_EQ(ErrorIn(peer.Call<wire::ConnectOpen>({})).message, "authentication required");
  polkit.allow = false;
  EXPECT_EQ(ErrorIn(peer.Call<wire::AuthPolkit>({})).code, 45);
  polkit.allow = true;
  EXPECT_EQ(DecodedAs<wire::AuthPolkitRet>(peer.Call<wire::AuthPolkit>({}).payload).complete, 1);
  peer.Call<wire::ConnectOpen>({});
  peer.Call<wire::ConnectGetLibVersion>({});
  EXPECT_TRUE(driver_.last_caller_.may_manage);
  EXPECT_EQ(driver_.last_caller_.connection_id, session_->id());
}

class DenyWrite : public AccessCheck {
 public:
  absl::Status Check(const Caller&, std::span<const Permission> needed, const ObjectRef& object, std::string_view) override {
    const auto* domain = std::get_if<const DomainRef*>(&object);
    asked = domain != nullptr ? (*domain)->name : "";
    for (const Permission& permission : needed) {
      if (!permission.IsReading()) return MakeError(ErrorDomain::kAccess, ErrorCode::kAccessDenied, permission.name);
    }
    return absl::OkStatus();
  }
  std::string asked;
};

// Lets one user in, and puts others to a polkit that thinks for ever.
class ThinkingAuthenticator : public Authenticator {
 public:
  std::vector<AuthType> TypesFor(const Caller& caller) override {
    return {caller.uid == uid_t{0} ? AuthType::kNone : AuthType::kPolkit};
  }
  void AskPolkit(const Caller&, Done done) override { asked_.push_back(std::move(done)); }
  std::vector<Done> asked_;
};

TEST_F(ServerTest, LetsNobodyBeLockedOutByClientsThatAreSilent) {
  ThinkingAuthenticator authenticator;
  Server& server =
      StartServer({.max_anonymous_clients = 2, .crowded_patience = absl::Milliseconds(200), .authenticator = &authenticator});
  const std::string path = testing::TempDir() + "pleiad-server-test-" + std::to_string(getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  UniqueFd listening(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  unlink(path.c_str());
  ASSERT_EQ(bind(listening.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(listen(listening.get(), 64), 0);
  ASSERT_EQ(chmod(path.c_str(), 0777), 0);
  server.Listen(std::move(listening), {});
  const auto dial = [&] {
    UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    return Peer(*loop_, std::move(fd));
  };
  // What follows needs a user whom nobody vouches for.
  if (geteuid() == 0) {
    ASSERT_EQ(syscall(SYS_setresuid, -1, 65534, -1), 0);
  }
  Peer first = dial(), second = dial();
  EXPECT_TRUE(RunUntil(*loop_, [&] { return server.client_count() == 2; }));
  Peer third = dial(), fourth = dial();
  EXPECT_TRUE(RunUntil(*loop_, [&] { return server.client_count() == 4; }));
  EXPECT_EQ(server.Clients().size(), 2u) << "the others wait";
  if (getuid() == 0) {
    ASSERT_EQ(syscall(SYS_setresuid, -1, 0, -1), 0);
    Peer root = dial();
    EXPECT_EQ(root.Call<wire::AuthList>({}).header.status, MessageStatus::kOk) << "at once";
    EXPECT_EQ(root.Call<wire::ConnectOpen>({"qemu:///system", 0}).header.status, MessageStatus::kOk);
  }
  second.Send(Peer::CallHeader<wire::AuthPolkit>(1));
  const auto is_let_in = [](Peer& peer) {
    return DecodedAs<wire::AuthListRet>(peer.Call<wire::AuthList>({}).payload).types.items == std::vector<int32_t>{2};
  };
  EXPECT_TRUE(is_let_in(third)) << "in the place of the one whose password is asked for";
  EXPECT_TRUE(first.WaitForEnd()) << "silent, while somebody waits";
  EXPECT_TRUE(is_let_in(fourth));
  EXPECT_EQ(authenticator.asked_.size(), 1u) << "the one that thinks of a password is left alone";
  unlink(path.c_str());
}

TEST_F(ServerTest, KnowsTheNamesOfItsClients) {
  Caller caller;
  caller.uid = 0;
  caller.gid = 0;
  LookUpNames(caller);
  EXPECT_EQ(caller.user_name, "root");
  EXPECT_EQ(caller.group_name, "root");
  Caller nobody;
  nobody.uid = 4000000000;
  EXPECT_FALSE(FillKnownNames(nobody));
  LookUpNames(nobody);
  EXPECT_TRUE(FillKnownNames(nobody)) << "that there is no name is known as well";
  EXPECT_EQ(nobody.user_name, "");
}

TEST_F(ServerTest, KeepsLittleOfClientsThatAreNotAuthenticated) {
  Peer peer = Connect();
  peer.SendBytes(std::string("\x00\x10\x00\x00", 4));
  EXPECT_TRUE(peer.WaitForEnd());
  Peer known = ConnectOpened();
  known.SendBytes(std::string("\x00\x10\x00\x00", 4));
  for (int i = 0; i < 5; ++i) loop_->RunOnce(absl::Milliseconds(5));
  EXPECT_FALSE(known.ended());
}

TEST_F(ServerTest, AsksTheAccessCheckWithTheObject) {
  DenyWrite access;
  StartServer({.access = &access});
  Peer peer = ConnectOpened();
  EXPECT_EQ(peer.Call<wire::DomainGetXmlDesc>({{"web", {}, 1}, 0}).header.status, MessageStatus::kOk);
  EXPECT_EQ(access.asked, "web");
  const wire::Error error = ErrorIn(peer.Call<wire::DomainGetXmlDesc>({{"web", {}, 1}, 1}));
  EXPECT_EQ(error.code, 88);
  EXPECT_EQ(error.domain, 55);
}
}  // namespace
}  // namespace pleiad::rpc
