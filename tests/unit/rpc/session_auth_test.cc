// SPDX-License-Identifier: Apache-2.0
// A session before its client is known: SASL step by step, and the layer of bytes that may follow it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libshared/base/error.h"
#include "libshared/event/worker_pool.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::rpc {
namespace {
constexpr char kKey = 0x55;

std::string Scrambled(std::string_view text) {
  std::string result(text);
  for (char& c : result) c ^= kKey;
  return result;
}

// Every byte is another one on its way.
class ScramblingTransport : public Transport {
 public:
  explicit ScramblingTransport(std::unique_ptr<Transport> below) : below_(std::move(below)) {}
  Kind kind() const override { return below_->kind(); }
  int descriptor() const override { return below_->descriptor(); }
  IoResult Read(std::span<char> buffer, std::vector<UniqueFd>& descriptors) override {
    const IoResult result = below_->Read(buffer, descriptors);
    for (char& c : buffer.first(result.bytes)) c ^= kKey;
    return result;
  }
  IoResult Write(std::string_view bytes) override { return below_->Write(Scrambled(bytes)); }
  IoResult WriteDescriptor(int) override { return {IoResult::Kind::kFailed}; }
  void Shutdown() override { below_->Shutdown(); }
  bool CanPassDescriptors() const override { return false; }
  bool IsSecure() const override { return true; }
  void Identify(Caller& caller) const override { caller.x509_dname = "CN=somebody"; }

 private:
  std::unique_ptr<Transport> below_;
};

// Asks for the name, then for the password.
class TwoQuestions : public SaslExchange {
 public:
  explicit TwoQuestions(bool layer) : layer_(layer) {}
  absl::StatusOr<std::string> Mechanisms() override { return "TWO,ONE"; }
  absl::StatusOr<Step> Start(const std::string& mechanism, const Data& data) override {
    if (mechanism != "TWO" || !data) return Refused();
    user_ = *data;
    return Step{false, ""};
  }
  absl::StatusOr<Step> Continue(const Data& data) override {
    if (data != "secret") return Refused();
    return Step{true, std::nullopt};
  }
  const std::string& user() const override { return user_; }
  bool has_layer() const override { return layer_; }
  std::unique_ptr<Transport> AddLayer(std::unique_ptr<Transport> below) override {
    return std::make_unique<ScramblingTransport>(std::move(below));
  }

 private:
  static absl::Status Refused() { return MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "authentication failed"); }
  const bool layer_;
  std::string user_;
};

class AsksTwoQuestions : public Authenticator {
 public:
  std::vector<AuthType> TypesFor(const Caller&) override { return {AuthType::kSasl}; }
  void AskPolkit(const Caller&, Done done) override {
    done(MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "no polkit here"));
  }
  std::shared_ptr<SaslExchange> NewSasl(const Transport&) override { return std::make_shared<TwoQuestions>(layer); }
  bool layer = false;
};

template <class Args>
Args WithData(Args args, std::string_view text) {
  args.data.items.assign(text.begin(), text.end());
  return args;
}

class SessionAuthTest : public testing::Test {
 protected:
  SessionAuthTest() : loop_(*event::Loop::Create()), workers_(std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{})) {
    table_.Handle<wire::ConnectOpen>([](const Caller&, const wire::ConnectOpenArgs&) { return absl::OkStatus(); },
                                     {permission::kConnectGetattr});
    server_ = std::make_unique<Server>(*loop_, *workers_, table_, ServerOptions{.authenticator = &authenticator_});
  }
  ~SessionAuthTest() override { workers_.reset(); }

  Peer Connect() {
    auto [ours, theirs] = SocketPair();
    session_ = server_->Adopt(NewSocketTransport(std::move(theirs)), {});
    return Peer(*loop_, std::move(ours));
  }
  Received Name(Peer& peer) {
    EXPECT_EQ(DecodedAs<wire::AuthSaslInitRet>(peer.Call<wire::AuthSaslInit>({}).payload).mechlist, "TWO,ONE");
    return peer.Call<wire::AuthSaslStart>(WithData(wire::AuthSaslStartArgs{"TWO", 0, {}}, "fred"));
  }
  Received Password(Peer& peer, std::string_view password) {
    return peer.Call<wire::AuthSaslStep>(WithData(wire::AuthSaslStepArgs(), password));
  }

  AsksTwoQuestions authenticator_;
  Table table_;
  std::unique_ptr<event::Loop> loop_;
  std::unique_ptr<event::WorkerPool> workers_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<ClientSession> session_;
};

