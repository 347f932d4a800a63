// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/remote_settings.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/daemon/sasl_settings.h"

namespace pleiad::proxy {
namespace {
absl::Status ReadAuth(ConfigFile& config, const std::string& key, RemoteAuth& auth) {
  std::string value = auth == RemoteAuth::kSasl ? "sasl" : "none";
  RETURN_IF_ERROR(config.Get(key, value));
  if (value != "none" && value != "sasl") {
    return Error(ErrorDomain::kConf, ErrorCode::kConfSyntax, "%s: %s: unsupported auth %s: it is 'none' or 'sasl'", config.name(),
                 key, value);
  }
  auth = value == "sasl" ? RemoteAuth::kSasl : RemoteAuth::kNone;
  return absl::OkStatus();
}

absl::Status ReadTls(ConfigFile& config, remote::TlsSettings& tls) {
  RETURN_IF_ERROR(config.Get("ca_file", tls.ca_file));
  RETURN_IF_ERROR(config.Get("cert_file", tls.cert_file));
  RETURN_IF_ERROR(config.Get("key_file", tls.key_file));
  RETURN_IF_ERROR(config.Get("crl_file", tls.crl_file));
  RETURN_IF_ERROR(config.Get("tls_priority", tls.priority));
  bool no_sanity = false, no_verify = false;
  RETURN_IF_ERROR(config.Get("tls_no_sanity_certificate", no_sanity));
  RETURN_IF_ERROR(config.Get("tls_no_verify_certificate", no_verify));
  tls.check_own = !no_sanity;
  tls.verify_clients = !no_verify;
  tls.limits_names = config.Has("tls_allowed_dn_list");
  return config.Get("tls_allowed_dn_list", tls.allowed_names);
}
}  // namespace

absl::Status RemoteSettings::Read(ConfigFile& config) {
  RETURN_IF_ERROR(config.Get("listen_tls", listen_tls));
  RETURN_IF_ERROR(config.Get("listen_tcp", listen_tcp));
  RETURN_IF_ERROR(config.Get("listen_addr", listen_addr));
  RETURN_IF_ERROR(config.Get("tls_port", tls_port));
  RETURN_IF_ERROR(config.Get("tcp_port", tcp_port));
  RETURN_IF_ERROR(ReadAuth(config, "auth_tls", auth_tls));
  RETURN_IF_ERROR(ReadAuth(config, "auth_tcp", auth_tcp));
  RETURN_IF_ERROR(daemon::ReadSaslSettings(config, sasl));
  return ReadTls(config, tls);
}

}  // namespace pleiad::proxy
