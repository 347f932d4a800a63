// SPDX-License-Identifier: Apache-2.0
// session_handover.cc: the part of a session that takes its client from a proxy (handover.h).
#include <sys/socket.h>

#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/handover.h"
#include "libshared/rpc/identity.h"

namespace pleiad::rpc {
namespace {
bool IsUnixStream(int fd) {
  int domain = 0, type = 0;
  socklen_t size = sizeof domain;
  if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0 || domain != AF_UNIX) return false;
  size = sizeof type;
  return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM;
}
}  // namespace

bool ClientSession::TakeHandover(Frame& frame) {
  if (!services_.takes_clients || frame.header.program != kHandoverProgram) return false;
  if (const absl::Status status = TakeClient(frame); !status.ok()) ReplyError(frame.header, status);
  return true;
}

// On the loop's thread, whatever the access check is: who may speak for others is known here.
absl::Status ClientSession::TakeClient(Frame& frame) {
  if (frame.header.procedure != kTakeClient) return RpcError("unknown procedure: " + std::to_string(frame.header.procedure));
  TakeClientArgs args;
  xdr::Decoder d(frame.payload);
  xdr::Get(d, args);
  if (!d.ok()) return RpcError("Unable to decode message payload");
  ASSIGN_OR_RETURN(Caller caller, BelievedIdentity(*this->caller(), args.identity.items));
  // Calls that run would answer the wrong one.
  if (!opened_ || in_flight_ > 0 || !streams_.empty()) {
    return MakeError(ErrorDomain::kRpc, ErrorCode::kOperationInvalid, "the connection is in use");
  }
  if (frame.descriptors.size() != 1 || !IsUnixStream(frame.descriptors[0].get())) {
    return MakeError(ErrorDomain::kRpc, ErrorCode::kInvalidArg, "a client is one local socket");
  }
  Header reply = frame.header;
  reply.type = MessageType::kReply;
  SetCaller(std::move(caller));
  connection_.SwitchWhenSent(NewSocketTransport(std::move(frame.descriptors[0])), std::move(args.unread.bytes));
  connection_.Send(reply, {});
  if (args.wants_keepalive != 0) {
    wants_keepalive_ = true;
    services_.wants_keepalive();
  }
  return absl::OkStatus();
}

}  // namespace pleiad::rpc
