// SPDX-License-Identifier: Apache-2.0
// session_auth.cc: the part of a session before its client is known: the auth_ procedures of the remote program.
#include "libshared/base/error.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire_error.h"

namespace pleiad::rpc {
namespace {
Header ReplyTo(Header header) {
  header.type = MessageType::kReply;
  return header;
}
}  // namespace

bool ClientSession::TakeAuthentication(const Frame& frame) {
  const Header& header = frame.header;
  if (header.program != static_cast<uint32_t>(Program::kRemote)) {
    // The other programs that share a socket with it need it first. The admin sockets have no authentication; their server is
    // one without an authenticator, and on any other an admin frame must not let anybody in.
    if (services_.authenticator == nullptr && header.program == static_cast<uint32_t>(Program::kAdmin) && !authenticated_)
      BecomeAuthenticated();
    return false;
  }
  switch (header.procedure) {
    case wire::AuthList::kNumber: {
      wire::AuthListRet ret;
      if (authenticated_ || services_.authenticator == nullptr) {
        ret.types.items = {static_cast<int32_t>(AuthType::kNone)};
      } else {
        for (const AuthType type : services_.authenticator->TypesFor(*caller()))
          ret.types.items.push_back(static_cast<int32_t>(type));
      }
      xdr::Put(connection_.Begin(ReplyTo(header)), ret);
      (void)connection_.End();
      const bool free = ret.types.items.size() == 1 && ret.types.items[0] == static_cast<int32_t>(AuthType::kNone);
      if (free && !authenticated_) BecomeAuthenticated();
      return true;
    }
    case wire::AuthPolkit::kNumber:
      AskPolkit(header);
      return true;
    case wire::AuthSaslInit::kNumber:
    case wire::AuthSaslStart::kNumber:
    case wire::AuthSaslStep::kNumber:
      ReplyError(header, MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "authentication failed"));
      return true;
    default:
      return false;
  }
}

void ClientSession::AskPolkit(const Header& header) {
  if (authenticated_ || services_.authenticator == nullptr) {
    if (!authenticated_) BecomeAuthenticated();
    xdr::Put(connection_.Begin(ReplyTo(header)), wire::AuthPolkitRet{.complete = 1});
    (void)connection_.End();
    return;
  }
  if (std::exchange(asking_polkit_, true)) {
    return ReplyError(header, MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "authentication is in progress"));
  }
  services_.authenticator->AskPolkit(
      *caller(), [self = shared_from_this(), header, &loop = services_.loop](absl::StatusOr<Caller> decided) {
        loop.Post([self, header, decided = std::move(decided)]() mutable { self->FinishPolkit(header, std::move(decided)); });
      });
}

void ClientSession::FinishPolkit(const Header& header, absl::StatusOr<Caller> decided) {
  asking_polkit_ = false;
  if (connection_.closed()) return;
  if (!decided.ok()) return ReplyError(header, decided.status());
  if (!authenticated_) {
    SetCaller(*std::move(decided));
    BecomeAuthenticated();
  }
  xdr::Put(connection_.Begin(ReplyTo(header)), wire::AuthPolkitRet{.complete = 1});
  (void)connection_.End();
}

void ClientSession::BecomeAuthenticated() {
  authenticated_ = true;
  connection_.SetMaxFrameBytes(kMaxFrameBytes);
  // Who is let in on a socket that is not read-only may manage, however it was decided.
  if (const auto now = caller(); !now->read_only && !now->may_manage) {
    Caller changed = *now;
    changed.may_manage = true;
    SetCaller(std::move(changed));
  }
  if (services_.router != nullptr) splice_ = services_.router->NewSplice(*this);
  services_.authenticated(*this);
}

}  // namespace pleiad::rpc
