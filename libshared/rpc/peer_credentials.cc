// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/peer_credentials.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <vector>

#include "libshared/base/unique_fd.h"

namespace pleiad::rpc {
namespace {
// The kernel's record of the process, which needs no name service (that may wait for a network).
std::vector<gid_t> PeerGroups(int socket) {
  std::vector<gid_t> groups(32);
  for (int attempt = 0; attempt < 2; ++attempt) {
    auto size = static_cast<socklen_t>(groups.size() * sizeof(gid_t));
    const bool got = getsockopt(socket, SOL_SOCKET, SO_PEERGROUPS, groups.data(), &size) == 0;
    if (!got && errno != ERANGE) return {};
    groups.resize(size / sizeof(gid_t));
    if (got) return groups;
  }
  return {};
}
}  // namespace

uint64_t ProcessStartTime(pid_t pid) {
  const UniqueFd file(open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[1024];
  const ssize_t got = file ? read(file.get(), buffer, sizeof buffer - 1) : -1;
  if (got <= 0) return 0;
  std::string_view text(buffer, static_cast<size_t>(got));
  // The name, in parentheses, may contain anything; 20 fields after its end stands the start time.
  const size_t name_end = text.rfind(')');
  if (name_end == text.npos) return 0;
  text.remove_prefix(name_end);
  for (int field = 0; field < 20; ++field) {
    const size_t space = text.find(' ');
    if (space == text.npos) return 0;
    text.remove_prefix(space + 1);
  }
  buffer[got] = '\0';
  return strtoull(text.data(), nullptr, 10);
}

std::string PeerAddress(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
  char text[INET6_ADDRSTRLEN];
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    return std::string(text) + ":" + std::to_string(ntohs(v4.sin_port));
  }
  if (address.ss_family != AF_INET6) return {};
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
  inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
  return std::string("[") + text + "]:" + std::to_string(ntohs(v6.sin6_port));
}

void ReadPeerCredentials(int socket, Caller& caller) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return;
  // A socket that is not local has a peer without a user.
  if (peer.uid == static_cast<uid_t>(-1)) return;
  caller.uid = peer.uid;
  caller.gid = peer.gid;
  caller.groups = PeerGroups(socket);
  // A client outside the daemon's pid namespace (the daemon in a container, its socket shared) has no pid here.
  if (peer.pid > 0) {
    caller.pid = peer.pid;
    // It is for polkit, which nobody asks about root; to read it takes as long as to serve a call.
    if (peer.uid != 0) caller.process_start_time = ProcessStartTime(peer.pid);
  }
  char context[256];
  size = sizeof context;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERSEC, context, &size) == 0)
    caller.selinux_context.assign(context, strnlen(context, size));
}

}  // namespace pleiad::rpc
