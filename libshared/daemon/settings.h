// SPDX-License-Identifier: Apache-2.0
// settings.h: what a daemon's own configuration file (virtqemud.conf and its siblings) may set, under libvirt's names and
// with the defaults that libvirt's files document. The driver's settings (qemu.conf) are the driver's.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/config_file.h"
#include "libshared/base/journal.h"
#include "libshared/daemon/options.h"
#include "libshared/remote/sasl.h"

namespace pleiad::daemon {

enum class UnixAuth { kNone, kPolkit, kSasl };

// Limits of one of the two servers: the one for clients and the admin's.
struct ServerLimits {
  uint32_t max_clients = 5000;
  uint32_t max_queued_clients = 1000;  // the backlog of the sockets
  uint32_t max_anonymous_clients = 20;
  uint32_t min_workers = 0;  // libvirt's default is 5; threads come when they are needed
  uint32_t max_workers = 20;
  uint32_t prio_workers = 5;
  uint32_t max_requests = 20;
  // libvirt's default is 5, at which its own clients run into keepalive timeouts.
  uint32_t max_client_requests = 64;
  int32_t keepalive_interval = 5;  // seconds; -1 is off, 0 answers pings and sends none
  uint32_t keepalive_count = 5;
};

struct Settings {
  std::string unix_sock_group;
  uint32_t unix_sock_ro_perms = 0777, unix_sock_rw_perms = 0777, unix_sock_admin_perms = 0700;
  std::string unix_sock_dir;  // empty: Paths::run
  UnixAuth auth_unix_ro = UnixAuth::kNone, auth_unix_rw = UnixAuth::kNone;
  remote::SaslSettings sasl;
  std::vector<std::string> access_drivers;

  ServerLimits limits;
  ServerLimits admin_limits;

  uint32_t log_level = 3;
  std::string log_filters, log_outputs;
  uint32_t audit_level = 1;
  bool audit_logging = false;
  std::string host_uuid, host_uuid_source = "smbios";
  uint32_t ovs_timeout = 5;

  // The defaults for `mode`, then what `config` sets.
  //   Errors  CONF_SYNTAX naming file, line and key, for values that cannot be
  static absl::StatusOr<Settings> Read(ConfigFile& config, Mode mode);

  log::Settings LogSettings(const Options& options) const;
};

// "FILE: 'KEY' has no effect: WHY", for settings that libvirt's daemons have and these do not honour.
std::vector<std::string> SettingsWithoutEffect(ConfigFile& config, bool serves_remote);

}  // namespace pleiad::daemon
