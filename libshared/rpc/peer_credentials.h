// SPDX-License-Identifier: Apache-2.0
// peer_credentials.h: what the kernel knows of the process at the other end of a UNIX socket.
#pragma once

#include "libshared/base/caller.h"

namespace pleiad::rpc {

// Fills uid, gid, pid, start time and SELinux context; leaves them empty for sockets of another kind.
void ReadPeerCredentials(int socket, Caller& caller);
// Clock ticks since boot (field 22 of /proc/PID/stat); 0 when there is no such process.
uint64_t ProcessStartTime(pid_t pid);

}  // namespace pleiad::rpc
