// SPDX-License-Identifier: Apache-2.0
// stream_test.cc: streams as clients see them, over pipes, sockets and files, both ways, and with a slow end on either side.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <atomic>

#include "libshared/base/error.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire/domain_guest.h"
#include "libshared/rpc/wire/storage.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::rpc {
namespace {

class Streams {
 public:
  absl::StatusOr<StreamEnd> Console(const Caller&, const DomainRef& domain, const std::optional<std::string>&, uint32_t) {
    if (domain.name == "off") return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "domain is not running");
    return std::move(end);
  }
  absl::StatusOr<StreamAnd<std::string>> Screenshot(const Caller&, const DomainRef&, uint32_t, uint32_t) {
    return StreamAnd<std::string>{std::move(end), "image/png"};
  }
  StreamEnd end;
};

UniqueFd TemporaryFile() {
  char name[] = "/tmp/pleiad-stream-XXXXXX";
  UniqueFd file(mkostemp(name, O_CLOEXEC));
  unlink(name);
  return file;
}

class StreamTest : public ::testing::Test {
 protected:
  StreamTest() {
    using namespace permission;  // NOLINT
    table_.Handle<wire::ConnectOpen>([](const Caller&, const wire::ConnectOpenArgs&) { return absl::OkStatus(); }, {});
    table_.BindStream<wire::DomainOpenConsole>(streams_, &Streams::Console, {kDomainOpenDevice});
    table_.BindStream<wire::DomainScreenshot>(streams_, &Streams::Screenshot, {kDomainScreenshot});
    server_ = std::make_unique<Server>(*loop_, *workers_, table_, ServerOptions{});
    auto [ours, theirs] = SocketPair();
    session_ = server_->Adopt(NewSocketTransport(std::move(ours)), Caller());
    peer_ = std::make_unique<Peer>(*loop_, std::move(theirs));
    peer_->Call<wire::AuthList>({});
    peer_->Call<wire::ConnectOpen>({});
  }
  ~StreamTest() override { workers_.reset(); }

  // Opens a stream over what streams_.end is; the messages that follow have the header that is returned.
  Header Open() {
    const Received reply = peer_->Call<wire::DomainOpenConsole>({{"web", {}, 1}, {}, 0});
    EXPECT_EQ(reply.header.status, MessageStatus::kOk);
    Header header = reply.header;
    header.type = MessageType::kStream;
    header.status = MessageStatus::kContinue;
    return header;
  }
  Received Finish(Header header, MessageStatus status = MessageStatus::kOk) {
    header.status = status;
    peer_->Send(header);
    return peer_->Receive();
  }

  std::unique_ptr<event::Loop> loop_ = *event::Loop::Create();
  std::unique_ptr<event::WorkerPool> workers_ = std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{});
  Streams streams_;
  Table table_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<ClientSession> session_;
  std::unique_ptr<Peer> peer_;
};

TEST_F(StreamTest, DownloadsAFileInMessagesOfTheUsualSize) {
  UniqueFd file = TemporaryFile();
  std::string content(3 * kMaxStreamDataBytes + 17, 'x');
  for (size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7);
  ASSERT_EQ(write(file.get(), content.data(), content.size()), static_cast<ssize_t>(content.size()));
  lseek(file.get(), 0, SEEK_SET);
  streams_.end.descriptor = std::move(file);
  streams_.end.to_client = true;
  const Header header = Open();
  std::string received;
  for (;;) {
    const Received message = peer_->Receive();
    ASSERT_EQ(message.header.type, MessageType::kStream);
    ASSERT_EQ(message.header.status, MessageStatus::kContinue);
    ASSERT_EQ(message.header.serial, header.serial);
    ASSERT_LE(message.payload.size(), kMaxStreamDataBytes);
    if (message.payload.empty()) break;
    received += message.payload;
  }
  EXPECT_EQ(received, content);
  const Received finished = Finish(header);
  EXPECT_EQ(finished.header.type, MessageType::kStream);
  EXPECT_EQ(finished.header.status, MessageStatus::kOk);
  RunUntil(*loop_, [&] { return session_->stream_count() == 0; });
  EXPECT_EQ(session_->stream_count(), 0u);
}

TEST_F(StreamTest, UploadsAndAnswersTheFinishWithWhatTheEndSays) {
  for (const bool fails : {false, true}) {
    SCOPED_TRACE(fails);
    UniqueFd file = TemporaryFile();
    const UniqueFd look(dup(file.get()));
    streams_.end = {};
    streams_.end.descriptor = std::move(file);
    streams_.end.from_client = true;
    streams_.end.on_end = [fails](StreamOutcome outcome) {
      EXPECT_EQ(outcome, StreamOutcome::kFinished);
      return fails ? MakeError(ErrorDomain::kStorage, ErrorCode::kOperationFailed, "no space") : absl::OkStatus();
    };
    const Header header = Open();
    const std::string part(100000, 'u');
    for (int i = 0; i < 30; ++i) peer_->Send(header, part);
    const Received finished = Finish(header);
    EXPECT_EQ(finished.header.status, fails ? MessageStatus::kError : MessageStatus::kOk);
    EXPECT_EQ(fails ? ErrorIn(finished).code : 9, 9);
    struct stat info{};
    fstat(look.get(), &info);
    EXPECT_EQ(info.st_size, 3000000);
  }
}

