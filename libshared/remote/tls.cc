// SPDX-License-Identifier: Apache-2.0
#include "libshared/remote/tls.h"

#include <fcntl.h>
#include <fnmatch.h>
#include <gnutls/x509.h>
#include <sys/socket.h>

#include <algorithm>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"

namespace pleiad::remote {
namespace {
using rpc::IoResult;

// libvirt's clients wait for it before they send anything: the server has accepted their certificate.
constexpr char kWelcome = 1;
constexpr size_t kMaxRecordBytes = 16 << 10;

absl::Status Refused(std::string_view why) { return PlainError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, why); }

bool IsRetry(ssize_t result) { return result == GNUTLS_E_AGAIN || result == GNUTLS_E_INTERRUPTED; }

class TlsTransport : public rpc::Transport {
 public:
  TlsTransport(std::shared_ptr<const TlsContext> context, UniqueFd socket, gnutls_session_t session)
      : context_(std::move(context)), socket_(std::move(socket)), session_(session) {}
  ~TlsTransport() override { gnutls_deinit(session_); }

  Kind kind() const override { return Kind::kTls; }
  int descriptor() const override { return socket_.get(); }
  bool CanPassDescriptors() const override { return false; }
  bool IsSecure() const override { return true; }
  void Identify(Caller& caller) const override { caller.x509_dname = name_; }
  IoResult WriteDescriptor(int) override { return {IoResult::Kind::kFailed, 0, EOPNOTSUPP}; }

  IoResult Read(std::span<char> buffer, std::vector<UniqueFd>&) override {
    if (stage_ != Stage::kOpen) {
      if (const IoResult greeted = Greet(); stage_ != Stage::kOpen) return greeted;
    }
    // Record by record, as long as one more has room: what GnuTLS has taken from the socket the loop does not hear of again.
    size_t got = 0;
    while (buffer.size() - got >= kMaxRecordBytes) {
      const ssize_t result = gnutls_record_recv(session_, buffer.data() + got, buffer.size() - got);
      if (result > 0) {
        got += static_cast<size_t>(result);
        continue;
      }
      if (got > 0 && (IsRetry(result) || result == 0)) break;
      return ResultOf(result);
    }
    return {IoResult::Kind::kMoved, got};
  }

  IoResult Write(std::string_view bytes) override {
    if (stage_ != Stage::kOpen) return {IoResult::Kind::kWouldWait};
    // A record that was begun is ended with no new bytes.
    const ssize_t result = half_sent_ ? gnutls_record_send(session_, nullptr, 0)
                                      : gnutls_record_send(session_, bytes.data(), std::min(bytes.size(), kMaxRecordBytes));
    half_sent_ = IsRetry(result);
    if (half_sent_) return {IoResult::Kind::kWouldWait};
    return ResultOf(result);
  }

  void Shutdown() override {
    // Best effort: the other end learns that nothing was cut off.
    if (stage_ == Stage::kOpen && !half_sent_) gnutls_bye(session_, GNUTLS_SHUT_WR);
    stage_ = Stage::kFailed;
    shutdown(socket_.get(), SHUT_RDWR);
  }

 private:
  enum class Stage { kHandshake, kWelcome, kOpen, kFailed };

  IoResult ResultOf(ssize_t result) {
    if (result > 0) return {IoResult::Kind::kMoved, static_cast<size_t>(result)};
    if (IsRetry(result)) {
      return {gnutls_record_get_direction(session_) == 1 ? IoResult::Kind::kMustWrite : IoResult::Kind::kWouldWait};
    }
    if (result == 0 || result == GNUTLS_E_PREMATURE_TERMINATION) return {IoResult::Kind::kEnd};
    return Fail(gnutls_strerror(static_cast<int>(result)));
  }

  IoResult Greet() {
    if (stage_ == Stage::kHandshake) {
      const int result = gnutls_handshake(session_);
      if (IsRetry(result)) return ResultOf(result);
      if (result < 0) {
        if (gnutls_error_is_fatal(result) == 0) return {IoResult::Kind::kWouldWait};
        gnutls_alert_send_appropriate(session_, result);
        return Fail(gnutls_strerror(result));
      }
      auto name = context_->Verify(session_);
      if (!name.ok()) {
        gnutls_alert_send(session_, GNUTLS_AL_FATAL, GNUTLS_A_BAD_CERTIFICATE);
        return Fail(MessageOf(name.status()));
      }
      name_ = *std::move(name);
      stage_ = Stage::kWelcome;
    }
    if (stage_ == Stage::kWelcome) {
      const ssize_t sent = half_sent_ ? gnutls_record_send(session_, nullptr, 0) : gnutls_record_send(session_, &kWelcome, 1);
      half_sent_ = IsRetry(sent);
      if (sent != 1) return ResultOf(sent);
      stage_ = Stage::kOpen;
    }
    return {stage_ == Stage::kFailed ? IoResult::Kind::kFailed : IoResult::Kind::kWouldWait};
  }

  IoResult Fail(std::string_view why) {
    if (stage_ == Stage::kHandshake || stage_ == Stage::kWelcome) {
      log::Warning([&] { return absl::StrCat("a TLS client is refused: ", std::string(why)); });
    }
    stage_ = Stage::kFailed;
    return {IoResult::Kind::kFailed};
  }

