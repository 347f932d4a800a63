// SPDX-License-Identifier: Apache-2.0
// client_test.cc: our client against our server, which runs on a thread of its own as between two daemons.
#include "libshared/rpc/client.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/synchronization/notification.h"
#include "libshared/base/error.h"
#include "libshared/rpc/identity.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/domain.h"
#include "libshared/rpc/wire/domain_guest.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/lxc.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::rpc {
namespace {

class Daemon {
 public:
  Daemon() {
    using namespace permission;  // NOLINT
    table_.Bind<wire::ConnectOpen>(*this, &Daemon::Open, {kConnectGetattr});
    table_.Bind<wire::ConnectGetHostname>(*this, &Daemon::Hostname, {kConnectRead});
    table_.Bind<wire::DomainGetXmlDesc>(*this, &Daemon::XmlDesc, {kDomainRead}, Run::kWorker);
    table_.Bind<wire::LxcDomainOpenNamespace>(*this, &Daemon::Namespace, {kDomainOpenNamespace});
    table_.BindStream<wire::DomainOpenConsole>(*this, &Daemon::Console, {kDomainOpenDevice});
    table_.Handle<wire::ConnectDomainEventRegister>(
        [](ClientSession& session, const wire::None&) -> absl::StatusOr<wire::ConnectDomainEventRegisterRet> {
          session.SendEvent<wire::DomainEventLifecycle>({{"web", {}, 1}, 2, 0});
          return wire::ConnectDomainEventRegisterRet{1};
        },
        {kConnectSearchDomains});
    BindIdentity(table_);
    auto [ours, theirs] = SocketPair();
    theirs_ = std::move(theirs);
    thread_ = std::thread([this, socket = std::move(ours)]() mutable { Serve(std::move(socket)); });
    ready_.WaitForNotification();
  }
  ~Daemon() {
    loop_->Exit(0);
    thread_.join();
  }

  void Serve(UniqueFd socket) {
    auto loop = *event::Loop::Create();
    loop_ = loop.get();
    auto workers = std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{});
    auto server = std::make_unique<Server>(*loop, *workers, table_, ServerOptions{});
    Caller caller;
    caller.uid = 0;
    server->Adopt(NewSocketTransport(std::move(socket)), caller);
    ready_.Notify();
    loop->Run();
    workers.reset();
    server.reset();
  }
  absl::Status Open(const Caller&, const std::optional<std::string>&, uint32_t) { return absl::OkStatus(); }
  absl::StatusOr<std::string> Hostname(const Caller& caller) const { return caller.user_name; }
  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainRef& domain, uint32_t) {
    if (domain.name == "slow") absl::SleepFor(absl::Milliseconds(300));
    if (domain.name == "none")
      return Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching name '%s'", domain.name);
    return std::string(3 << 20, 'x');
  }
  absl::StatusOr<UniqueFd> Namespace(const Caller&, const DomainRef&, uint32_t) {
    return UniqueFd(open("/dev/null", O_RDONLY | O_CLOEXEC));
  }
  absl::StatusOr<StreamEnd> Console(const Caller&, const DomainRef&, const std::optional<std::string>&, uint32_t) {
    auto [ours, far] = SocketPair();
    ASSERT_EQ_OR_DIE(write(far.get(), "hi", 2) == 2);
    far_ = std::move(far);
    return StreamEnd{.descriptor = std::move(ours), .to_client = true, .from_client = true, .on_end = nullptr};
  }
  static void ASSERT_EQ_OR_DIE(bool holds) {
    if (!holds) abort();
  }
  UniqueFd TakeSocket() { return std::move(theirs_); }

 private:
  Table table_;
  UniqueFd theirs_, far_;
  event::Loop* loop_ = nullptr;
  absl::Notification ready_;
  std::thread thread_;
};

TEST(ClientTest, CallsAndIsTheOneItSaysItIs) {
  Daemon daemon;
  auto client = Client::Open(daemon.TakeSocket(), "qemu:///system", {.identity = {{"user-name", std::string("alice")}}});
  ASSERT_TRUE(client.ok()) << client.status();
  EXPECT_EQ((*client)->Call<wire::ConnectGetHostname>({})->hostname, "alice");
  EXPECT_EQ((*client)->Call<wire::DomainGetXmlDesc>({{"web", {}, 1}, 0})->xml.size(), 3u << 20);
  const auto missing = (*client)->Call<wire::DomainGetXmlDesc>({{"none", {}, 1}, 0});
  EXPECT_EQ(ErrorCodeOf(missing.status()), ErrorCode::kNoDomain);
  EXPECT_EQ(MessageOf(missing.status()), "Domain not found: no domain with matching name 'none'");
}

TEST(ClientTest, GivesUpAtTheDeadlineAndGoesOn) {
  Daemon daemon;
  auto client = Client::Open(daemon.TakeSocket(), "qemu:///system", {});
  ASSERT_TRUE(client.ok());
  EXPECT_EQ(ErrorCodeOf((*client)->Call<wire::DomainGetXmlDesc>({{"slow", {}, 1}, 0}, absl::Milliseconds(20)).status()),
            ErrorCode::kOperationTimeout);
  EXPECT_TRUE((*client)->Call<wire::ConnectGetHostname>({}).ok());
  EXPECT_TRUE((*client)->Call<wire::DomainGetXmlDesc>({{"web", {}, 1}, 0}).ok()) << "the late answer was not for this call";
}