TEST_F(StreamTest, SendsHolesOfASparseFile) {
  UniqueFd file = TemporaryFile();
  ASSERT_EQ(ftruncate(file.get(), 8 << 20), 0);
  ASSERT_EQ(pwrite(file.get(), "data", 4, 4 << 20), 4);
  streams_.end.descriptor = std::move(file);
  streams_.end.to_client = true;
  streams_.end.sparse = true;
  const Header header = Open();
  uint64_t holes = 0, data = 0;
  for (;;) {
    const Received message = peer_->Receive();
    if (message.header.type == MessageType::kStreamHole) {
      xdr::Decoder d(message.payload);
      holes += d.U64();
      EXPECT_EQ(d.U32(), 0u);
      continue;
    }
    if (message.payload.empty()) break;
    data += message.payload.size();
  }
  EXPECT_EQ(holes + data, 8u << 20);
  EXPECT_GT(holes, 7u << 20);
  EXPECT_EQ(Finish(header).header.status, MessageStatus::kOk);
}

TEST_F(StreamTest, TakesHolesWhereTheyAreExpected) {
  UniqueFd file = TemporaryFile();
  const UniqueFd look(dup(file.get()));
  streams_.end.descriptor = std::move(file);
  streams_.end.from_client = true;
  streams_.end.sparse = true;
  const Header header = Open();
  peer_->Send(header, "abc");
  Header hole = header;
  hole.type = MessageType::kStreamHole;
  xdr::Encoder e;
  e.U64(1 << 20);
  e.U32(0);
  peer_->Send(hole, e.out());
  EXPECT_EQ(Finish(header).header.status, MessageStatus::kOk);
  struct stat info{};
  fstat(look.get(), &info);
  EXPECT_EQ(info.st_size, (1 << 20) + 3);
}

TEST_F(StreamTest, ClosesTheConnectionOnAnUnexpectedHole) {
  streams_.end.descriptor = TemporaryFile();
  streams_.end.from_client = true;
  Header hole = Open();
  hole.type = MessageType::kStreamHole;
  xdr::Encoder e;
  e.U64(4096);
  e.U32(0);
  peer_->Send(hole, e.out());
  EXPECT_TRUE(peer_->WaitForEnd());
}

TEST_F(StreamTest, MovesBothWaysAndTellsTheEnd) {
  auto [ours, far] = SocketPair();
  streams_.end.descriptor = std::move(ours);
  streams_.end.to_client = streams_.end.from_client = true;
  const Header header = Open();
  peer_->Send(header, "hello");
  char buffer[16];
  ssize_t got = -1;
  RunUntil(*loop_, [&] { return (got = recv(far.get(), buffer, sizeof buffer, MSG_DONTWAIT)) > 0; });
  EXPECT_EQ(got, 5);
  ASSERT_EQ(write(far.get(), "prompt", 6), 6);
  EXPECT_EQ(peer_->Receive().payload, "prompt");
  far.Reset();
  const Received end = peer_->Receive();
  EXPECT_EQ(end.header.status, MessageStatus::kContinue);
  EXPECT_TRUE(end.payload.empty());
  EXPECT_EQ(Finish(header).header.status, MessageStatus::kOk);
}

TEST_F(StreamTest, StopsReadingTheDescriptorWhileTheClientDoesNotRead) {
  int pipe_fds[2];
  ASSERT_EQ(pipe2(pipe_fds, O_CLOEXEC), 0);
  UniqueFd source(pipe_fds[1]);
  fcntl(source.get(), F_SETFL, O_NONBLOCK);
  streams_.end.descriptor.Reset(pipe_fds[0]);
  streams_.end.to_client = true;
  Open();
  const std::string block(65536, 'z');
  size_t written = 0;
  int idle = 0;
  while (idle < 50 && written < (64u << 20)) {
    const ssize_t moved = write(source.get(), block.data(), block.size());
    if (moved > 0) written += static_cast<size_t>(moved);
    idle = moved > 0 ? 0 : idle + 1;
    loop_->RunOnce(absl::ZeroDuration());
  }
  EXPECT_LT(written, 8u << 20) << "what waits for the client is bounded";
  EXPECT_LT(session_->connection().queued_bytes(), 2u << 20);
  source.Reset();
  size_t received = 0;
  for (;;) {
    const Received message = peer_->Receive();
    if (message.payload.empty()) break;
    received += message.payload.size();
  }
  EXPECT_EQ(received, written) << "and nothing is lost";
}

