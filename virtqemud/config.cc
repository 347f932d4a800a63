// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/config.h"

#include <grp.h>
#include <pwd.h>

#include <charconv>

#include "libshared/base/config_file.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {
namespace {
constexpr char kDefaultUser[] = "libvirt-qemu";
constexpr char kDefaultGroup[] = "libvirt-qemu";

// "name", "+123" or "123": libvirt's way to give a user. A plus says that it is a number even if such a name exists.
std::optional<uint32_t> Number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  uint32_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

absl::StatusOr<uid_t> UserId(const std::string& name) {
  if (!name.starts_with('+')) {
    if (const passwd* entry = getpwnam(name.c_str())) return entry->pw_uid;
  }
  if (auto number = Number(name)) return static_cast<uid_t>(*number);
  return Error(ErrorDomain::kConf, ErrorCode::kConfigUnsupported, "failed to find user record for name '%s'", name);
}

absl::StatusOr<gid_t> GroupId(const std::string& name) {
  if (!name.starts_with('+')) {
    if (const group* entry = getgrnam(name.c_str())) return entry->gr_gid;
  }
  if (auto number = Number(name)) return static_cast<gid_t>(*number);
  return Error(ErrorDomain::kConf, ErrorCode::kConfigUnsupported, "failed to find group record for name '%s'", name);
}

absl::Status ReadDisplays(ConfigFile& file, QemuConfig& config) {
  RETURN_IF_ERROR(file.Get("vnc_listen", config.vnc_listen));
  RETURN_IF_ERROR(file.Get("vnc_password", config.vnc_password));
  RETURN_IF_ERROR(file.Get("vnc_auto_unix_socket", config.vnc_auto_unix_socket));
  RETURN_IF_ERROR(file.Get("vnc_tls", config.vnc_tls));
  RETURN_IF_ERROR(file.Get("vnc_tls_x509_verify", config.vnc_tls_x509_verify));
  RETURN_IF_ERROR(file.Get("vnc_tls_x509_cert_dir", config.vnc_tls_x509_cert_dir));
  RETURN_IF_ERROR(file.Get("vnc_sasl", config.vnc_sasl));
  RETURN_IF_ERROR(file.Get("spice_listen", config.spice_listen));
  RETURN_IF_ERROR(file.Get("spice_password", config.spice_password));
  RETURN_IF_ERROR(file.Get("spice_auto_unix_socket", config.spice_auto_unix_socket));
  RETURN_IF_ERROR(file.Get("spice_tls", config.spice_tls));
  RETURN_IF_ERROR(file.Get("spice_tls_x509_cert_dir", config.spice_tls_x509_cert_dir));
  RETURN_IF_ERROR(file.Get("spice_sasl", config.spice_sasl));
  RETURN_IF_ERROR(file.Get("remote_display_port_min", config.remote_display_port_min));
  RETURN_IF_ERROR(file.Get("remote_display_port_max", config.remote_display_port_max));
  if (config.remote_display_port_min < 5900 || config.remote_display_port_max > 65535 ||
      config.remote_display_port_min > config.remote_display_port_max) {
    return Error(ErrorDomain::kConf, ErrorCode::kConfSyntax, "%s: remote_display_port_min and _max must span ports of 5900 to 65535",
                 file.name());
  }
  return absl::OkStatus();
}

absl::Status ReadProcesses(ConfigFile& file, QemuConfig& config) {
  RETURN_IF_ERROR(file.Get("dynamic_ownership", config.dynamic_ownership));
  RETURN_IF_ERROR(file.Get("remember_owner", config.remember_owner));
  RETURN_IF_ERROR(file.Get("seccomp_sandbox", config.seccomp_sandbox));
  RETURN_IF_ERROR(file.Get("set_process_name", config.set_process_name));
  RETURN_IF_ERROR(file.Get("dump_guest_core", config.dump_guest_core));
  RETURN_IF_ERROR(file.Get("auto_dump_path", config.auto_dump_path));
  RETURN_IF_ERROR(file.Get("auto_dump_bypass_cache", config.auto_dump_bypass_cache));
  RETURN_IF_ERROR(file.Get("auto_start_bypass_cache", config.auto_start_bypass_cache));
  RETURN_IF_ERROR(file.Get("save_image_format", config.save_image_format));
  RETURN_IF_ERROR(file.Get("dump_image_format", config.dump_image_format));
  RETURN_IF_ERROR(file.Get("snapshot_image_format", config.snapshot_image_format));
  RETURN_IF_ERROR(file.Get("max_processes", config.max_processes));
  RETURN_IF_ERROR(file.Get("max_files", config.max_files));
  RETURN_IF_ERROR(file.Get("max_threads_per_process", config.max_threads_per_process));
  RETURN_IF_ERROR(file.Get("cgroup_device_acl", config.cgroup_device_acl));
  RETURN_IF_ERROR(file.Get("hugetlbfs_mount", config.hugetlbfs_mounts));
  RETURN_IF_ERROR(file.Get("memory_backing_dir", config.memory_backing_dir));
  RETURN_IF_ERROR(file.Get("swtpm_user", config.swtpm_user));
  RETURN_IF_ERROR(file.Get("swtpm_group", config.swtpm_group));
  RETURN_IF_ERROR(file.Get("slirp_helper", config.slirp_helper));
  RETURN_IF_ERROR(file.Get("bridge_helper", config.bridge_helper));
  RETURN_IF_ERROR(file.Get("nvram", config.nvram));
  uint32_t timeout_s = static_cast<uint32_t>(absl::ToInt64Seconds(config.monitor_timeout));
  RETURN_IF_ERROR(file.Get("monitor_timeout", timeout_s));
  if (timeout_s == 0 || timeout_s > 3600) {
    return Error(ErrorDomain::kConf, ErrorCode::kConfSyntax, "%s: monitor_timeout must be 1 to 3600 seconds", file.name());
  }
  config.monitor_timeout = absl::Seconds(timeout_s);
  return absl::OkStatus();
}
}  // namespace

absl::StatusOr<QemuConfig> QemuConfig::Load(const std::string& path, bool privileged) {
  ASSIGN_OR_RETURN(ConfigFile file, ConfigFile::Load(path));
  QemuConfig config;
  RETURN_IF_ERROR(ReadDisplays(file, config));
  RETURN_IF_ERROR(ReadProcesses(file, config));
  std::string user = kDefaultUser, group = kDefaultGroup;
  RETURN_IF_ERROR(file.Get("user", user));
  RETURN_IF_ERROR(file.Get("group", group));
  if (privileged) {
    ASSIGN_OR_RETURN(config.user, UserId(user));
    ASSIGN_OR_RETURN(config.group, GroupId(group));
  } else {
    config.dynamic_ownership = false;
  }
  for (const std::string& key : file.UnreadKeys()) log::Warning("setting passed over: " + key);
  return config;
}

}  // namespace pleiad::qemu
