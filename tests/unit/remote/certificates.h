// SPDX-License-Identifier: Apache-2.0
// certificates.h: authorities and certificates for the tests, made when they run.
#pragma once

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <time.h>

#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace pleiad::remote {

// A key and its certificate, in files NAME.pem and NAME-key.pem of a folder.
class Certificate {
 public:
  struct Options {
    std::string name;               // the common name
    const char* purpose = nullptr;  // an OID; null is for everything
    bool is_ca = false;
    int begins_days = -1, ends_days = 30;  // from now
  };

  // Signed by `issuer`; null for one that signs itself.
  Certificate(const std::string& folder, const std::string& file, const Options& options, const Certificate* issuer = nullptr)
      : path(folder + "/" + file + ".pem"), key_path(folder + "/" + file + "-key.pem") {
    Check(gnutls_x509_privkey_init(&key_));
    Check(gnutls_x509_privkey_generate(key_, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
    Check(gnutls_x509_crt_init(&certificate_));
    Check(gnutls_x509_crt_set_version(certificate_, 3));
    const unsigned char serial[] = {static_cast<unsigned char>(++Serials())};
    Check(gnutls_x509_crt_set_serial(certificate_, serial, sizeof serial));
    const time_t now = time(nullptr);
    Check(gnutls_x509_crt_set_activation_time(certificate_, now + options.begins_days * 86400));
    Check(gnutls_x509_crt_set_expiration_time(certificate_, now + options.ends_days * 86400));
    Check(gnutls_x509_crt_set_dn(certificate_, ("CN=" + options.name + ",O=Pleiad").c_str(), nullptr));
    Check(gnutls_x509_crt_set_basic_constraints(certificate_, options.is_ca ? 1 : 0, -1));
    Check(gnutls_x509_crt_set_key_usage(certificate_, options.is_ca ? GNUTLS_KEY_KEY_CERT_SIGN : GNUTLS_KEY_DIGITAL_SIGNATURE));
    if (options.purpose != nullptr) Check(gnutls_x509_crt_set_key_purpose_oid(certificate_, options.purpose, /*critical=*/1));
    Check(gnutls_x509_crt_set_key(certificate_, key_));
    const Certificate& signer = issuer == nullptr ? *this : *issuer;
    Check(gnutls_x509_crt_sign2(certificate_, signer.certificate_, signer.key_, GNUTLS_DIG_SHA256, 0));
    gnutls_datum_t text{};
    Check(gnutls_x509_crt_export2(certificate_, GNUTLS_X509_FMT_PEM, &text));
    Write(path, text);
    Check(gnutls_x509_privkey_export2(key_, GNUTLS_X509_FMT_PEM, &text));
    Write(key_path, text);
  }
  ~Certificate() {
    gnutls_x509_crt_deinit(certificate_);
    gnutls_x509_privkey_deinit(key_);
  }
  Certificate(const Certificate&) = delete;

  const std::string path, key_path;

 private:
  static int& Serials() {
    static int last = 0;
    return last;
  }
  static void Check(int result) { ASSERT_GE(result, 0) << gnutls_strerror(result); }
  static void Write(const std::string& file, gnutls_datum_t& text) {
    std::ofstream(file).write(reinterpret_cast<const char*>(text.data), text.size);
    gnutls_free(text.data);
    text.data = nullptr;
  }

  gnutls_x509_privkey_t key_ = nullptr;
  gnutls_x509_crt_t certificate_ = nullptr;
};

}  // namespace pleiad::remote
