// SPDX-License-Identifier: Apache-2.0
#include "libshared/remote/tls_files.h"

#include <errno.h>
#include <gnutls/x509.h>
#include <time.h>
#include <unistd.h>

#include <span>
#include <string_view>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"

namespace pleiad::remote {
namespace {
absl::Status Wrong(std::string_view text) { return PlainError(ErrorDomain::kRpc, ErrorCode::kSystemError, text); }

absl::Status CannotRead(std::string_view what, const std::string& path, int error_number) {
  return SystemError(ErrorDomain::kRpc, error_number, absl::StrCat("Cannot read ", std::string(what), " '", path, "'"));
}

// A list of certificates, freed with it.
class Certificates {
 public:
  Certificates() = default;
  ~Certificates() {
    for (unsigned i = 0; i < count_; ++i) gnutls_x509_crt_deinit(list_[i]);
    gnutls_free(list_);
  }
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  bool Load(const std::string& path) {
    gnutls_datum_t data{};
    if (gnutls_load_file(path.c_str(), &data) < 0) return false;
    const absl::Cleanup free_data = [&data] { gnutls_free(data.data); };
    return gnutls_x509_crt_list_import2(&list_, &count_, &data, GNUTLS_X509_FMT_PEM, 0) >= 0 && count_ > 0;
  }
  std::span<const gnutls_x509_crt_t> all() const { return {list_, count_}; }

