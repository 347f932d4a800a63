// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/upstream.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/rpc/authenticator.h"
#include "libshared/rpc/handover.h"
#include "libshared/rpc/identity.h"
#include "libshared/rpc/peer_names.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire_error.h"

namespace pleiad::rpc {
namespace {
// Our own calls; clients count up from 0.
constexpr uint32_t kOwnSerial = 0xffffffff;
constexpr uint32_t kRemote = static_cast<uint32_t>(Program::kRemote);
constexpr uint32_t kReadOnly = 1;
// More calls than a daemon lets one client have at a time, and more streams. What comes beyond is passed on unrecorded.
constexpr size_t kMaxTracked = 4096;
constexpr int kConnectSeconds = 30;
constexpr size_t kMaxWaitingDescriptors = 64;

// The calls after whose reply the client waits for what the stream brings.
bool OpensStream(const Header& header) {
  constexpr int kStreams[] = {148, 201, 208, 209, 211, 215, 296, 304};
  return header.program == kRemote && std::ranges::find(kStreams, header.procedure) != std::end(kStreams);
}

absl::Status Hangup() { return SystemError(ErrorDomain::kRpc, EIO, "End of file while reading data"); }
}  // namespace

absl::StatusOr<UniqueFd> DialUnix(const std::string& path) {
  const auto failed = [&path](int error_number) {
    return SystemError(ErrorDomain::kRpc, error_number, "Failed to connect socket to '" + path + "'");
  };
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return failed(ENAMETOOLONG);
  memcpy(address.sun_path, path.data(), path.size());
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket) return failed(errno);
  // A daemon that hangs has a full backlog at some time, where a connection would wait for ever.
  const timeval patience{.tv_sec = kConnectSeconds, .tv_usec = 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return failed(errno);
  return socket;
}

Upstream::Upstream(event::Loop& loop, event::WorkerPool& workers, Client& client, Plan plan)
    : loop_(loop), workers_(workers), client_(&client), plan_(std::move(plan)) {}

Upstream::~Upstream() = default;

void Upstream::Start() {
  workers_.Submit([self = shared_from_this(), &loop = loop_]() mutable {
    if (self->plan_.send_identity) {
      Caller named = *self->plan_.caller;
      LookUpNames(named);
      self->plan_.caller = std::make_shared<const Caller>(std::move(named));
    }
    auto socket = self->plan_.dial();
    loop.Post([self = std::move(self), socket = std::move(socket)]() mutable { self->OnDialled(std::move(socket)); });
  });
}

void Upstream::Cancel() {
  client_ = nullptr;
  state_ = State::kEnded;
  waiting_.clear();
  unanswered_.clear();
  ping_timer_.Reset();
  if (connection_) connection_->Close("the client is gone");
}

void Upstream::CancelWith(const absl::Status& status) {
  const auto self = shared_from_this();
  if (state_ == State::kEnded) return;
  state_ = State::kEnded;
  FailUnanswered(status);
  Cancel();
}

// ---- until it is ready ------------------------------------------------------------------------------------------------
void Upstream::OnDialled(absl::StatusOr<UniqueFd> socket) {
  if (state_ == State::kEnded) return;
  if (!socket.ok()) return Fail(socket.status());
  connection_ =
      std::make_unique<Connection>(loop_, NewSocketTransport(*std::move(socket)), static_cast<Connection::Handler&>(*this));
  state_ = State::kListing;
  OnPingTimer();
  SendOwn(wire::AuthList::kNumber, {});
}

void Upstream::SendOwn(int procedure, std::string_view payload) {
  connection_->Send({.program = kRemote, .procedure = procedure, .serial = kOwnSerial}, payload);
}

void Upstream::OnHandshake(Frame& frame) {
  // The client's own open goes through while we listen; its reply is looked at, and kept until the identity is known there.
  if (state_ == State::kOpening && !plan_.uri) {
    if (frame.header.serial != waiting_.front().header.serial || frame.header.procedure != wire::ConnectOpen::kNumber) return;
    const bool opened = frame.header.status == MessageStatus::kOk;
    waiting_.erase(waiting_.begin());
    open_reply_.push_back({frame.header, std::string(frame.raw), {}});
    if (!opened) return BecomeReady();
    return HandOver() ? void() : Identify();
  }
  // The client's connection is open, and events come when they come.
  if (frame.header.type == MessageType::kMessage && client_ != nullptr) return client_->OnUpstreamFrame(*this, frame);
  if (frame.header.serial != kOwnSerial || frame.header.type != MessageType::kReply) return;
  if (state_ == State::kHandingOver) return OnHandedOver(frame.header.status == MessageStatus::kOk);
  if (frame.header.status == MessageStatus::kError) return Fail(DecodeError(frame.payload));
  switch (state_) {
    case State::kListing:
      return OnAuthList(frame);
    case State::kAsking:
      return Open();
    case State::kOpening:
      return Identify();
    case State::kIdentifying:
      return BecomeReady();
    default:
      return;
  }
}

void Upstream::OnAuthList(const Frame& frame) {
  wire::AuthListRet ret;
  xdr::Decoder d(frame.payload);
  xdr::Get(d, ret);
  const auto offers = [&ret](AuthType type) {
    return std::ranges::find(ret.types.items, static_cast<int32_t>(type)) != ret.types.items.end();
  };
  if (!d.ok()) return Fail(RpcError("Unable to decode message payload"));
  if (ret.types.items.empty() || offers(AuthType::kNone)) return Open();
  if (!offers(AuthType::kPolkit))
    return Fail(MakeError(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "no authentication that a daemon can do is offered"));
  state_ = State::kAsking;
  SendOwn(wire::AuthPolkit::kNumber, {});
}

void Upstream::Open() {
  state_ = State::kOpening;
  if (plan_.uri) {
    xdr::Encoder e;
    xdr::Put(e, wire::ConnectOpenArgs{*plan_.uri, plan_.caller->read_only ? kReadOnly : 0});
    return SendOwn(wire::ConnectOpen::kNumber, e.out());
  }
  // What came first is the client's open; it stays at the front until its reply is here.
  Waiting& first = waiting_.front();
  connection_->SendRaw(first.raw, std::move(first.descriptors));
}

// The client has its answer before the other daemon can write to it.
bool Upstream::HandOver() {
  if (!plan_.send_identity || client_ == nullptr || waiting_bytes_ > kMaxUnreadBytes / 2 || waiting_descriptors_ > 0)
    return false;
  AnswerOpen();
  UniqueFd socket = client_ == nullptr ? UniqueFd() : client_->OfferClient();
  if (!socket) return false;
  state_ = State::kHandingOver;
  TakeClientArgs args;
  args.identity.items = IdentityParams(*plan_.caller);
  args.wants_keepalive = client_->ClientWantsKeepalive();
  for (const Waiting& frame : waiting_) args.unread.bytes += frame.raw;
  xdr::Encoder& out = connection_->Begin(
      {.program = kHandoverProgram, .procedure = kTakeClient, .type = MessageType::kCallWithFds, .serial = kOwnSerial});
  out.U32(1);
  xdr::Put(out, args);
  std::vector<UniqueFd> descriptors;
  descriptors.push_back(std::move(socket));
  if (!connection_->End(std::move(descriptors))) OnHandedOver(/*taken=*/false);
  return true;
}

void Upstream::OnHandedOver(bool taken) {
  if (client_ == nullptr) return;
  if (taken) return client_->OnClientTaken();
  client_->OnClientKept();
  Identify();
}

void Upstream::Identify() {
  if (!plan_.send_identity) return BecomeReady();
  state_ = State::kIdentifying;
  xdr::Encoder e;
  wire::ConnectSetIdentityArgs args;
  args.params.items = IdentityParams(*plan_.caller);
  xdr::Put(e, args);
  SendOwn(wire::ConnectSetIdentity::kNumber, e.out());
}

void Upstream::AnswerOpen() {
  for (Waiting& reply : std::exchange(open_reply_, {})) {
    Frame frame;
    frame.header = reply.header;
    frame.raw = reply.raw;
    frame.payload = std::string_view(reply.raw).substr(kHeaderBytes);
    unanswered_.erase(reply.header.serial);
    if (client_ != nullptr) client_->OnUpstreamFrame(*this, frame);
  }
}

void Upstream::BecomeReady() {
  state_ = State::kReady;
  AnswerOpen();
  for (Waiting& frame : std::exchange(waiting_, {})) {
    if (state_ == State::kReady) Pass(frame.header, frame.raw, std::move(frame.descriptors));
  }
  waiting_bytes_ = waiting_descriptors_ = 0;
  if (client_ != nullptr) client_->OnUpstreamDrained(*this);
}

// ---- from then on -----------------------------------------------------------------------------------------------------
void Upstream::Send(Frame& frame) {
  if (state_ == State::kEnded) return;
  TrackCall(frame.header);
  if (connection_ && !ping_timer_armed_) OnPingTimer();
  if (state_ == State::kReady) return Pass(frame.header, frame.raw, std::move(frame.descriptors));
  waiting_bytes_ += frame.raw.size();
  waiting_descriptors_ += frame.descriptors.size();
  waiting_.push_back({frame.header, std::string(frame.raw), std::move(frame.descriptors)});
}

void Upstream::Pass(const Header&, std::string_view raw, std::vector<UniqueFd> descriptors) {
  connection_->SendRaw(raw, std::move(descriptors));
}

bool Upstream::IsCongested() const {
  return waiting_bytes_ > kMaxWaitingBytes || waiting_descriptors_ > kMaxWaitingDescriptors ||
         (connection_ && connection_->IsCongested());
}

// Remembers what an answer is owed for: nobody must wait for ever when the other daemon ends. A stream is owed its end, from the
// reply to the call that opens it.
void Upstream::TrackCall(const Header& header) {
  const bool is_call = header.type == MessageType::kCall || header.type == MessageType::kCallWithFds;
  if (is_call && unanswered_.size() < kMaxTracked) unanswered_.insert_or_assign(header.serial, header);
}

void Upstream::TrackAnswer(const Header& header) {
  const auto found = unanswered_.find(header.serial);
  if (found == unanswered_.end()) return;
  const bool is_reply = header.type == MessageType::kReply || header.type == MessageType::kReplyWithFds;
  if (is_reply && header.status == MessageStatus::kOk && OpensStream(header)) {
    found->second.type = MessageType::kStream;
  } else if (is_reply || (header.type == MessageType::kStream && header.status != MessageStatus::kContinue)) {
    unanswered_.erase(found);
  }
}

void Upstream::OnFrame(Frame& frame) {
  auto self = shared_from_this();
  TakeFrame(frame);
  // With its client gone nobody else holds it, and its connection is on the stack.
  if (client_ == nullptr) loop_.Post([self = std::move(self)] {});
}

void Upstream::TakeFrame(Frame& frame) {
  unanswered_pings_ = 0;
  if (frame.header.program == static_cast<uint32_t>(Program::kKeepalive)) {
    constexpr int kPing = 1, kPong = 2;
    if (frame.header.procedure == kPing)
      connection_->Send({.program = frame.header.program, .procedure = kPong, .type = MessageType::kMessage}, {});
    return;
  }
  if (state_ != State::kReady) return OnHandshake(frame);
  TrackAnswer(frame.header);
  if (client_ != nullptr) client_->OnUpstreamFrame(*this, frame);
}

void Upstream::OnDrained() {
  if (client_ != nullptr) client_->OnUpstreamDrained(*this);
}

void Upstream::OnClosed(std::string_view) {
  if (state_ != State::kEnded) Fail(Hangup());
}

void Upstream::FailUnanswered(const absl::Status& status) {
  for (const auto& [serial, header] : std::exchange(unanswered_, {})) {
    if (client_ != nullptr) client_->OnUpstreamError(*this, header, status);
  }
}

// Runs while an answer is owed, and for one turn after that.
void Upstream::OnPingTimer() {
  const FlushScope scope;
  const auto self = shared_from_this();
  ping_timer_armed_ = false;
  if (state_ == State::kEnded || (state_ == State::kReady && unanswered_.empty())) return;
  if (absl::Now() - connection_->last_received() >= kPingInterval) {
    if (unanswered_pings_ >= kMaxPings) {
      return Fail(MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "connection closed due to keepalive timeout"));
    }
    ++unanswered_pings_;
    connection_->Send({.program = static_cast<uint32_t>(Program::kKeepalive), .procedure = 1, .type = MessageType::kMessage}, {});
  }
  ping_timer_armed_ = true;
  if (ping_timer_) {
    ping_timer_.Arm(kPingInterval);
  } else {
    ping_timer_ = loop_.AddTimer(kPingInterval, [this] { OnPingTimer(); });
  }
}

void Upstream::Fail(const absl::Status& status) {
  const auto self = shared_from_this();
  if (state_ == State::kEnded) return;
  state_ = State::kEnded;
  waiting_.clear();
  ping_timer_.Reset();
  FailUnanswered(status);
  if (client_ != nullptr) client_->OnUpstreamEnded(*this);
  client_ = nullptr;
  // This may be on the connection's stack: it is closed by its own event then, or here later.
  loop_.Post([self] {
    if (self->connection_) self->connection_->Close("the upstream has failed");
  });
}

}  // namespace pleiad::rpc
