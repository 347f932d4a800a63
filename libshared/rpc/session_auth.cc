// SPDX-License-Identifier: Apache-2.0
// session_auth.cc: the part of a session before its client is known: the auth_ procedures of the remote program.
#include <algorithm>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire_error.h"

namespace pleiad::rpc {
namespace {
Header ReplyTo(Header header) {
  header.type = MessageType::kReply;
  return header;
}

absl::Status AuthFailed() { return MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "authentication failed"); }

template <class T>
std::string Encoded(const T& value) {
  xdr::Encoder out;
  xdr::Put(out, value);
  return std::move(out.out());
}

template <class Bytes>
SaslExchange::Data DataOf(int32_t nil, const Bytes& bytes) {
  if (nil != 0) return std::nullopt;
  return std::string(bytes.items.begin(), bytes.items.end());
}

wire::AuthSaslStepRet AnswerOf(const SaslExchange::Step& step) {
  wire::AuthSaslStepRet ret;
  ret.complete = step.complete;
  ret.nil = !step.data;
  if (step.data) ret.data.items.assign(step.data->begin(), step.data->end());
  return ret;
}
}  // namespace

bool ClientSession::TakeAuthentication(const Frame& frame) {
  const Header& header = frame.header;
  if (header.program != static_cast<uint32_t>(Program::kRemote)) {
    // The other programs that share a socket with it need it first. The admin sockets have no authentication; their server is
    // one without an authenticator, and on any other an admin frame must not let anybody in.
    if (authenticator_ == nullptr && header.program == static_cast<uint32_t>(Program::kAdmin) && !authenticated_)
      BecomeAuthenticated();
    return false;
  }
  switch (header.procedure) {
    case wire::AuthList::kNumber: {
      wire::AuthListRet ret;
      if (authenticated_ || authenticator_ == nullptr) {
        ret.types.items = {static_cast<int32_t>(AuthType::kNone)};
      } else {
        for (const AuthType type : authenticator_->TypesFor(*caller())) ret.types.items.push_back(static_cast<int32_t>(type));
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
      TakeSasl(frame);
      return true;
    default:
      return false;
  }
}

void ClientSession::AskPolkit(const Header& header) {
  if (authenticated_ || authenticator_ == nullptr) {
    if (!authenticated_) BecomeAuthenticated();
    xdr::Put(connection_.Begin(ReplyTo(header)), wire::AuthPolkitRet{.complete = 1});
    (void)connection_.End();
    return;
  }
  if (std::exchange(asking_polkit_, true)) {
    return ReplyError(header, MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "authentication is in progress"));
  }
  services_.polkit_asked(*this);
  authenticator_->AskPolkit(
      *caller(), [self = shared_from_this(), header, &loop = services_.loop](absl::StatusOr<Caller> decided) {
        loop.Post([self, header, decided = std::move(decided)]() mutable { self->FinishPolkit(header, std::move(decided)); });
      });
}

void ClientSession::FinishPolkit(const Header& header, absl::StatusOr<Caller> decided) {
  asking_polkit_ = false;
  if (connection_.closed()) return;
  services_.polkit_asked(*this);
  if (!decided.ok()) return ReplyError(header, decided.status());
  if (!authenticated_) {
    SetCaller(*std::move(decided));
    BecomeAuthenticated();
  }
  xdr::Put(connection_.Begin(ReplyTo(header)), wire::AuthPolkitRet{.complete = 1});
  (void)connection_.End();
}

bool ClientSession::Offers(AuthType type) const {
  if (authenticator_ == nullptr) return false;
  const std::vector<AuthType> types = authenticator_->TypesFor(*caller());
  return std::ranges::find(types, type) != types.end();
}

// ---- SASL -------------------------------------------------------------------------------------------------------------
void ClientSession::TakeSasl(const Frame& frame) {
  const Header& header = frame.header;
  const bool begins = header.procedure == wire::AuthSaslInit::kNumber;
  // Once, and before the other two.
  if (begins != (sasl_ == nullptr)) return ReplyError(header, AuthFailed());
  if (begins) {
    if (!authenticated_ && Offers(AuthType::kSasl)) sasl_ = authenticator_->NewSasl(connection_.transport());
    if (!sasl_) return ReplyError(header, AuthFailed());
    return RunSasl(header, [](SaslExchange& exchange) -> absl::StatusOr<SaslAnswer> {
      ASSIGN_OR_RETURN(std::string mechanisms, exchange.Mechanisms());
      return SaslAnswer{false, Encoded(wire::AuthSaslInitRet{std::move(mechanisms)})};
    });
  }
  xdr::Decoder d(frame.payload);
  wire::AuthSaslStartArgs args;
  if (header.procedure == wire::AuthSaslStart::kNumber) {
    xdr::Get(d, args);
  } else {
    wire::AuthSaslStepArgs step;
    xdr::Get(d, step);
    args.nil = step.nil;
    args.data = std::move(step.data);
  }
  if (!d.ok()) return ReplyError(header, RpcError("Unable to decode message payload"));
  const bool starts = header.procedure == wire::AuthSaslStart::kNumber;
  RunSasl(
      header,
      [starts, mechanism = args.mech, data = DataOf(args.nil, args.data)](SaslExchange& exchange) -> absl::StatusOr<SaslAnswer> {
        ASSIGN_OR_RETURN(SaslExchange::Step step, starts ? exchange.Start(mechanism, data) : exchange.Continue(data));
        return SaslAnswer{step.complete, Encoded(AnswerOf(step))};
      });
}

// Passwords are hashed some thousand times, files and servers asked: not on the loop's thread.
void ClientSession::RunSasl(const Header& header, SaslWork work) {
  sasl_runs_ = true;
  connection_.PauseReading(kSasl);
  services_.workers.Submit(
      [self = shared_from_this(), header, exchange = sasl_, work = std::move(work), &loop = services_.loop]() mutable {
        auto answer = work(*exchange);
        loop.Post([self, header, answer = std::move(answer)]() mutable { self->FinishSasl(header, std::move(answer)); });
      });
}

void ClientSession::FinishSasl(const Header& header, absl::StatusOr<SaslAnswer> answer) {
  sasl_runs_ = false;
  const auto exchange = sasl_;
  if (connection_.closed()) return sasl_.reset();
  if (!answer.ok()) {
    // Whoever guesses begins with a new connection each time.
    ReplyError(header, answer.status());
    sasl_.reset();
    return connection_.CloseWhenSent();
  }
  connection_.Send(ReplyTo(header), answer->payload);
  if (answer->complete) {
    sasl_.reset();
    Caller changed = *caller();
    changed.sasl_user = exchange->user();
    SetCaller(std::move(changed));
    if (exchange->has_layer() &&
        !connection_.AddLayer([&](std::unique_ptr<Transport> below) { return exchange->AddLayer(std::move(below)); }))
      return;
    BecomeAuthenticated();
  }
  connection_.ResumeReading(kSasl);
}

void ClientSession::BecomeAuthenticated() {
  authenticated_ = true;
  connection_.SetMaxFrameBytes(kMaxFrameBytes);
  Caller changed = *caller();
  connection_.transport().Identify(changed);
  // Who is let in on a socket that is not read-only may manage, however it was decided.
  changed.may_manage |= !changed.read_only;
  SetCaller(std::move(changed));
  if (services_.router != nullptr) splice_ = services_.router->NewSplice(*this);
  services_.authenticated(*this);
}

}  // namespace pleiad::rpc