 private:
  gnutls_x509_crt_t* list_ = nullptr;
  unsigned count_ = 0;
};

absl::Status CheckTimes(gnutls_x509_crt_t certificate, std::string_view what, const std::string& path) {
  const time_t now = time(nullptr);
  const std::string named = absl::StrCat("The ", std::string(what), " certificate ", path);
  if (gnutls_x509_crt_get_expiration_time(certificate) < now) return Wrong(named + " has expired");
  if (gnutls_x509_crt_get_activation_time(certificate) > now) return Wrong(named + " is not yet active");
  return absl::OkStatus();
}

absl::Status CheckIsCa(gnutls_x509_crt_t certificate, bool wanted, const std::string& path) {
  unsigned critical, is_ca;
  int length;
  const int found = gnutls_x509_crt_get_basic_constraints(certificate, &critical, &is_ca, &length);
  if (found == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) return absl::OkStatus();
  if (found < 0) return Wrong(absl::StrCat("Unable to query certificate ", path, " basic constraints ", gnutls_strerror(found)));
  if ((is_ca != 0) == wanted) return absl::OkStatus();
  return Wrong(absl::StrCat("The certificate ", path, " basic constraints ",
                            wanted ? "do not show a CA" : "show a CA, but we need one for a server"));
}

// With elliptic curves a key signs and enciphers nothing; with RSA it may do either.
absl::Status CheckUsage(gnutls_x509_crt_t certificate, bool is_ca, const std::string& path) {
  unsigned usage = 0, critical = 0;
  if (gnutls_x509_crt_get_key_usage(certificate, &usage, &critical) < 0) return absl::OkStatus();
  const unsigned wanted = is_ca ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_ENCIPHERMENT;
  if ((usage & wanted) != 0) return absl::OkStatus();
  const std::string text =
      absl::StrCat("Certificate ", path, " usage does not permit ", is_ca ? "certificate signing" : "digital signature");
  if (critical != 0) return Wrong(text);
  log::Warning(text);
  return absl::OkStatus();
}

absl::Status CheckPurpose(gnutls_x509_crt_t certificate, const std::string& path) {
  bool allowed = false, critical = false;
  for (unsigned i = 0; !allowed; ++i) {
    char oid[128];
    size_t size = sizeof oid;
    unsigned is_critical = 0;
    const int found = gnutls_x509_crt_get_key_purpose_oid(certificate, i, oid, &size, &is_critical);
    if (found == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE) {
      if (i == 0) return absl::OkStatus();  // for everything
      break;
    }
    if (found < 0) return Wrong(absl::StrCat("Unable to query certificate ", path, " key purpose ", gnutls_strerror(found)));
    critical |= is_critical != 0;
    allowed = std::string_view(oid) == GNUTLS_KP_TLS_WWW_SERVER || std::string_view(oid) == GNUTLS_KP_ANY;
  }
  if (allowed) return absl::OkStatus();
  const std::string text = absl::StrCat("Certificate ", path, " purpose does not allow use for with a TLS server");
  if (critical) return Wrong(text);
  log::Warning(text);
  return absl::OkStatus();
}

absl::Status CheckPair(const Certificates& own, const Certificates& authorities, const TlsSettings& settings) {
  unsigned status = 0;
  const auto chain = own.all(), trusted = authorities.all();
  if (gnutls_x509_crt_list_verify(chain.data(), static_cast<unsigned>(chain.size()), trusted.data(),
                                  static_cast<unsigned>(trusted.size()), nullptr, 0, 0, &status) < 0) {
    return Wrong(
        absl::StrCat("Unable to verify server certificate ", settings.cert_file, " against CA certificate ", settings.ca_file));
  }
  if (status == 0) return absl::OkStatus();
  std::string_view reason = "Invalid certificate";
  if (status & GNUTLS_CERT_SIGNER_NOT_FOUND) reason = "The certificate hasn't got a known issuer.";
  if (status & GNUTLS_CERT_REVOKED) reason = "The certificate has been revoked.";
  if (status & GNUTLS_CERT_INSECURE_ALGORITHM) reason = "The certificate uses an insecure algorithm";
  return Wrong(absl::StrCat("Our own certificate ", settings.cert_file, " failed validation against ", settings.ca_file, ": ",
                            std::string(reason)));
}

absl::Status CheckOwn(const TlsSettings& settings) {
  Certificates authorities, own;
  if (!authorities.Load(settings.ca_file)) return Wrong(absl::StrCat("Unable to import CA certificate list ", settings.ca_file));
  if (!own.Load(settings.cert_file)) return Wrong(absl::StrCat("Unable to import server certificate ", settings.cert_file));
  RETURN_IF_ERROR(CheckTimes(own.all().front(), "server", settings.cert_file));
  RETURN_IF_ERROR(CheckIsCa(own.all().front(), /*wanted=*/false, settings.cert_file));
  RETURN_IF_ERROR(CheckUsage(own.all().front(), /*is_ca=*/false, settings.cert_file));
  RETURN_IF_ERROR(CheckPurpose(own.all().front(), settings.cert_file));
  for (gnutls_x509_crt_t authority : authorities.all()) {
    RETURN_IF_ERROR(CheckTimes(authority, "CA", settings.ca_file));
    RETURN_IF_ERROR(CheckIsCa(authority, /*wanted=*/true, settings.ca_file));
    RETURN_IF_ERROR(CheckUsage(authority, /*is_ca=*/true, settings.ca_file));
  }
  return CheckPair(own, authorities, settings);
}

absl::Status CheckReadable(std::string_view what, const std::string& path) {
  return access(path.c_str(), R_OK) == 0 ? absl::OkStatus() : CannotRead(what, path, errno);
}
}  // namespace

absl::StatusOr<Credentials> LoadCredentials(const TlsSettings& settings) {
  RETURN_IF_ERROR(CheckReadable("CA certificate", settings.ca_file));
  RETURN_IF_ERROR(CheckReadable("certificate", settings.cert_file));
  RETURN_IF_ERROR(CheckReadable("private key", settings.key_file));
  if (!settings.crl_file.empty()) RETURN_IF_ERROR(CheckReadable("CRL", settings.crl_file));
  if (settings.check_own) RETURN_IF_ERROR(CheckOwn(settings));

  gnutls_certificate_credentials_t raw = nullptr;
  if (const int result = gnutls_certificate_allocate_credentials(&raw); result < 0) return Wrong(gnutls_strerror(result));
  Credentials credentials(raw);
  int result = gnutls_certificate_set_x509_trust_file(raw, settings.ca_file.c_str(), GNUTLS_X509_FMT_PEM);
  if (result < 0)
    return Wrong(absl::StrCat("Unable to set x509 CA certificate: ", settings.ca_file, ": ", gnutls_strerror(result)));
  if (!settings.crl_file.empty()) {
    result = gnutls_certificate_set_x509_crl_file(raw, settings.crl_file.c_str(), GNUTLS_X509_FMT_PEM);
    if (result < 0)
      return Wrong(
          absl::StrCat("Unable to set x509 certificate revocation list: ", settings.crl_file, ": ", gnutls_strerror(result)));
  }
  result = gnutls_certificate_set_x509_key_file(raw, settings.cert_file.c_str(), settings.key_file.c_str(), GNUTLS_X509_FMT_PEM);
  if (result < 0) {
    return Wrong(absl::StrCat("Unable to set x509 key and certificate: ", settings.key_file, ", ", settings.cert_file, ": ",
                              gnutls_strerror(result)));
  }
  gnutls_certificate_set_known_dh_params(raw, GNUTLS_SEC_PARAM_MEDIUM);
  return credentials;
}

}  // namespace pleiad::remote
