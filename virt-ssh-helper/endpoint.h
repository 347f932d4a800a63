// SPDX-License-Identifier: Apache-2.0
// endpoint.h: at which socket of this host a client's URI is served: the one of the driver's own daemon, or that of the daemon
// that stands for all of them. What the daemon then does with the URI is its own affair.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pleiad::ssh_helper {

struct Place {
  bool session = false;  // the user's own daemons instead of the system's
  std::string daemon;    // "virtqemud"; empty when the URI names no driver
};
// Of "qemu:///system" or "qemu+ssh://host/session?key=value".
Place PlaceOf(std::string_view uri);

// Sockets in the order in which to try them. `run` is the folder of the instance's sockets.
std::vector<std::string> SocketsOf(const Place& place, const std::string& run, bool read_only);

// "/run/libvirt", or the one below the user's runtime folder.
std::string RunFolder(bool session);

}  // namespace pleiad::ssh_helper
