// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/host/display_ports.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::qemu {
namespace {
// The ports of this host are shared by all drivers of the process.
struct Taken {
  absl::Mutex mutex;
  std::set<int> ports ABSL_GUARDED_BY(mutex);
};
Taken& TheTaken() {
  static Taken taken;
  return taken;
}

// Nobody listens on it, neither on IPv6 (which takes IPv4 along) nor on IPv4.
bool IsFree(int port) {
  const auto try_bind = [](int family, const sockaddr* address, socklen_t size) {
    const UniqueFd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) return true;  // a host without this family has nobody listening there
    const int on = 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (family == AF_INET6) setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    return bind(fd.get(), address, size) == 0 || errno != EADDRINUSE;
  };
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(static_cast<uint16_t>(port));
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = htons(static_cast<uint16_t>(port));
  return try_bind(AF_INET6, reinterpret_cast<sockaddr*>(&six), sizeof six) &&
         try_bind(AF_INET, reinterpret_cast<sockaddr*>(&four), sizeof four);
}

absl::StatusOr<int> Take(const char* range, int from, int to) {
  Taken& taken = TheTaken();
  absl::MutexLock lock(&taken.mutex);
  for (int port = from; port <= to; ++port) {
    if (taken.ports.contains(port) || !IsFree(port)) continue;
    taken.ports.insert(port);
    return port;
  }
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "Unable to find an unused port in range '%s' (%d-%d)", range, from,
               to);
}

// Calls `use` for each port that `def`'s displays have.
template <class Use>
void EachPort(const conf::DomainDef& def, Use use) {
  for (const conf::GraphicsDef& graphics : def.devices.graphics) {
    for (const int port : {graphics.port, graphics.websocket, graphics.spice.tls_port}) {
      if (port > 0) use(port);
    }
  }
}

bool ListensOnTcp(const conf::GraphicsDef& graphics) {
  if (graphics.type != conf::GraphicsType::kVnc && graphics.type != conf::GraphicsType::kSpice) return false;
  return graphics.listens.empty() || graphics.listens[0].type == conf::ListenType::kAddress ||
         graphics.listens[0].type == conf::ListenType::kNetwork;
}
}  // namespace

absl::Status DisplayPorts::Assign(conf::DomainDef& def, const QemuConfig& config) {
  const int from = static_cast<int>(config.remote_display_port_min), to = static_cast<int>(config.remote_display_port_max);
  for (conf::GraphicsDef& graphics : def.devices.graphics) {
    if (!ListensOnTcp(graphics)) continue;
    const char* range = graphics.type == conf::GraphicsType::kVnc ? "vnc" : "spice";
    if (graphics.autoport && graphics.port <= 0) {
      ASSIGN_OR_RETURN(graphics.port, Take(range, from, to));
    }
    if (graphics.websocket == -1) {
      ASSIGN_OR_RETURN(graphics.websocket, Take("vnc-websocket", 5700, 65535));
    }
    if (graphics.spice.tls_port == -1 && config.spice_tls) {
      ASSIGN_OR_RETURN(graphics.spice.tls_port, Take(range, from, to));
    }
  }
  return absl::OkStatus();
}

void DisplayPorts::Release(const conf::DomainDef& def) {
  Taken& taken = TheTaken();
  absl::MutexLock lock(&taken.mutex);
  EachPort(def, [&](int port) ABSL_NO_THREAD_SAFETY_ANALYSIS { taken.ports.erase(port); });
}

void DisplayPorts::Claim(const conf::DomainDef& def) {
  Taken& taken = TheTaken();
  absl::MutexLock lock(&taken.mutex);
  EachPort(def, [&](int port) ABSL_NO_THREAD_SAFETY_ANALYSIS { taken.ports.insert(port); });
}

}  // namespace pleiad::qemu