TEST_F(StreamTest, StopsReadingTheClientWhileTheDescriptorIsFull) {
  auto [ours, far] = SocketPair();
  streams_.end.descriptor = std::move(ours);
  streams_.end.from_client = true;
  const Header header = Open();
  const std::string frame = BuildFrame(header, std::string(60000, 'w'));
  size_t sent = 0;
  int idle = 0;
  // Whole frames, as far as the socket takes them.
  std::string rest;
  while (idle < 50 && sent < (64u << 20)) {
    if (rest.empty()) rest = frame;
    const IoResult result = peer_->transport().Write(rest);
    if (result.kind == IoResult::Kind::kMoved) {
      rest.erase(0, result.bytes);
      sent += result.bytes;
      idle = 0;
    } else {
      ++idle;
    }
    loop_->RunOnce(absl::ZeroDuration());
  }
  EXPECT_LT(sent, 8u << 20);
  size_t received = 0;
  char buffer[65536];
  const size_t whole = sent / frame.size() * 60000;
  RunUntil(*loop_, [&] {
    ssize_t got;
    while ((got = recv(far.get(), buffer, sizeof buffer, MSG_DONTWAIT)) > 0) received += static_cast<size_t>(got);
    return received >= whole;
  });
  EXPECT_EQ(received, whole);
}

TEST_F(StreamTest, AbortsAndTellsTheDriver) {
  auto [ours, far] = SocketPair();
  absl::Mutex mutex;
  int ended = 0;
  streams_.end.descriptor = std::move(ours);
  streams_.end.to_client = streams_.end.from_client = true;
  streams_.end.on_end = [&](StreamOutcome outcome) {
    const absl::MutexLock lock(&mutex);
    ended = outcome == StreamOutcome::kAborted ? 1 : 2;
    return absl::OkStatus();
  };
  const Header header = Open();
  const Received answer = Finish(header, MessageStatus::kError);
  EXPECT_EQ(answer.header.status, MessageStatus::kOk);
  const absl::MutexLock lock(&mutex);
  EXPECT_EQ(ended, 1);
}

TEST_F(StreamTest, CanBeTakenAwayFromItsClient) {
  for (const bool early : {true, false}) {
    SCOPED_TRACE(early);
    auto [ours, theirs] = SocketPair();
    std::atomic<bool> ended = false;
    auto revoker = std::make_shared<StreamRevoker>();
    streams_.end = {};
    streams_.end.descriptor = std::move(ours);
    streams_.end.to_client = streams_.end.from_client = true;
    streams_.end.revoker = revoker;
    streams_.end.on_end = [&ended](StreamOutcome outcome) {
      ended = outcome == StreamOutcome::kAborted;
      return absl::OkStatus();
    };
    if (early) revoker->Revoke();
    const Header header = Open();
    if (!early) revoker->Revoke();
    const Received message = peer_->Receive();
    EXPECT_EQ(message.header.serial, header.serial);
    EXPECT_EQ(message.header.type, MessageType::kStream);
    EXPECT_EQ(message.header.status, MessageStatus::kError);
    EXPECT_EQ(ErrorIn(message).message, "stream had I/O failure");
    RunUntil(*loop_, [&] { return session_->stream_count() == 0; });
    EXPECT_TRUE(ended);
    revoker->Revoke();  // of no effect any more
  }
}

TEST_F(StreamTest, EndsTheStreamsOfAClientThatIsGone) {
  auto [ours, far] = SocketPair();
  streams_.end.descriptor = std::move(ours);
  streams_.end.to_client = true;
  Open();
  session_.reset();
  peer_->Close();
  char byte;
  EXPECT_TRUE(RunUntil(*loop_, [&] { return recv(far.get(), &byte, 1, MSG_DONTWAIT) == 0; }));
}

TEST_F(StreamTest, ReturnsAValueWithAStream) {
  streams_.end.descriptor = TemporaryFile();
  streams_.end.to_client = true;
  const Received reply = peer_->Call<wire::DomainScreenshot>({{"web", {}, 1}, 0, 0});
  EXPECT_EQ(DecodedAs<wire::DomainScreenshotRet>(reply.payload).mime, "image/png");
  EXPECT_TRUE(peer_->Receive().payload.empty());
}

TEST_F(StreamTest, PassesOverMessagesOfAStreamThatNeverWas) {
  const Received refused = peer_->Call<wire::DomainOpenConsole>({{"off", {}, 1}, {}, 0});
  EXPECT_EQ(ErrorIn(refused).code, 55);
  Header header = refused.header;
  header.type = MessageType::kStream;
  header.status = MessageStatus::kContinue;
  peer_->Send(header, "late");
  EXPECT_EQ(peer_->Call<wire::AuthList>({}).header.status, MessageStatus::kOk);
  RunUntil(*loop_, [&] { return session_->stream_count() == 0; });
}
}  // namespace
}  // namespace pleiad::rpc