TEST_F(SessionAuthTest, GoesThroughSaslStepByStep) {
  Peer peer = Connect();
  EXPECT_EQ(DecodedAs<wire::AuthListRet>(peer.Call<wire::AuthList>({}).payload).types.items, std::vector<int32_t>{1});
  const auto question = DecodedAs<wire::AuthSaslStartRet>(Name(peer).payload);
  EXPECT_EQ(question.complete, 0);
  EXPECT_EQ(question.nil, 0) << "empty is not absent";
  EXPECT_FALSE(session_->authenticated());
  EXPECT_EQ(ErrorIn(peer.Call<wire::AuthSaslInit>({})).code, 45) << "it has begun";
  const auto end = DecodedAs<wire::AuthSaslStepRet>(Password(peer, "secret").payload);
  EXPECT_EQ(end.complete, 1);
  EXPECT_EQ(end.nil, 1);
  EXPECT_TRUE(session_->authenticated());
  EXPECT_EQ(session_->caller()->sasl_user, "fred");
  EXPECT_TRUE(session_->caller()->may_manage);
  EXPECT_EQ(ErrorIn(peer.Call<wire::AuthSaslInit>({})).code, 45) << "once is enough";
}

TEST_F(SessionAuthTest, EndsTheConnectionOfOneThatGuesses) {
  Peer peer = Connect();
  Name(peer);
  const wire::Error error = ErrorIn(Password(peer, "hunter2"));
  EXPECT_EQ(error.code, 45);
  EXPECT_EQ(error.message, "authentication failed: authentication failed");
  EXPECT_TRUE(peer.WaitForEnd());
}

TEST_F(SessionAuthTest, RefusesStepsOutOfTurn) {
  Peer peer = Connect();
  EXPECT_EQ(ErrorIn(Password(peer, "secret")).code, 45) << "nothing was begun";
  EXPECT_EQ(ErrorIn(peer.Call<wire::ConnectOpen>({})).message, "authentication required");
}

TEST_F(SessionAuthTest, PutsAllThatFollowsThroughTheLayer) {
  authenticator_.layer = true;
  Peer peer = Connect();
  Name(peer);
  EXPECT_EQ(DecodedAs<wire::AuthSaslStepRet>(Password(peer, "secret").payload).complete, 1) << "the last answer is plain";
  EXPECT_TRUE(session_->IsSecure());
  EXPECT_EQ(session_->caller()->x509_dname, "CN=somebody");
  peer.SendBytes(Scrambled(BuildFrame(Peer::CallHeader<wire::AuthList>(77), {})));
  std::string answer;
  char buffer[64];
  EXPECT_TRUE(RunUntil(*loop_, [&] {
    const ssize_t got = recv(peer.transport().descriptor(), buffer, sizeof buffer, MSG_DONTWAIT);
    if (got > 0) answer.append(buffer, static_cast<size_t>(got));
    return answer.size() >= 36;
  }));
  FrameReader reader;
  EXPECT_EQ(reader.Feed(Scrambled(answer), {},
                        [](Frame& frame) {
                          EXPECT_EQ(frame.header.serial, 77u);
                          return true;
                        }),
            "");
}

TEST_F(SessionAuthTest, TakesNothingThatSlipsInBeforeTheLayer) {
  authenticator_.layer = true;
  const wire::AuthSaslStepArgs password = WithData(wire::AuthSaslStepArgs(), "secret");
  const std::string step = BuildFrame(Peer::CallHeader<wire::AuthSaslStep>(5), Encoded(password));
  const std::string open = BuildFrame(Peer::CallHeader<wire::ConnectOpen>(6), Encoded(wire::ConnectOpenArgs{}));
  for (const std::string& more : {open, open.substr(0, 10)}) {
    Peer peer = Connect();
    Name(peer);
    peer.SendBytes(step + more);
    EXPECT_TRUE(peer.WaitForEnd());
    EXPECT_FALSE(session_->authenticated());
  }
}
}  // namespace
}  // namespace pleiad::rpc
