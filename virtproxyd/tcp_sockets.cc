// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/tcp_sockets.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"

namespace pleiad::proxy {
namespace {
absl::Status Failed(const char* what, const std::string& address, const std::string& port) {
  const int error_number = errno;
  return SystemError(ErrorDomain::kRpc, error_number,
                     absl::StrCat("cannot ", what, " '", address.empty() ? "*" : address, ":", port, "'"));
}
}  // namespace

absl::StatusOr<std::vector<UniqueFd>> ListenTcp(const std::string& address, const std::string& port, uint32_t backlog) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE;
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int result = getaddrinfo(address.empty() ? nullptr : address.c_str(), port.c_str(), &hints, &found); result != 0) {
    return Error(ErrorDomain::kRpc, ErrorCode::kInternalError, "Unable to resolve address '%s' service '%s': %s", address, port,
                 gai_strerror(result));
  }
  const absl::Cleanup free_found = [found] { freeaddrinfo(found); };
  std::vector<UniqueFd> sockets;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    UniqueFd fd(socket(at->ai_family, at->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, at->ai_protocol));
    // A host without IPv6 has addresses of it still.
    if (!fd && errno == EAFNOSUPPORT) continue;
    if (!fd) return Failed("create a socket for", address, port);
    const int on = 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at->ai_family == AF_INET6) setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (bind(fd.get(), at->ai_addr, at->ai_addrlen) != 0) return Failed("bind to", address, port);
    if (listen(fd.get(), static_cast<int>(backlog)) != 0) return Failed("listen at", address, port);
    sockets.push_back(std::move(fd));
  }
  if (sockets.empty()) return Failed("create a socket for", address, port);
  return sockets;
}

}  // namespace pleiad::proxy
