// SPDX-License-Identifier: Apache-2.0
// sasl_transport.h: the layer that a SASL exchange has agreed on: every byte is sealed on its way.
#pragma once

#include <memory>

#include "libshared/remote/sasl_library.h"
#include "libshared/rpc/transport.h"

namespace pleiad::remote {

// What we say that a sealed packet may hold. With as much read at a time, what a packet that is completed by it holds, and what
// comes behind it, have room in one buffer of a connection.
inline constexpr unsigned kMaxSaslPacketBytes = 16 << 10;

// The exchange and then the layer hold it.
using SaslConnection = std::shared_ptr<sasl_conn_t>;

// `max_out` is the most that the client takes in one packet, 0 for no limit of its own.
std::unique_ptr<rpc::Transport> NewSaslTransport(const SaslLibrary& library, SaslConnection connection, unsigned max_out,
                                                 std::unique_ptr<rpc::Transport> below);

}  // namespace pleiad::remote
