// SPDX-License-Identifier: Apache-2.0
// handover.h: a proxy that has opened a connection for a local client gives the client's own socket to the daemon, with one call
// of a program of ours. The daemon's connection to the proxy becomes that to the client, who notices nothing: its calls cost what
// direct ones do, and outlive the proxy. A daemon that does not know the call refuses it as any unknown one, and the proxy passes
// frames on. Remote clients (TLS, TCP) are always passed on: their socket means nothing without what the proxy knows of it.
#pragma once

#include <cstdint>

#include "libshared/rpc/wire/connect.h"

namespace pleiad::rpc {

inline constexpr uint32_t kHandoverProgram = 0x706c6561;  // "plea"
inline constexpr int32_t kTakeClient = 1;
inline constexpr uint32_t kMaxUnreadBytes = 1 << 20;

// With one descriptor, the client's socket. The answer is empty, and the last frame to the proxy.
struct TakeClientArgs {
  decltype(wire::ConnectSetIdentityArgs::params) identity;  // as connect_set_identity has it, and believed from the same callers
  int32_t wants_keepalive = 0;                              // the client answers pings
  xdr::Opaque<kMaxUnreadBytes> unread;                      // whole frames that the proxy has read from it and not answered
};

}  // namespace pleiad::rpc
