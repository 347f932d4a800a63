// SPDX-License-Identifier: Apache-2.0
// stream_end.h: the daemon's end of a stream, which a driver's method returns: a descriptor, and where its bytes go.
// The server pumps it (stream_pump.h), so that drivers know nothing of messages.
#pragma once

#include <cstdint>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::rpc {

enum class StreamOutcome { kFinished, kAborted };

struct StreamEnd {
  // A pipe, socket, pty or regular file, at the position where the transfer starts.
  UniqueFd descriptor;
  bool to_client = false;    // read from the descriptor, sent to the client
  bool from_client = false;  // sent by the client, written to the descriptor
  bool sparse = false;       // holes travel as holes; regular files only
  uint64_t length = UINT64_MAX;  // bytes to move at most, holes included
  // Called once, on a worker, after the descriptor was closed: when the client has finished or aborted the stream, or is gone.
  // An error becomes the client's answer to its finish: here an upload is checked and made durable.
  absl::AnyInvocable<absl::Status(StreamOutcome)> on_end;
};

// For calls that open a stream and return a value too (a screenshot's MIME type).
template <class T>
struct StreamAnd {
  StreamEnd stream;
  T value;
};

}  // namespace pleiad::rpc