  const std::shared_ptr<const TlsContext> context_;
  const UniqueFd socket_;
  const gnutls_session_t session_;
  Stage stage_ = Stage::kHandshake;
  bool half_sent_ = false;
  std::string name_;
};

std::string ReasonOf(unsigned status, gnutls_certificate_type_t type) {
  gnutls_datum_t text{};
  if (gnutls_certificate_verification_status_print(status, type, &text, 0) < 0) return "Invalid certificate";
  const absl::Cleanup free_text = [&text] { gnutls_free(text.data); };
  return std::string(reinterpret_cast<const char*>(text.data), text.size);
}

// As virt-pki-query-dn shows it: in the order of the certificate.
absl::StatusOr<std::string> NameOf(gnutls_session_t session) {
  unsigned count = 0;
  const gnutls_datum_t* chain = gnutls_certificate_get_peers(session, &count);
  if (chain == nullptr || count == 0) return Refused("Unable to verify TLS peer: No certificate was found.");
  gnutls_x509_crt_t certificate = nullptr;
  if (gnutls_x509_crt_init(&certificate) < 0) return Refused("Unable to initialize certificate");
  const absl::Cleanup deinit = [certificate] { gnutls_x509_crt_deinit(certificate); };
  char name[1024];
  size_t size = sizeof name;
  if (gnutls_x509_crt_import(certificate, chain, GNUTLS_X509_FMT_DER) < 0 ||
      gnutls_x509_crt_get_dn(certificate, name, &size) < 0) {
    return Refused("Unable to read the name in the client's certificate");
  }
  return std::string(name);
}
}  // namespace

TlsContext::TlsContext(TlsSettings settings, Credentials credentials, gnutls_priority_t priority)
    : settings_(std::move(settings)), credentials_(std::move(credentials)), priority_(priority) {}

TlsContext::~TlsContext() { gnutls_priority_deinit(priority_); }

absl::StatusOr<std::shared_ptr<const TlsContext>> TlsContext::Load(const TlsSettings& settings) {
  ASSIGN_OR_RETURN(Credentials credentials, LoadCredentials(settings));
  gnutls_priority_t priority = nullptr;
  const std::string& wanted = settings.priority.empty() ? "NORMAL" : settings.priority;
  if (const int result = gnutls_priority_init(&priority, wanted.c_str(), nullptr); result < 0) {
    return PlainError(ErrorDomain::kRpc, ErrorCode::kSystemError,
                      absl::StrCat("Failed to set TLS session priority ", wanted, ": ", gnutls_strerror(result)));
  }
  return std::shared_ptr<const TlsContext>(new TlsContext(settings, std::move(credentials), priority));
}

gnutls_session_t TlsContext::NewSession(int socket) const {
  gnutls_session_t session = nullptr;
  if (gnutls_init(&session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0) return nullptr;
  if (gnutls_priority_set(session, priority_) < 0 ||
      gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, credentials_.get()) < 0) {
    gnutls_deinit(session);
    return nullptr;
  }
  // Without one the client is refused afterwards, so that the reason is in our log and not only in its own.
  gnutls_certificate_server_set_request(session, GNUTLS_CERT_REQUEST);
  // The client does not choose its certificate by our authorities' names, which might not fit a record.
  gnutls_certificate_send_x509_rdn_sequence(session, 1);
  gnutls_transport_set_int(session, socket);
  // The server's limits are what ends it.
  gnutls_handshake_set_timeout(session, GNUTLS_INDEFINITE_TIMEOUT);
  return session;
}

std::unique_ptr<rpc::Transport> TlsContext::Accept(UniqueFd socket) const {
  fcntl(socket.get(), F_SETFL, fcntl(socket.get(), F_GETFL) | O_NONBLOCK);
  gnutls_session_t session = NewSession(socket.get());
  if (session == nullptr) return nullptr;
  return std::make_unique<TlsTransport>(shared_from_this(), std::move(socket), session);
}

absl::StatusOr<std::string> TlsContext::Verify(gnutls_session_t session) const {
  // A name that nobody has vouched for is nobody's.
  if (!settings_.verify_clients) return std::string();
  gnutls_typed_vdata_st wanted{GNUTLS_DT_KEY_PURPOSE_OID,
                               reinterpret_cast<unsigned char*>(const_cast<char*>(GNUTLS_KP_TLS_WWW_CLIENT)), 0};
  unsigned status = 0;
  if (const int result = gnutls_certificate_verify_peers(session, &wanted, 1, &status); result < 0) {
    return Refused(absl::StrCat("Unable to verify TLS peer: ", gnutls_strerror(result)));
  }
  if (status != 0) return Refused(ReasonOf(status, gnutls_certificate_type_get2(session, GNUTLS_CTYPE_PEERS)));
  ASSIGN_OR_RETURN(std::string name, NameOf(session));
  if (!settings_.limits_names) return name;
  for (const std::string& pattern : settings_.allowed_names) {
    if (fnmatch(pattern.c_str(), name.c_str(), FNM_NOESCAPE) == 0) return name;
  }
  return Refused(
      absl::StrCat("Client's Distinguished Name '", name, "' is not on the list of allowed clients (tls_allowed_dn_list)"));
}

}  // namespace pleiad::remote