TEST(ClientTest, ReceivesDescriptorsAndEvents) {
  Daemon daemon;
  auto client = Client::Open(daemon.TakeSocket(), "qemu:///system", {});
  ASSERT_TRUE(client.ok());
  std::vector<UniqueFd> received;
  EXPECT_TRUE((*client)->CallWithDescriptors<wire::LxcDomainOpenNamespace>({{"web", {}, 1}, 0}, {}, received).ok());
  EXPECT_EQ(received.size(), 1u);
  std::string name;
  (*client)->OnEvent<wire::DomainEventLifecycle>([&](const wire::DomainEventLifecycleMsg& message) { name = message.dom.name; });
  EXPECT_EQ((*client)->Call<wire::ConnectDomainEventRegister>({})->cb_registered, 1);
  EXPECT_EQ(name, "web");
}

TEST(ClientTest, WatchesForEventsAndTheEnd) {
  auto daemon = std::make_unique<Daemon>();
  auto loop = *event::Loop::Create();
  auto client = Client::Open(daemon->TakeSocket(), "qemu:///system", {});
  ASSERT_TRUE(client.ok());
  bool ended = false;
  std::string name;
  (*client)->OnEvent<wire::DomainEventLifecycle>([&](const wire::DomainEventLifecycleMsg& message) { name = message.dom.name; });
  (*client)->Watch(*loop, [&] { ended = true; });
  EXPECT_TRUE((*client)->Call<wire::ConnectDomainEventRegister>({}).ok());
  EXPECT_TRUE(RunUntil(*loop, [&] { return name == "web"; }));
  daemon.reset();
  EXPECT_TRUE(RunUntil(*loop, [&] { return ended; }));
  EXPECT_EQ(ErrorCodeOf((*client)->Call<wire::ConnectGetHostname>({}).status()), ErrorCode::kSystemError);
}

TEST(ClientTest, ReadsAndFinishesAStream) {
  Daemon daemon;
  auto client = Client::Open(daemon.TakeSocket(), "qemu:///system", {});
  ASSERT_TRUE(client.ok());
  auto stream = (*client)->OpenStream<wire::DomainOpenConsole>({{"web", {}, 1}, {}, 0});
  ASSERT_TRUE(stream.ok()) << stream.status();
  EXPECT_EQ((*stream)->Read(absl::Seconds(5))->data, "hi");
  EXPECT_TRUE((*stream)->Write("back", absl::Seconds(5)).ok());
  EXPECT_TRUE((*stream)->Finish(absl::Seconds(5)).ok());
}

// Opens, as a daemon that knows keepalive does, and then says nothing more.
void AnswerOpening(int fd) {
  const auto answer = [fd](const Header& call, std::string_view payload) {
    Header header = call;
    header.type = MessageType::kReply;
    const std::string frame = BuildFrame(header, payload);
    EXPECT_EQ(write(fd, frame.data(), frame.size()), static_cast<ssize_t>(frame.size()));
  };
  FrameReader reader;
  bool opened = false;
  while (!opened) {
    char buffer[4096];
    const ssize_t got = read(fd, buffer, sizeof buffer);
    if (got <= 0) return;
    reader.Feed({buffer, static_cast<size_t>(got)}, {}, [&](Frame& frame) {
      opened = frame.header.procedure == wire::ConnectOpen::kNumber;
      answer(frame.header, opened                                              ? ""
                           : frame.header.procedure == wire::AuthList::kNumber ? Encoded(wire::AuthListRet{})
                                                                               : Encoded(int32_t{1}));
      return true;
    });
  }
}

TEST(ClientTest, GivesUpADaemonThatAnswersNoPings) {
  auto [ours, theirs] = SocketPair();
  std::thread daemon([fd = ours.get()] { AnswerOpening(fd); });
  auto client =
      Client::Open(std::move(theirs), "qemu:///system", {.keepalive_interval = absl::Milliseconds(20), .keepalive_count = 2});
  daemon.join();
  ASSERT_TRUE(client.ok()) << client.status();
  const absl::Time began = absl::Now();
  const auto answer = (*client)->Call<wire::ConnectGetHostname>({});
  EXPECT_LT(absl::Now() - began, absl::Seconds(10));
  EXPECT_EQ(MessageOf(answer.status()), "the daemon does not answer keepalive messages: Connection timed out");
  EXPECT_EQ(ErrorCodeOf((*client)->Call<wire::ConnectGetHostname>({}).status()), ErrorCode::kSystemError) << "it is over";
}

TEST(ClientTest, PingsADaemonThatIsSilentBetweenCalls) {
  auto [ours, theirs] = SocketPair();
  std::thread daemon([fd = ours.get()] { AnswerOpening(fd); });
  auto client =
      Client::Open(std::move(theirs), "qemu:///system", {.keepalive_interval = absl::Milliseconds(20), .keepalive_count = 2});
  daemon.join();
  ASSERT_TRUE(client.ok()) << client.status();
  auto loop = *event::Loop::Create();
  bool ended = false;
  (*client)->Watch(*loop, [&] { ended = true; });
  EXPECT_TRUE(RunUntil(*loop, [&] { return ended; }));
}

TEST(ClientTest, NamesTheSocketThatNobodyListensOn) {
  const auto client = Client::Open("/nonexistent/virtnetworkd-sock", "network:///system", {});
  EXPECT_EQ(MessageOf(client.status()),
            "Failed to connect socket to '/nonexistent/virtnetworkd-sock': No such file or directory");
}
}  // namespace
}  // namespace pleiad::rpc
