// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/settings.h"

#include <algorithm>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/uuid.h"
#include "libshared/daemon/sasl_settings.h"

namespace pleiad::daemon {
namespace {
absl::Status Wrong(const ConfigFile& config, std::string_view key, std::string_view value, std::string_view wanted) {
  return Error(ErrorDomain::kConf, ErrorCode::kConfSyntax, "%s: '%s' cannot be '%s': it is %s", config.name(), std::string(key),
               std::string(value), std::string(wanted));
}

absl::Status ReadAuth(ConfigFile& config, std::string_view key, UnixAuth& auth) {
  std::string value;
  RETURN_IF_ERROR(config.Get(key, value));
  if (value.empty()) return absl::OkStatus();
  if (value == "none") {
    auth = UnixAuth::kNone;
  } else if (value == "polkit") {
    auth = UnixAuth::kPolkit;
  } else if (value == "sasl") {
    auth = UnixAuth::kSasl;
  } else {
    return Wrong(config, key, value, "'none', 'polkit' or 'sasl'");
  }
  return absl::OkStatus();
}

absl::Status ReadSockets(ConfigFile& config, Settings& settings) {
  RETURN_IF_ERROR(config.Get("unix_sock_group", settings.unix_sock_group));
  RETURN_IF_ERROR(config.Get("unix_sock_dir", settings.unix_sock_dir));
  RETURN_IF_ERROR(ReadAuth(config, "auth_unix_ro", settings.auth_unix_ro));
  RETURN_IF_ERROR(ReadAuth(config, "auth_unix_rw", settings.auth_unix_rw));
  // Without polkit the mode of the socket is what keeps others out.
  if (settings.auth_unix_rw == UnixAuth::kNone) settings.unix_sock_rw_perms = 0700;
  RETURN_IF_ERROR(config.GetMode("unix_sock_ro_perms", settings.unix_sock_ro_perms));
  RETURN_IF_ERROR(config.GetMode("unix_sock_rw_perms", settings.unix_sock_rw_perms));
  RETURN_IF_ERROR(config.GetMode("unix_sock_admin_perms", settings.unix_sock_admin_perms));
  RETURN_IF_ERROR(ReadSaslSettings(config, settings.sasl));
  RETURN_IF_ERROR(config.Get("access_drivers", settings.access_drivers));
  for (const std::string& driver : settings.access_drivers) {
    if (driver != "polkit" && driver != "nop") return Wrong(config, "access_drivers", driver, "'polkit' or 'nop'");
  }
  return absl::OkStatus();
}

absl::Status ReadLimits(ConfigFile& config, const std::string& prefix, ServerLimits& limits) {
  RETURN_IF_ERROR(config.Get(prefix + "max_clients", limits.max_clients));
  RETURN_IF_ERROR(config.Get(prefix + "max_queued_clients", limits.max_queued_clients));
  RETURN_IF_ERROR(config.Get(prefix + "min_workers", limits.min_workers));
  RETURN_IF_ERROR(config.Get(prefix + "max_workers", limits.max_workers));
  RETURN_IF_ERROR(config.Get(prefix + "max_client_requests", limits.max_client_requests));
  RETURN_IF_ERROR(config.Get(prefix + "keepalive_interval", limits.keepalive_interval));
  RETURN_IF_ERROR(config.Get(prefix + "keepalive_count", limits.keepalive_count));
  if (limits.max_workers < 1) return Wrong(config, prefix + "max_workers", "0", "at least 1");
  if (limits.max_client_requests < 1) return Wrong(config, prefix + "max_client_requests", "0", "at least 1");
  limits.min_workers = std::min(limits.min_workers, limits.max_workers);
  return absl::OkStatus();
}

absl::Status ReadLogging(ConfigFile& config, Settings& settings) {
  RETURN_IF_ERROR(config.Get("log_level", settings.log_level));
  RETURN_IF_ERROR(config.Get("log_filters", settings.log_filters));
  RETURN_IF_ERROR(config.Get("log_outputs", settings.log_outputs));
  RETURN_IF_ERROR(config.Get("audit_level", settings.audit_level));
  RETURN_IF_ERROR(config.Get("audit_logging", settings.audit_logging));
  if (settings.log_level == 0) settings.log_level = 3;  // as libvirt has it: unset
  if (settings.log_level > 4)
    return Wrong(config, "log_level", std::to_string(settings.log_level), "from 1 (debug) to 4 (errors)");
  return absl::OkStatus();
}
}  // namespace

absl::StatusOr<Settings> Settings::Read(ConfigFile& config, Mode mode) {
  Settings settings;
  if (mode == Mode::kSystem) {
    settings.auth_unix_ro = settings.auth_unix_rw = UnixAuth::kPolkit;
  } else {
    settings.unix_sock_ro_perms = 0700;  // a user's own sockets are nobody else's affair
  }
  settings.admin_limits = {.max_anonymous_clients = 0, .prio_workers = 0};

  RETURN_IF_ERROR(ReadSockets(config, settings));
  RETURN_IF_ERROR(ReadLimits(config, "", settings.limits));
  RETURN_IF_ERROR(config.Get("max_anonymous_clients", settings.limits.max_anonymous_clients));
  RETURN_IF_ERROR(config.Get("prio_workers", settings.limits.prio_workers));
  RETURN_IF_ERROR(config.Get("max_requests", settings.limits.max_requests));
  RETURN_IF_ERROR(ReadLimits(config, "admin_", settings.admin_limits));
  RETURN_IF_ERROR(ReadLogging(config, settings));
  RETURN_IF_ERROR(config.Get("host_uuid", settings.host_uuid));
  if (!settings.host_uuid.empty() && !Uuid::Parse(settings.host_uuid))
    return Wrong(config, "host_uuid", settings.host_uuid, "a UUID");
  RETURN_IF_ERROR(config.Get("host_uuid_source", settings.host_uuid_source));
  if (settings.host_uuid_source != "smbios" && settings.host_uuid_source != "machine-id") {
    return Wrong(config, "host_uuid_source", settings.host_uuid_source, "'smbios' or 'machine-id'");
  }
  RETURN_IF_ERROR(config.Get("ovs_timeout", settings.ovs_timeout));
  return settings;
}

std::vector<std::string> SettingsWithoutEffect(ConfigFile& config, bool serves_remote) {
  struct NoEffect {
    std::string_view key, why;
  };
  constexpr std::string_view kNotRemote = "remote clients are virtproxyd's";
  constexpr std::string_view kNoAudit = "the audit trail is not written";
  static constexpr NoEffect kNoEffect[] = {
      {"listen_tls", kNotRemote},
      {"listen_tcp", kNotRemote},
      {"tls_port", kNotRemote},
      {"tcp_port", kNotRemote},
      {"listen_addr", kNotRemote},
      {"auth_tcp", kNotRemote},
      {"auth_tls", kNotRemote},
      {"key_file", kNotRemote},
      {"cert_file", kNotRemote},
      {"ca_file", kNotRemote},
      {"crl_file", kNotRemote},
      {"tls_priority", kNotRemote},
      {"tls_no_sanity_certificate", kNotRemote},
      {"tls_no_verify_certificate", kNotRemote},
      {"tls_allowed_dn_list", kNotRemote},
      {"audit_level", kNoAudit},
      {"audit_logging", kNoAudit},
      {"max_requests", "max_client_requests is the limit"},
      {"ovs_timeout", "no port of Open vSwitch is asked for its figures"},
  };
  std::vector<std::string> lines;
  for (const NoEffect& setting : kNoEffect) {
    if ((serves_remote && setting.why == kNotRemote) || !config.MarkRead(setting.key)) continue;
    lines.push_back(absl::StrCat(config.name(), ": '", std::string(setting.key), "' has no effect: ", std::string(setting.why)));
  }
  return lines;
}

log::Settings Settings::LogSettings(const Options& options) const {
  uint32_t level = log_level;
  if (options.verbose) level = std::min<uint32_t>(level, static_cast<uint32_t>(log::Level::kInfo));
  return {.level = static_cast<log::Level>(level),
          .filters = log_filters,
          .outputs = log_outputs.empty() ? log::DefaultOutput(options.detach) : log_outputs};
}

}  // namespace pleiad::daemon
