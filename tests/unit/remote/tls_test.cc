// SPDX-License-Identifier: Apache-2.0
// TLS as libvirt's clients find it: who is let in, the byte that says so, frames in both directions, and wrong certificates.
#include "libshared/remote/tls.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/event/worker_pool.h"
#include "libshared/rpc/server.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "tests/unit/remote/certificates.h"
#include "tests/unit/rpc/peer.h"

namespace pleiad::remote {
namespace {
using testing::HasSubstr;

// Everybody's certificates, made once: keys take their time.
struct Authority {
  static std::string MakeFolder() {
    std::string path = testing::TempDir() + "pleiad-tls-" + std::to_string(getpid());
    std::filesystem::create_directories(path);
    return path;
  }
  const std::string folder = MakeFolder();
  Certificate ca{folder, "ca", {.name = "Authority", .is_ca = true}};
  Certificate other_ca{folder, "other-ca", {.name = "Somebody else", .is_ca = true}};
  Certificate server{folder, "server", {.name = "host.example", .purpose = GNUTLS_KP_TLS_WWW_SERVER}, &ca};
  Certificate client{folder, "client", {.name = "alice", .purpose = GNUTLS_KP_TLS_WWW_CLIENT}, &ca};
  Certificate stranger{folder, "stranger", {.name = "eve", .purpose = GNUTLS_KP_TLS_WWW_CLIENT}, &other_ca};
  Certificate expired{folder, "expired", {.name = "old", .begins_days = -20, .ends_days = -10}, &ca};
  Certificate early{folder, "early", {.name = "new", .begins_days = 10}, &ca};
};

const Authority& Pki() {
  static const auto* authority = new Authority;
  return *authority;
}

TlsSettings Settings() {
  TlsSettings settings;
  settings.ca_file = Pki().ca.path;
  settings.cert_file = Pki().server.path;
  settings.key_file = Pki().server.key_path;
  return settings;
}

// The stock client's side: a handshake, one byte of confirmation, frames.
class TlsClient {
 public:
  TlsClient(event::Loop& loop, UniqueFd socket, const Certificate* certificate) : loop_(loop), socket_(std::move(socket)) {
    fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
    gnutls_certificate_allocate_credentials(&credentials_);
    if (certificate != nullptr) {
      gnutls_certificate_set_x509_key_file(credentials_, certificate->path.c_str(), certificate->key_path.c_str(),
                                           GNUTLS_X509_FMT_PEM);
    }
    gnutls_init(&session_, GNUTLS_CLIENT | GNUTLS_NONBLOCK);
    gnutls_set_default_priority(session_);
    gnutls_credentials_set(session_, GNUTLS_CRD_CERTIFICATE, credentials_);
    gnutls_transport_set_int(session_, socket_.get());
  }
  ~TlsClient() {
    gnutls_deinit(session_);
    gnutls_certificate_free_credentials(credentials_);
  }

  // The number in the byte that follows the handshake; -1 when it does not come.
  int Connect() {
    if (Repeat([this] { return gnutls_handshake(session_); }) < 0) return -1;
    char byte = 0;
    return Repeat([&] { return gnutls_record_recv(session_, &byte, 1); }) == 1 ? byte : -1;
  }
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = Repeat([&] { return gnutls_record_send(session_, bytes.data(), bytes.size()); });
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }
  // The next frame, whole; empty when the connection has ended.
  std::string Receive() {
    while (buffer_.size() < 4 || buffer_.size() < Length()) {
      char bytes[16384];
      const ssize_t got = Repeat([&] { return gnutls_record_recv(session_, bytes, sizeof bytes); });
      if (got <= 0) return {};
      buffer_.append(bytes, static_cast<size_t>(got));
    }
    std::string frame = buffer_.substr(0, Length());
    buffer_.erase(0, frame.size());
    return frame;
  }
  template <class Proc>
  std::string Call(const typename Proc::Args& args) {
    Send(rpc::BuildFrame(rpc::Peer::CallHeader<Proc>(1), rpc::Peer::EncodeArgs(args)));
    return Receive();
  }
  void SendPlain(std::string_view bytes) { ASSERT_GT(write(socket_.get(), bytes.data(), bytes.size()), 0); }
  bool WaitForEnd() {
    char byte;
    return rpc::RunUntil(loop_, [&] { return recv(socket_.get(), &byte, 1, MSG_DONTWAIT) == 0; });
  }

