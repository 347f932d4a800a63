// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/listeners.h"

#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"

namespace pleiad::daemon {
namespace {
absl::Status Failed(std::string_view what, const std::string& path) {
  const int error_number = errno;
  return SystemError(ErrorDomain::kRpc, error_number, absl::StrCat(std::string(what), " '", path, "'"));
}

absl::StatusOr<sockaddr_un> AddressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return Error(ErrorDomain::kRpc, ErrorCode::kInvalidArg, "socket path '%s' is longer than %d bytes", path,
                 sizeof address.sun_path - 1);
  }
  memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* Generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

// A file is stale when nobody accepts there; a non-blocking connect tells at once.
bool IsServed(const sockaddr_un& address) {
  const UniqueFd probe(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return probe && (connect(probe.get(), Generic(address), sizeof address) == 0 || errno == EAGAIN);
}

// Bound with its final mode from the first moment on.
bool BindWithMode(int fd, const sockaddr_un& address, mode_t mode) {
  const mode_t before = umask(0777 & ~mode);
  const bool bound = bind(fd, Generic(address), sizeof address) == 0;
  umask(before);
  return bound;
}

absl::Status SetGroup(const std::string& path, const std::string& group) {
  if (group.empty()) return absl::OkStatus();
  struct group entry, *found = nullptr;
  char buffer[65536];
  if (getgrnam_r(group.c_str(), &entry, buffer, sizeof buffer, &found) != 0 || found == nullptr) {
    return Error(ErrorDomain::kConf, ErrorCode::kConfSyntax, "unix_sock_group: there is no group '%s'", group);
  }
  if (chown(path.c_str(), -1, found->gr_gid) != 0) return Failed("cannot set the group of socket", path);
  return absl::OkStatus();
}

std::string PathOf(int fd) {
  sockaddr_un address{};
  socklen_t length = sizeof address;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0 || address.sun_family != AF_UNIX) return {};
  return address.sun_path;
}
}  // namespace

SocketRole RoleOfPath(std::string_view path) {
  if (path.ends_with("-admin-sock")) return SocketRole::kAdmin;
  return path.ends_with("-sock-ro") ? SocketRole::kReadOnly : SocketRole::kReadWrite;
}

SocketRole RoleOfUnit(std::string_view unit) { return unit.ends_with("-tls.socket") ? SocketRole::kTls : SocketRole::kTcp; }

std::vector<Listener> TakeActivatedSockets(bool remote) {
  std::vector<Listener> listeners;
  char** names = nullptr;
  const int count = sd_listen_fds_with_names(/*unset_environment=*/1, &names);
  for (int i = 0; i < count; ++i) {
    const int number = SD_LISTEN_FDS_START + i;
    const std::string name = names != nullptr && names[i] != nullptr ? names[i] : "";
    free(names == nullptr ? nullptr : names[i]);
    UniqueFd fd(number);
    if (remote &&
        (sd_is_socket(number, AF_INET, SOCK_STREAM, /*listening=*/1) > 0 || sd_is_socket(number, AF_INET6, SOCK_STREAM, 1) > 0)) {
      listeners.push_back({std::move(fd), RoleOfUnit(name), {}, /*activated=*/true});
      continue;
    }
    if (sd_is_socket_unix(number, SOCK_STREAM, /*listening=*/1, nullptr, 0) <= 0) {
      log::Warning(
          absl::StrCat("socket '", name, "' passed by the service manager is no listening UNIX stream socket; not served"));
      continue;
    }
    std::string path = PathOf(number);
    const SocketRole role = RoleOfPath(path);
    listeners.push_back({std::move(fd), role, std::move(path), /*activated=*/true});
  }
  free(names);
  return listeners;
}

absl::StatusOr<Listener> ListenAt(const OwnSocket& own) {
  ASSIGN_OR_RETURN(const sockaddr_un address, AddressOf(own.path));
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd) return Failed("cannot create socket", own.path);
  if (IsServed(address)) {
    return Error(ErrorDomain::kRpc, ErrorCode::kOperationFailed, "socket '%s' is served by another process", own.path);
  }
  unlink(own.path.c_str());
  if (!BindWithMode(fd.get(), address, own.mode)) return Failed("cannot bind socket to", own.path);
  RETURN_IF_ERROR(SetGroup(own.path, own.group));
  if (listen(fd.get(), static_cast<int>(own.backlog)) != 0) return Failed("cannot listen at", own.path);
  return Listener{std::move(fd), own.role, own.path, /*activated=*/false};
}

std::vector<OwnSocket> OwnSockets(const Paths& paths, const Settings& settings, std::string_view stem) {
  const std::string folder = settings.unix_sock_dir.empty() ? paths.run : settings.unix_sock_dir;
  const std::string base = absl::StrCat(folder, "/", std::string(stem));
  const uint32_t backlog = settings.limits.max_queued_clients;
  return {
      {base + "-sock", SocketRole::kReadWrite, settings.unix_sock_rw_perms, settings.unix_sock_group, backlog},
      {base + "-sock-ro", SocketRole::kReadOnly, settings.unix_sock_ro_perms, settings.unix_sock_group, backlog},
      {base + "-admin-sock", SocketRole::kAdmin, settings.unix_sock_admin_perms, "", settings.admin_limits.max_queued_clients}};
}

void RemoveOwnSockets(const std::vector<Listener>& listeners) {
  for (const Listener& listener : listeners) {
    if (!listener.activated && !listener.path.empty()) unlink(listener.path.c_str());
  }
}

}  // namespace pleiad::daemon
