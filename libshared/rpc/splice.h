// SPDX-License-Identifier: Apache-2.0
// splice.h: between a session and a forwarder (forwarder.h): which frames of a client are passed on, and what takes them.
#pragma once

#include <memory>

#include "libshared/rpc/message.h"

namespace pleiad::rpc {

class ClientSession;

// The upstream connections of one client. On the loop's thread.
class FrameSplice {
 public:
  virtual ~FrameSplice() = default;
  // Takes the frame, a call or stream message, and answers it in the end; false when it is for the daemon itself.
  virtual bool Take(Frame& frame) = 0;
  // The client is gone: nothing may be asked of its session any more.
  virtual void OnClientClosed() = 0;
  // The client takes output again.
  virtual void OnClientDrained() = 0;
};

// One per server.
class FrameRouter {
 public:
  virtual ~FrameRouter() = default;
  // Whether some upstream may answer calls of this program, so that it is not unknown.
  virtual bool KnowsProgram(uint32_t program) const = 0;
  // When a client has authenticated.
  virtual std::unique_ptr<FrameSplice> NewSplice(ClientSession& session) = 0;
};

}  // namespace pleiad::rpc
