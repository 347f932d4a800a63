// SPDX-License-Identifier: Apache-2.0
// remote_settings.h: the settings of virtproxyd.conf about clients that come over a network, under libvirt's names and with its
// defaults.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "libshared/base/config_file.h"
#include "libshared/remote/sasl.h"
#include "libshared/remote/tls_settings.h"

namespace pleiad::proxy {

enum class RemoteAuth { kNone, kSasl };

struct RemoteSettings {
  // For a daemon that has no sockets from the service manager.
  bool listen_tls = false, listen_tcp = false;
  std::string listen_addr;  // empty: every address of this host
  std::string tls_port = "16514", tcp_port = "16509";
  RemoteAuth auth_tls = RemoteAuth::kNone, auth_tcp = RemoteAuth::kSasl;
  remote::TlsSettings tls;
  remote::SaslSettings sasl;

  //   Errors  CONF_SYNTAX naming file and key, for values that cannot be
  absl::Status Read(ConfigFile& config);
};

}  // namespace pleiad::proxy
