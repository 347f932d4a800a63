// SPDX-License-Identifier: Apache-2.0
// paths.h: where this driver keeps what. The system's are libvirt's own, so that its definitions are found.
#pragma once

#include <string>

namespace pleiad::qemu {

struct QemuPaths {
  std::string config;     // /etc/libvirt/qemu: NAME.xml
  std::string autostart;  // /etc/libvirt/qemu/autostart: links
  std::string state;      // /run/libvirt/qemu: NAME.xml of running domains, NAME.pid
  std::string lib;        // /var/lib/libvirt/qemu: a folder for each running domain
  std::string log;        // /var/log/libvirt/qemu: NAME.log
  std::string nvram;      // /var/lib/libvirt/qemu/nvram
  std::string save;       // /var/lib/libvirt/qemu/save
  std::string channel;    // /var/lib/libvirt/qemu/channel/target
  std::string cache;      // /var/cache/libvirt/qemu
  std::string launcher;   // pleiad-launch

  // `run`, `etc`, …: what libshared/daemon names for the whole daemon (/run/libvirt, /etc/libvirt, /var/lib/libvirt,
  // /var/log/libvirt, /var/cache/libvirt).
  static QemuPaths System(const std::string& run, const std::string& etc, const std::string& lib, const std::string& log,
                          const std::string& cache) {
    return {.config = etc + "/qemu",
            .autostart = etc + "/qemu/autostart",
            .state = run + "/qemu",
            .lib = lib + "/qemu",
            .log = log + "/qemu",
            .nvram = lib + "/qemu/nvram",
            .save = lib + "/qemu/save",
            .channel = lib + "/qemu/channel/target",
            .cache = cache + "/qemu",
            .launcher = {}};
  }
  // A user's own: `run` is $XDG_RUNTIME_DIR/libvirt, `config` $XDG_CONFIG_HOME/libvirt, `cache` $XDG_CACHE_HOME/libvirt.
  static QemuPaths Session(const std::string& run, const std::string& config, const std::string& cache) {
    return {.config = config + "/qemu",
            .autostart = config + "/qemu/autostart",
            .state = run + "/qemu/run",
            .lib = config + "/qemu/lib",
            .log = cache + "/qemu/log",
            .nvram = config + "/qemu/nvram",
            .save = config + "/qemu/save",
            .channel = config + "/qemu/channel/target",
            .cache = cache + "/qemu/cache",
            .launcher = {}};
  }
};

}  // namespace pleiad::qemu
