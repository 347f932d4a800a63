// SPDX-License-Identifier: Apache-2.0
// paths.h: where an instance keeps its things: the system's folders, a user's (XDG), or those below one folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "libshared/daemon/options.h"

namespace pleiad::daemon {

// The folders of one driver ("qemu"), named as libvirt names them.
struct DriverPaths {
  std::string config;  // definitions:            /etc/libvirt/qemu         session ~/.config/libvirt/qemu
  std::string state;   // what runs:              /run/libvirt/qemu         session $XDG_RUNTIME_DIR/libvirt/qemu/run
  std::string log;     // one log a guest:        /var/log/libvirt/qemu     session ~/.cache/libvirt/qemu/log
  std::string cache;   // probed capabilities:    /var/cache/libvirt/qemu   session ~/.cache/libvirt/qemu/cache
  std::string lib;     // monitors, keys:         /var/lib/libvirt/qemu     session ~/.config/libvirt/qemu/lib
  std::string data;    // save/, nvram/, dump/, snapshot/, channel/target/:
                       //                         /var/lib/libvirt/qemu     session ~/.config/libvirt/qemu
};

struct Paths {
  Mode mode = Mode::kSystem;
  std::string run;     // sockets:       /run/libvirt        session $XDG_RUNTIME_DIR/libvirt   embedded DIR/run
  std::string etc;     // configuration: /etc/libvirt        session ~/.config/libvirt          embedded DIR/etc
  std::string log;     //                /var/log/libvirt    session ~/.cache/libvirt/log       embedded DIR/log
  std::string cache;   //                /var/cache/libvirt  session ~/.cache/libvirt           embedded DIR/cache
  std::string lib;     //                /var/lib/libvirt    session ~/.local/share/libvirt     embedded DIR/lib

  static Paths System();
  // By the environment (XDG_RUNTIME_DIR, XDG_CONFIG_HOME, XDG_CACHE_HOME, XDG_DATA_HOME, HOME), as libvirt's clients do.
  static Paths Session();
  static Paths Embedded(const std::string& root);
  static Paths Of(const Options& options);

  DriverPaths Driver(std::string_view driver) const;
  std::string Socket(std::string_view stem, std::string_view suffix = "-sock") const;
  std::string PidFile(std::string_view daemon) const;
  std::string ConfigFile(std::string_view name) const;  // "virtqemud.conf"
  // Makes the five folders where they are missing.
  absl::Status EnsureFolders() const;
};

}  // namespace pleiad::daemon
