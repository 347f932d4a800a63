// SPDX-License-Identifier: Apache-2.0
// config.h: what qemu.conf says of how domains run, under libvirt's names and with libvirt's defaults. Sockets, limits and
// logging of the daemon itself are in virtqemud.conf, which libshared/daemon reads.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace pleiad::qemu {

struct QemuConfig {
  // Whom domains run as; absent (session instances): as the daemon does.
  std::optional<uid_t> user;
  std::optional<gid_t> group;
  bool dynamic_ownership = true;
  bool remember_owner = true;

  std::string vnc_listen = "127.0.0.1", vnc_password;
  bool vnc_auto_unix_socket = false;
  bool vnc_tls = false, vnc_tls_x509_verify = false, vnc_sasl = false;
  std::string vnc_tls_x509_cert_dir;
  std::string spice_listen = "127.0.0.1", spice_password;
  bool spice_auto_unix_socket = false;
  bool spice_tls = false, spice_sasl = false;
  std::string spice_tls_x509_cert_dir;
  uint32_t remote_display_port_min = 5900, remote_display_port_max = 65535;

  bool seccomp_sandbox = true;
  bool set_process_name = false;
  bool dump_guest_core = false;
  bool auto_dump_bypass_cache = false, auto_start_bypass_cache = false;
  std::string auto_dump_path, save_image_format = "raw", dump_image_format = "raw", snapshot_image_format = "raw";
  uint32_t max_processes = 0, max_files = 0, max_threads_per_process = 0;
  std::vector<std::string> cgroup_device_acl;
  std::vector<std::string> hugetlbfs_mounts;
  std::string memory_backing_dir;
  std::string swtpm_user = "tss", swtpm_group = "tss";
  std::string slirp_helper = "/usr/bin/slirp-helper", bridge_helper = "/usr/lib/qemu/qemu-bridge-helper";
  std::vector<std::string> nvram;  // LOADER:VARS pairs, for firmware without descriptors

  // Ours: how long a call waits for a monitor (libvirt waits for ever).
  absl::Duration monitor_timeout = absl::Seconds(5);
  // How long one domain may hold up a question that concerns all of them.
  absl::Duration stats_timeout = absl::Seconds(1);

  // `privileged`: a system instance, whose domains run as a user of their own. A file that is not there has no settings.
  //   Errors  CONF_SYNTAX; CONFIG_UNSUPPORTED for a user or group that does not exist
  static absl::StatusOr<QemuConfig> Load(const std::string& path, bool privileged);
};

}  // namespace pleiad::qemu
