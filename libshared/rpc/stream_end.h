// SPDX-License-Identifier: Apache-2.0
// stream_end.h: the daemon's end of a stream, which a driver's method returns: a descriptor, and where its bytes go.
// The server pumps it (stream_pump.h), so that drivers know nothing of messages.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::rpc {

enum class StreamOutcome { kFinished, kAborted };

// Takes a stream away from its client, from outside: one that somebody else shall have (a console). From any thread.
class StreamRevoker {
 public:
  // The client is told that its stream failed, and the end comes as for one that was aborted. At once, or when it starts.
  void Revoke() {
    absl::MutexLock lock(&mutex_);
    revoked_ = true;
    if (revoke_) revoke_();
  }
  // For the server: what revokes. It must neither wait nor call back.
  void Attach(std::function<void()> revoke) {
    absl::MutexLock lock(&mutex_);
    revoke_ = std::move(revoke);
    if (revoked_) revoke_();
  }

 private:
  absl::Mutex mutex_;
  bool revoked_ ABSL_GUARDED_BY(mutex_) = false;
  std::function<void()> revoke_ ABSL_GUARDED_BY(mutex_);
};

struct StreamEnd {
  // A pipe, socket, pty or regular file, at the position where the transfer starts.
  UniqueFd descriptor;
  bool to_client = false;    // read from the descriptor, sent to the client
  bool from_client = false;  // sent by the client, written to the descriptor
  bool sparse = false;       // holes travel as holes; regular files only
  uint64_t length = UINT64_MAX;  // bytes to move at most, holes included
  std::shared_ptr<StreamRevoker> revoker = nullptr;  // may be null
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
