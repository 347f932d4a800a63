// SPDX-License-Identifier: Apache-2.0
// remote_door.h: how a daemon lets in clients that come over a network. virtproxyd has such a door, the other daemons have none.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libshared/base/config_file.h"
#include "libshared/daemon/listeners.h"
#include "libshared/rpc/server.h"

namespace pleiad::daemon {

// For the loop's thread; the order of the functions is that in which they are called.
class RemoteDoor {
 public:
  virtual ~RemoteDoor() = default;
  // At the start, and again when the configuration is read anew. What was read counts from Open or Reload on.
  virtual absl::Status ReadSettings(ConfigFile& config) = 0;
  // The sockets of a daemon to which the service manager passes none.
  virtual absl::StatusOr<std::vector<Listener>> OwnSockets(uint32_t backlog) = 0;
  // Before the first client; `listeners` are all of the daemon.
  virtual absl::Status Open(const std::vector<Listener>& listeners) = 0;
  // For listeners of role kTls and kTcp.
  virtual rpc::ListenerOptions OptionsFor(SocketRole role) = 0;
  // Settings and certificates count as they are now, for clients that come from now on.
  virtual absl::Status Reload() = 0;
  // Certificates alone. INTERNAL_ERROR when no client comes with TLS.
  virtual absl::Status UpdateTls() = 0;
};

}  // namespace pleiad::daemon
