// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/paths.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "libshared/base/atomic_file.h"
#include "libshared/base/status_macros.h"

namespace pleiad::daemon {
namespace {
std::string Home() {
  if (const char* home = getenv("HOME"); home != nullptr && home[0] == '/') return home;
  passwd entry, *found = nullptr;
  char buffer[4096];
  if (getpwuid_r(getuid(), &entry, buffer, sizeof buffer, &found) == 0 && found != nullptr) return entry.pw_dir;
  return "/";
}

// The XDG base directory rules: a relative path counts as none.
std::string XdgFolder(const char* variable, std::string_view below_home) {
  if (const char* value = getenv(variable); value != nullptr && value[0] == '/') return absl::StrCat(value, "/libvirt");
  return absl::StrCat(Home(), "/", std::string(below_home), "/libvirt");
}
}  // namespace

Paths Paths::System() {
  return {Mode::kSystem, "/run/libvirt", "/etc/libvirt", "/var/log/libvirt", "/var/cache/libvirt", "/var/lib/libvirt"};
}

Paths Paths::Session() {
  Paths paths;
  paths.mode = Mode::kSession;
  paths.cache = XdgFolder("XDG_CACHE_HOME", ".cache");
  // Without a runtime folder clients look below the cache folder.
  paths.run = getenv("XDG_RUNTIME_DIR") != nullptr ? XdgFolder("XDG_RUNTIME_DIR", ".cache") : paths.cache;
  paths.etc = XdgFolder("XDG_CONFIG_HOME", ".config");
  paths.log = paths.cache + "/log";
  paths.lib = XdgFolder("XDG_DATA_HOME", ".local/share");
  return paths;
}

Paths Paths::Embedded(const std::string& root) {
  return {Mode::kEmbedded, root + "/run", root + "/etc", root + "/log", root + "/cache", root + "/lib"};
}

Paths Paths::Of(const Options& options) {
  switch (options.mode) {
    case Mode::kSystem: return System();
    case Mode::kSession: return Session();
    case Mode::kEmbedded: return Embedded(options.root);
  }
  return System();
}

DriverPaths Paths::Driver(std::string_view driver) const {
  const std::string name(driver);
  const auto below = [&name](const std::string& folder) { return absl::StrCat(folder, "/", name); };
  if (mode != Mode::kSession) return {below(etc), below(run), below(log), below(cache), below(lib), below(lib)};
  return {below(etc), below(run) + "/run", below(cache) + "/log", below(cache) + "/cache", below(etc) + "/lib", below(etc)};
}

std::string Paths::Socket(std::string_view stem, std::string_view suffix) const {
  return absl::StrCat(run, "/", std::string(stem), std::string(suffix));
}

std::string Paths::PidFile(std::string_view daemon) const { return absl::StrCat(run, "/", std::string(daemon), ".pid"); }

std::string Paths::ConfigFile(std::string_view name) const { return absl::StrCat(etc, "/", std::string(name)); }

absl::Status Paths::EnsureFolders() const {
  // Others may look into the system's folders for the sockets; what is secret has a folder of its own below.
  const mode_t shared = mode == Mode::kSystem ? 0755 : 0700;
  RETURN_IF_ERROR(EnsureDirectory(run, shared));
  RETURN_IF_ERROR(EnsureDirectory(etc, shared));
  RETURN_IF_ERROR(EnsureDirectory(log, shared));
  RETURN_IF_ERROR(EnsureDirectory(cache, mode == Mode::kSystem ? 0711 : 0700));
  return EnsureDirectory(lib, shared);
}

}  // namespace pleiad::daemon
