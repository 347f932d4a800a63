// SPDX-License-Identifier: Apache-2.0
// peer_credentials.h: what the kernel knows of the process at the other end of a UNIX socket.
#pragma once

#include <string>

#include "libshared/base/caller.h"

namespace pleiad::rpc {

// Fills uid, gid, pid, start time and SELinux context; leaves them empty for sockets of another kind.
void ReadPeerCredentials(int socket, Caller& caller);
// "192.0.2.1:34567", "[2001:db8::1]:34567"; empty when the socket is a local one, or has no peer.
std::string PeerAddress(int socket);
// Clock ticks since boot (field 22 of /proc/PID/stat); 0 when there is no such process.
uint64_t ProcessStartTime(pid_t pid);

}  // namespace pleiad::rpc
