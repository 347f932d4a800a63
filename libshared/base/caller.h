// SPDX-License-Identifier: Apache-2.0
// caller.h: who makes a call, and the permissions that calls ask for (the names of libvirt's access control:
// "domain.read" is kDomainRead). A front end fills in what it knows of its client; the access check decides.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pleiad {

struct Caller {
  // The connection the call came by, unique in this process and never used again; 0 for the daemon's own doing.
  uint64_t connection_id = 0;
  bool read_only = false;
  // Already authorised to manage this daemon: root, the user who runs it, its group, or one whom polkit let in.
  bool may_manage = false;
  std::optional<uid_t> uid;
  std::optional<gid_t> gid;
  std::vector<gid_t> groups;  // supplementary ones of the calling process
  std::optional<pid_t> pid;
  uint64_t process_start_time = 0;  // clock ticks since boot; tells a process from a later one with its pid
  std::string user_name, group_name, sasl_user, x509_dname, selinux_context;
  std::string dbus_name;  // the unique name on the bus, for callers from there
};

// OBJECT in the high byte, the permission in the low one; PermissionName gives libvirt's words.
enum class ObjectKind : uint8_t {
  kConnect, kDomain, kInterface, kNetwork, kNetworkPort, kNodeDevice, kNwfilter, kNwfilterBinding, kSecret, kStoragePool, kStorageVol,
};

struct Permission {
  ObjectKind object;
  const char* name;  // as in "org.libvirt.api.domain.NAME" with - for _
  // Only needed when the call's flags have any of these bits, or with `negate` none of them. 0 is always.
  uint32_t flags = 0;
  bool negate = false;

  constexpr Permission When(uint32_t any_of) const { return {object, name, any_of, false}; }
  constexpr Permission Unless(uint32_t any_of) const { return {object, name, any_of, true}; }
  // Reading is what a read-only connection may do.
  bool IsReading() const {
    const std::string_view text(name);
    return text == "getattr" || text == "read" || text.starts_with("search-");
  }
};
using Permissions = std::vector<Permission>;

namespace permission {
#define PLEIAD_PERMISSION(constant, object, name) inline constexpr Permission constant{ObjectKind::object, name}
PLEIAD_PERMISSION(kConnectGetattr, kConnect, "getattr");
PLEIAD_PERMISSION(kConnectRead, kConnect, "read");
PLEIAD_PERMISSION(kConnectWrite, kConnect, "write");
PLEIAD_PERMISSION(kConnectReadSecure, kConnect, "read-secure");
PLEIAD_PERMISSION(kConnectSearchDomains, kConnect, "search-domains");
PLEIAD_PERMISSION(kConnectPmControl, kConnect, "pm-control");
PLEIAD_PERMISSION(kDomainGetattr, kDomain, "getattr");
PLEIAD_PERMISSION(kDomainRead, kDomain, "read");
PLEIAD_PERMISSION(kDomainWrite, kDomain, "write");
PLEIAD_PERMISSION(kDomainReadSecure, kDomain, "read-secure");
PLEIAD_PERMISSION(kDomainStart, kDomain, "start");
PLEIAD_PERMISSION(kDomainStop, kDomain, "stop");
PLEIAD_PERMISSION(kDomainReset, kDomain, "reset");
PLEIAD_PERMISSION(kDomainSave, kDomain, "save");
PLEIAD_PERMISSION(kDomainDelete, kDomain, "delete");
PLEIAD_PERMISSION(kDomainSuspend, kDomain, "suspend");
PLEIAD_PERMISSION(kDomainHibernate, kDomain, "hibernate");
PLEIAD_PERMISSION(kDomainCoreDump, kDomain, "core-dump");
PLEIAD_PERMISSION(kDomainPmControl, kDomain, "pm-control");
PLEIAD_PERMISSION(kDomainInitControl, kDomain, "init-control");
PLEIAD_PERMISSION(kDomainInjectNmi, kDomain, "inject-nmi");
PLEIAD_PERMISSION(kDomainSendInput, kDomain, "send-input");
PLEIAD_PERMISSION(kDomainSendSignal, kDomain, "send-signal");
PLEIAD_PERMISSION(kDomainFsTrim, kDomain, "fs-trim");
PLEIAD_PERMISSION(kDomainFsFreeze, kDomain, "fs-freeze");
PLEIAD_PERMISSION(kDomainBlockRead, kDomain, "block-read");
PLEIAD_PERMISSION(kDomainBlockWrite, kDomain, "block-write");
PLEIAD_PERMISSION(kDomainMemRead, kDomain, "mem-read");
PLEIAD_PERMISSION(kDomainOpenGraphics, kDomain, "open-graphics");
PLEIAD_PERMISSION(kDomainOpenDevice, kDomain, "open-device");
PLEIAD_PERMISSION(kDomainOpenNamespace, kDomain, "open-namespace");
PLEIAD_PERMISSION(kDomainScreenshot, kDomain, "screenshot");
PLEIAD_PERMISSION(kDomainSnapshot, kDomain, "snapshot");
PLEIAD_PERMISSION(kDomainCheckpoint, kDomain, "checkpoint");
PLEIAD_PERMISSION(kDomainSetTime, kDomain, "set-time");
PLEIAD_PERMISSION(kDomainSetPassword, kDomain, "set-password");
PLEIAD_PERMISSION(kDomainMigrate, kDomain, "migrate");
#undef PLEIAD_PERMISSION
}  // namespace permission

}  // namespace pleiad