 private:
  size_t Length() const {
    rpc::xdr::Decoder d(buffer_);
    return d.U32();
  }
  ssize_t Repeat(const std::function<ssize_t()>& step) {
    ssize_t result = GNUTLS_E_AGAIN;
    rpc::RunUntil(loop_, [&] {
      result = step();
      return result >= 0 || gnutls_error_is_fatal(static_cast<int>(result)) != 0;
    });
    return result;
  }

  event::Loop& loop_;
  UniqueFd socket_;
  gnutls_certificate_credentials_t credentials_ = nullptr;
  gnutls_session_t session_ = nullptr;
  std::string buffer_;
};

class TlsTest : public testing::Test {
 protected:
  TlsTest() : loop_(*event::Loop::Create()), workers_(std::make_unique<event::WorkerPool>(event::WorkerPool::Limits{})) {
    table_.Handle<rpc::wire::ConnectOpen>([](const Caller&, const rpc::wire::ConnectOpenArgs&) { return absl::OkStatus(); },
                                          {permission::kConnectGetattr});
    table_.Handle<rpc::wire::ConnectGetHostname>(
        [this](const Caller&, const rpc::wire::None&) -> absl::StatusOr<std::string> { return answer_; },
        {permission::kConnectRead});
    server_ = std::make_unique<rpc::Server>(*loop_, *workers_, table_,
                                            rpc::ServerOptions{.anonymous_patience = absl::Milliseconds(300)});
  }
  ~TlsTest() override { workers_.reset(); }

  std::unique_ptr<TlsClient> Dial(const TlsSettings& settings, const Certificate* certificate) {
    auto context = TlsContext::Load(settings);
    EXPECT_TRUE(context.ok()) << context.status();
    auto [ours, theirs] = rpc::SocketPair();
    session_ = server_->Adopt((*context)->Accept(std::move(theirs)), {});
    return std::make_unique<TlsClient>(*loop_, std::move(ours), certificate);
  }

