// SPDX-License-Identifier: Apache-2.0
#include "virt-ssh-helper/endpoint.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

#include "libshared/base/daemon_names.h"

namespace pleiad::ssh_helper {
namespace {
// What follows the host: "/system".
std::string_view PathOf(std::string_view uri) {
  const size_t authority = uri.find("://");
  if (authority == std::string_view::npos) return {};
  const size_t slash = uri.find('/', authority + 3);
  if (slash == std::string_view::npos) return {};
  const std::string_view path = uri.substr(slash);
  return path.substr(0, path.find_first_of("?#"));
}

std::string Home() {
  if (const char* home = getenv("HOME"); home != nullptr && home[0] == '/') return home;
  const passwd* const entry = getpwuid(getuid());
  return entry == nullptr ? "/" : entry->pw_dir;
}
}  // namespace

Place PlaceOf(std::string_view uri) { return {.session = PathOf(uri) == "/session", .daemon = std::string(DaemonOfUri(uri))}; }

std::vector<std::string> SocketsOf(const Place& place, const std::string& run, bool read_only) {
  // A user's own daemons have no use for a read-only socket.
  const std::string suffix = read_only && !place.session ? "-sock-ro" : "-sock";
  std::vector<std::string> sockets;
  if (!place.daemon.empty()) sockets.push_back(run + "/" + place.daemon + suffix);
  sockets.push_back(run + "/libvirt" + suffix);
  return sockets;
}

std::string RunFolder(bool session) {
  if (!session) return "/run/libvirt";
  if (const char* runtime = getenv("XDG_RUNTIME_DIR"); runtime != nullptr && runtime[0] == '/')
    return std::string(runtime) + "/libvirt";
  // A login without a session of its own has no such variable, but the folder may be there.
  const std::string runtime = "/run/user/" + std::to_string(getuid());
  if (access(runtime.c_str(), W_OK | X_OK) == 0) return runtime + "/libvirt";
  return Home() + "/.cache/libvirt";
}

}  // namespace pleiad::ssh_helper
