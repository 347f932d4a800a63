// SPDX-License-Identifier: Apache-2.0
// listeners.h: the sockets a daemon serves: those that systemd passes on (socket activation) or, without it, its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/unique_fd.h"
#include "libshared/daemon/paths.h"
#include "libshared/daemon/settings.h"

namespace pleiad::daemon {

enum class SocketRole { kReadWrite, kReadOnly, kAdmin, kTls, kTcp };

struct Listener {
  UniqueFd fd;
  SocketRole role = SocketRole::kReadWrite;
  std::string path;  // empty for those that are not local
  bool activated = false;  // systemd's: it stays when the daemon ends
};

// What a socket's path tells: NAME-sock, NAME-sock-ro, NAME-admin-sock.
SocketRole RoleOfPath(std::string_view path);

// By the name of the unit that systemd has it from: DAEMON-tls.socket is for TLS, others (DAEMON-tcp.socket) for plain TCP.
SocketRole RoleOfUnit(std::string_view unit);

// The listening sockets that the service manager handed over; none when it did not start us. Those that are neither local nor,
// where the daemon serves `remote` clients, IP stream sockets are closed, with a warning that names them.
std::vector<Listener> TakeActivatedSockets(bool remote);

struct OwnSocket {
  std::string path;
  SocketRole role = SocketRole::kReadWrite;
  mode_t mode = 0700;
  std::string group;     // empty: the group of the process
  uint32_t backlog = 1000;
};

// Listens at `socket.path`. A file that a killed daemon left is replaced; one that somebody answers at is not:
// OPERATION_FAILED "'PATH' is served by another process". SYSTEM_ERROR names the path.
absl::StatusOr<Listener> ListenAt(const OwnSocket& socket);

// The read-write, read-only and admin sockets of a daemon, by its settings.
std::vector<OwnSocket> OwnSockets(const Paths& paths, const Settings& settings, std::string_view stem);

// Removes the files of own sockets, which nobody answers at any more.
void RemoveOwnSockets(const std::vector<Listener>& listeners);

}  // namespace pleiad::daemon