  std::string answer_ = "host.example";
  rpc::Table table_;
  std::unique_ptr<event::Loop> loop_;
  std::unique_ptr<event::WorkerPool> workers_;
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<rpc::ClientSession> session_;
};

TEST_F(TlsTest, ServesAClientThatItKnowsByName) {
  const auto client = Dial(Settings(), &Pki().client);
  EXPECT_EQ(client->Connect(), 1) << "the byte that clients wait for";
  EXPECT_NE(client->Call<rpc::wire::AuthList>({}), "");
  EXPECT_EQ(session_->caller()->x509_dname, "O=Pleiad,CN=alice");
  EXPECT_TRUE(session_->IsSecure());
  const auto clients = server_->Clients();
  ASSERT_EQ(clients.size(), 1u);
  EXPECT_EQ(clients[0].transport, rpc::Transport::Kind::kTls);
}

TEST_F(TlsTest, CarriesWhatIsLargerThanRecordsAndBuffers) {
  answer_.assign(3 << 20, 'x');
  const auto client = Dial(Settings(), &Pki().client);
  ASSERT_EQ(client->Connect(), 1);
  client->Call<rpc::wire::AuthList>({});
  client->Call<rpc::wire::ConnectOpen>({});
  EXPECT_GT(client->Call<rpc::wire::ConnectGetHostname>({}).size(), answer_.size());
  // Many calls in a few records, of which the loop hears once.
  std::string calls;
  for (uint32_t serial = 0; serial < 2000; ++serial)
    calls += rpc::BuildFrame(rpc::Peer::CallHeader<rpc::wire::AuthList>(serial), {});
  ASSERT_TRUE(client->Send(calls));
  for (int i = 0; i < 2000; ++i) ASSERT_NE(client->Receive(), "") << i;
}

TEST_F(TlsTest, RefusesThoseWhoseCertificateIsNotRight) {
  TlsSettings limited = Settings();
  limited.limits_names = true;
  limited.allowed_names = {"O=Pleiad,CN=bob", "CN=alice"};
  TlsSettings nobody = Settings();
  nobody.limits_names = true;
  const struct {
    const char* why;
    TlsSettings settings;
    const Certificate* certificate;
  } kRefused[] = {
      {"none", Settings(), nullptr},
      {"another authority", Settings(), &Pki().stranger},
      {"it has expired", Settings(), &Pki().expired},
      {"it is not valid yet", Settings(), &Pki().early},
      {"it is a server's", Settings(), &Pki().server},
      {"the name is not on the list", limited, &Pki().client},
      {"nobody is on the list", nobody, &Pki().client},
  };
  for (const auto& row : kRefused) {
    SCOPED_TRACE(row.why);
    EXPECT_EQ(Dial(row.settings, row.certificate)->Connect(), -1);
    EXPECT_TRUE(rpc::RunUntil(*loop_, [&] { return server_->client_count() == 0; }));
  }
}

TEST_F(TlsTest, LetsInNamesByPatternAndAnybodyWhereNobodyIsVerified) {
  TlsSettings limited = Settings();
  limited.limits_names = true;
  limited.allowed_names = {"CN=bob", "O=Plei?d,CN=al*"};
  EXPECT_EQ(Dial(limited, &Pki().client)->Connect(), 1);
  TlsSettings open = Settings();
  open.verify_clients = false;
  const auto client = Dial(open, &Pki().stranger);
  EXPECT_EQ(client->Connect(), 1);
  client->Call<rpc::wire::AuthList>({});
  EXPECT_EQ(session_->caller()->x509_dname, "") << "a name that nobody has vouched for is no name";
}

TEST_F(TlsTest, EndsWithThoseWhoSendRubbishOrNothing) {
  const auto rubbish = Dial(Settings(), nullptr);
  rubbish->SendPlain("GET / HTTP/1.0\r\n\r\n");
  EXPECT_TRUE(rpc::RunUntil(*loop_, [&] { return server_->client_count() == 0; }));
  const auto silent = Dial(Settings(), nullptr);
  EXPECT_TRUE(silent->WaitForEnd()) << "a handshake has its time";
}

TEST(TlsContextTest, SaysWhichFileIsWrong) {
  const auto with = [](auto change) {
    TlsSettings settings = Settings();
    change(settings);
    return settings;
  };
  const std::string garbage = Pki().folder + "/garbage.pem";
  std::ofstream(garbage) << "no certificate\n";
  const struct {
    const char* why;
    TlsSettings settings;
    std::string says;
  } kWrong[] = {
      {"no CA", with([](auto& s) { s.ca_file = "/no/ca.pem"; }),
       "Cannot read CA certificate '/no/ca.pem': No such file or directory"},
      {"no certificate", with([](auto& s) { s.cert_file = "/no/c.pem"; }),
       "Cannot read certificate '/no/c.pem': No such file or directory"},
      {"no key", with([](auto& s) { s.key_file = "/no/k.pem"; }),
       "Cannot read private key '/no/k.pem': No such file or directory"},
      {"rubbish", with([&](auto& s) { s.cert_file = garbage; }), "Unable to import server certificate " + garbage},
      {"expired", with([](auto& s) { s.cert_file = Pki().expired.path; }),
       "The server certificate " + Pki().expired.path + " has expired"},
      {"too early", with([](auto& s) { s.cert_file = Pki().early.path; }),
       "The server certificate " + Pki().early.path + " is not yet active"},
      {"a client's", with([](auto& s) { s.cert_file = Pki().client.path; }),
       "Certificate " + Pki().client.path + " purpose does not allow use for with a TLS server"},
      {"not a CA", with([](auto& s) { s.ca_file = Pki().server.path; }),
       "The certificate " + Pki().server.path + " basic constraints do not show a CA"},
      {"of another CA", with([](auto& s) { s.ca_file = Pki().other_ca.path; }),
       "Our own certificate " + Pki().server.path + " failed validation against " + Pki().other_ca.path +
           ": The certificate hasn't got a known issuer."},
      {"another's key", with([](auto& s) { s.key_file = Pki().client.key_path; }),
       "The certificate and the given key do not match."},
      {"algorithms", with([](auto& s) { s.priority = "NONSENSE"; }), "Failed to set TLS session priority NONSENSE"},
  };
  for (const auto& row : kWrong) {
    SCOPED_TRACE(row.why);
    EXPECT_THAT(MessageOf(TlsContext::Load(row.settings).status()), HasSubstr(row.says));
  }
  EXPECT_TRUE(TlsContext::Load(with([](auto& s) {
                s.cert_file = Pki().expired.path;
                s.key_file = Pki().expired.key_path;
                s.check_own = false;
              })).ok())
      << "whoever asks for no check gets none";
}
}  // namespace
}  // namespace pleiad::remote
