// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/client_session.h"

#include <algorithm>
#include <atomic>

#include "libshared/base/error.h"
#include "libshared/rpc/api_names.h"
#include "libshared/rpc/call_runner.h"
#include "libshared/rpc/handover.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"
#include "libshared/rpc/wire_error.h"

namespace pleiad::rpc {
namespace {
constexpr int kPing = 1;
constexpr int kPong = 2;
constexpr size_t kMaxHeldDescriptors = 64;
// For this long a client's calls are served in a row; then others have their turn.
constexpr absl::Duration kTurn = absl::Microseconds(500);
// The calls that authenticate are small; who may not do anything yet makes us keep no more.
constexpr size_t kMaxAnonymousFrameBytes = 64 << 10;

uint64_t NextId() {
  static std::atomic<uint64_t> last{0};
  return ++last;
}

// A call that clients may make of other drivers is one that this driver lacks: they go on without it. Other numbers mean nothing.
absl::Status NoRowError(const Header& header) {
  const auto program = static_cast<Program>(header.program);
  const std::string_view api = ApiName(program, header.procedure);
  if (api != "unknown") return UnsupportedCall(ApiDomain(program, header.procedure), api);
  return RpcError("unknown procedure: " + std::to_string(header.procedure));
}

// Clients ask any hypervisor's daemon for what only some have: that one lacks it, but knows what is meant.
bool IsOfHypervisors(uint32_t program, const Table& table) {
  const auto which = static_cast<Program>(program);
  return (which == Program::kQemu || which == Program::kLxc) && table.HasProgram(static_cast<uint32_t>(Program::kRemote));
}

Caller WithId(Caller caller, uint64_t id) {
  caller.connection_id = id;
  return caller;
}
}  // namespace

// A call on its way over a worker.
struct ClientSession::Running {
  std::shared_ptr<ClientSession> session;
  std::shared_ptr<const Caller> caller;
  const Row& row;
  Header header;
  std::unique_ptr<DecodedCall> call;
  CallContext context;
  absl::Status status;
};

ClientSession::ClientSession(const SessionServices& services, std::unique_ptr<Transport> transport, Caller caller,
                             Authenticator* authenticator)
    : services_(services),
      authenticator_(authenticator),
      id_(NextId()),
      connection_(services.loop, std::move(transport), *this, services.limits.output),
      caller_(std::make_shared<const Caller>(WithId(std::move(caller), id_))) {
  connection_.SetMaxFrameBytes(kMaxAnonymousFrameBytes);
}

ClientSession::~ClientSession() = default;

std::shared_ptr<const Caller> ClientSession::caller() const {
  const absl::MutexLock lock(&mutex_);
  return caller_;
}

void ClientSession::SetCaller(Caller caller) {
  auto changed = std::make_shared<const Caller>(WithId(std::move(caller), id_));
  const absl::MutexLock lock(&mutex_);
  caller_ = std::move(changed);
}

// ---- what ends with the client ----------------------------------------------------------------------------------------
uint64_t ClientSession::OnClose(std::function<void()> hook) {
  {
    const absl::MutexLock lock(&mutex_);
    if (!gone_) {
      hooks_.emplace_back(next_hook_, std::move(hook));
      return next_hook_++;
    }
  }
  services_.loop.Post([hook = std::move(hook)] { hook(); });
  return 0;
}

void ClientSession::RemoveCloseHook(uint64_t number) {
  const absl::MutexLock lock(&mutex_);
  std::erase_if(hooks_, [number](const auto& hook) { return hook.first == number; });
}

void ClientSession::OnClosed(std::string_view reason) {
  const auto self = shared_from_this();
  std::vector<std::pair<uint64_t, std::function<void()>>> hooks;
  {
    const absl::MutexLock lock(&mutex_);
    gone_ = true;
    hooks.swap(hooks_);
  }
  for (const auto& pump : std::vector(streams_)) pump->Cancel();
  held_.clear();
  // Nobody waits for them any more, and they have not begun.
  in_flight_ -= static_cast<int>(for_workers_.size());
  std::exchange(for_workers_, {}).clear();
  // A splice may be on the stack of this call.
  if (splice_) splice_->OnClientClosed();
  if (splice_) services_.loop.Post([splice = std::shared_ptr<FrameSplice>(std::move(splice_))] {});
  for (const auto& [number, hook] : hooks) hook();
  services_.closed(*this, reason);
}

void ClientSession::Drain() {
  draining_ = true;
  connection_.PauseReading(kDraining);
  if (in_flight_ == 0) connection_.CloseWhenSent();
}

// ---- keepalive --------------------------------------------------------------------------------------------------------
void ClientSession::OnKeepalive(const Header& header) {
  if (header.procedure != kPing || header.type != MessageType::kMessage) return;
  connection_.Send({.program = header.program, .procedure = kPong, .type = MessageType::kMessage}, {});
}

absl::Time ClientSession::OnKeepaliveTimer(absl::Time now) {
  const absl::Duration interval = services_.keepalive.interval;
  if (!wants_keepalive_ || interval <= absl::ZeroDuration()) return absl::InfiniteFuture();
  // An interval after each ping, too: when the clock jumps, a client has its time to answer still.
  const absl::Time due = std::max(connection_.last_received() + interval * (unanswered_pings_ + 1), last_ping_ + interval);
  if (now < due) return due;
  if (unanswered_pings_ >= services_.keepalive.count) {
    Close("the client does not answer keepalive pings");
    return absl::InfiniteFuture();
  }
  ++unanswered_pings_;
  last_ping_ = now;
  connection_.Send({.program = static_cast<uint32_t>(Program::kKeepalive), .procedure = kPing, .type = MessageType::kMessage},
                   {});
  return now + interval;
}

// The client asks before it opens the connection, and this layer has the answer.
bool ClientSession::TakeKeepaliveFeature(const Frame& frame) {
  constexpr int32_t kFeatureProgramKeepalive = 10;
  if (frame.header.procedure != wire::ConnectSupportsFeature::kNumber ||
      frame.header.program != static_cast<uint32_t>(Program::kRemote))
    return false;
  wire::ConnectSupportsFeatureArgs args;
  xdr::Decoder d(frame.payload);
  xdr::Get(d, args);
  if (!d.ok() || args.feature != kFeatureProgramKeepalive) return false;
  wants_keepalive_ = true;
  Header reply = frame.header;
  reply.type = MessageType::kReply;
  xdr::Put(connection_.Begin(reply), wire::ConnectSupportsFeatureRet{.supported = 1});
  (void)connection_.End();
  services_.wants_keepalive();
  return true;
}

// ---- frames -----------------------------------------------------------------------------------------------------------
void ClientSession::OnFrame(Frame& frame) {
  const auto self = shared_from_this();
  // Its answer may begin a security layer, in front of which nothing may have slipped in.
  if (sasl_runs_) return Close("the client talks while it is authenticated");
  unanswered_pings_ = 0;
  if (frame.header.program == static_cast<uint32_t>(Program::kKeepalive)) return OnKeepalive(frame.header);
  turn_began_ = std::max(turn_began_, connection_.last_received());
  if (!held_.empty() || MustHold(frame.header.IsStream())) return Hold(frame);
  Route(frame);
}

// A client that floods, or that does not read its replies, has to wait: to serve it would cost the others time, and memory.
bool ClientSession::MustHold(bool is_stream) const {
  return (in_flight_ >= services_.limits.max_in_flight && !is_stream) || output_full_ || absl::Now() - turn_began_ > kTurn;
}

void ClientSession::Hold(Frame& frame) {
  held_bytes_ += frame.raw.size();
  held_descriptors_ += frame.descriptors.size();
  held_.push_back({std::string(frame.raw), std::move(frame.descriptors)});
  if (held_bytes_ > services_.limits.max_held_bytes || held_descriptors_ > kMaxHeldDescriptors) connection_.PauseReading(kHeld);
  ServeHeldSoon();
}

// Unless its time is all that was over, the end of a call or of the output's queue goes on.
void ClientSession::ServeHeldSoon() {
  if (in_flight_ >= services_.limits.max_in_flight || output_full_ || std::exchange(serving_posted_, true)) return;
  services_.loop.Post([self = shared_from_this()] {
    const FlushScope scope;
    self->serving_posted_ = false;
    if (!self->draining_) self->ServeHeld();
  });
}

void ClientSession::ServeHeld() {
  size_t served = 0;
  turn_began_ = absl::Now();
  while (served < held_.size() && !MustHold(/*is_stream=*/false) && !connection_.closed()) {
    Held held = std::move(held_[served++]);
    held_bytes_ -= held.raw.size();
    held_descriptors_ -= held.descriptors.size();
    // It was read once, so that it can be read again; its descriptors are put where they were.
    FrameReader reader;
    const size_t marks = held.descriptors.size();
    const std::string bytes = held.raw + std::string(marks, '\0');
    reader.Feed(bytes, std::move(held.descriptors), [this](Frame& frame) {
      Route(frame);
      return false;
    });
  }
  held_.erase(held_.begin(), held_.begin() + static_cast<ptrdiff_t>(std::min(served, held_.size())));
  if (!held_.empty()) return ServeHeldSoon();
  connection_.ResumeReading(kHeld);
}

void ClientSession::Route(Frame& frame) {
  switch (frame.header.type) {
    case MessageType::kCall:
    case MessageType::kCallWithFds:
      return RouteCall(frame);
    case MessageType::kStream:
    case MessageType::kStreamHole:
      return RouteStream(frame);
    default:
      return;  // what a server never accepts is passed over
  }
}

void ClientSession::RouteStream(Frame& frame) {
  if (auto pump = FindStream(frame.header)) {
    if (!pump->OnClientFrame(frame)) Close("an unexpected stream hole");
    return;
  }
  // A message of a stream that has ended is passed over.
  if (splice_) splice_->Take(frame);
}

void ClientSession::RouteCall(Frame& frame) {
  const Header& header = frame.header;
  const bool known = table_->HasProgram(header.program) || IsOfHypervisors(header.program, *table_) ||
                     (services_.router != nullptr && services_.router->KnowsProgram(header.program)) ||
                     (services_.takes_clients && header.program == kHandoverProgram);
  if (header.version != kProtocolVersion || !known) {
    return ReplyError(
        header, RpcError("Cannot find program " + std::to_string(header.program) + " version " + std::to_string(header.version)));
  }
  if (header.status != MessageStatus::kOk) {
    return ReplyError(header, RpcError("Unexpected message status " + std::to_string(static_cast<int>(header.status))));
  }
  if (TakeAuthentication(frame)) return;
  if (!authenticated_) return ReplyError(header, RpcError("authentication required"));
  if (TakeKeepaliveFeature(frame) || TakeHandover(frame)) return;
  if (splice_ && splice_->Take(frame)) return;
  const Row* row = table_->Find(header.program, header.procedure);
  if (row == nullptr) return ReplyError(header, NoRowError(header));
  StartCall(*row, frame);
}

// ---- calls ------------------------------------------------------------------------------------------------------------
void ClientSession::StartCall(const Row& row, Frame& frame) {
  const Header header = frame.header;
  if (row.needs_open != opened_ && row.number != wire::ConnectClose::kNumber && row.program != Program::kAdmin) {
    return ReplyError(header, OpenStateError(row, opened_));
  }
  std::unique_ptr<DecodedCall> call = row.decode(row, frame.payload);
  if (!call) return ReplyError(header, RpcError("Unable to decode message payload"));
  if (row.opens_stream) {
    if (streams_.size() >= static_cast<size_t>(services_.limits.max_streams)) {
      return ReplyError(header,
                        MakeError(ErrorDomain::kRpc, ErrorCode::kResourceBusy, "too many streams are open on this connection"));
    }
    streams_.push_back(
        std::make_shared<StreamPump>(services_.loop, services_.workers, static_cast<StreamPump::Host&>(*this), header));
  }
  const bool may_wait = row.run == Run::kWorker || (access_ != nullptr && access_->MayWait());
  if (may_wait) return RunOnWorker(row, header, std::move(call), std::move(frame.descriptors));
  RunInline(row, header, *call, std::move(frame.descriptors));
}

void ClientSession::RunInline(const Row& row, const Header& header, DecodedCall& call, std::vector<UniqueFd> descriptors) {
  const auto caller = this->caller();
  CallContext context{*caller, *this, header, std::move(descriptors), {}, {}};
  const absl::Status status = AuthorizeAndExecute(row, call, context, access_);
  if (connection_.closed()) return;
  if (status.ok()) AfterSuccess(row, call);
  status.ok() ? Reply(header, call, std::move(context.reply_descriptors)) : ReplyError(header, status);
  if (row.opens_stream) SettleStream(header, std::move(context.stream), status.ok());
}

void ClientSession::RunOnWorker(const Row& row, const Header& header, std::unique_ptr<DecodedCall> call,
                                std::vector<UniqueFd> descriptors) {
  ++in_flight_;
  auto caller = this->caller();
  const Caller& as = *caller;
  // The context refers to the header in the same object, which therefore must not move.
  auto running = std::make_unique<Running>(
      Running{shared_from_this(), std::move(caller), row, header, std::move(call), {as, *this, header, {}, {}, {}}, {}});
  auto* const at = running.get();
  std::destroy_at(&at->context);
  std::construct_at(&at->context, CallContext{as, *this, at->header, std::move(descriptors), {}, {}});
  // Calls that all wait for one guest must leave workers to the other clients.
  const size_t most = std::max<size_t>(services_.workers.limits().max_threads / 2, 1);
  if (on_workers_ >= most) return for_workers_.push_back(std::move(running));
  Submit(std::move(running));
}

void ClientSession::Submit(std::unique_ptr<Running> running) {
  ++on_workers_;
  // A call that only reads memory is on a worker for its access check, and soon ends.
  using Urgency = event::WorkerPool::Urgency;
  const Urgency urgency = running->row.run == Run::kInline ? Urgency::kUrgent : Urgency::kNormal;
  services_.workers.Submit(
      [running = std::move(running), access = access_, &loop = services_.loop]() mutable {
        running->status = AuthorizeAndExecute(running->row, *running->call, running->context, access);
        loop.Post([running = std::move(running)] { running->session->Finish(*running); });
      },
      urgency);
}

void ClientSession::Finish(Running& running) {
  const FlushScope scope;
  --in_flight_;
  --on_workers_;
  if (!for_workers_.empty()) {
    auto next = std::move(for_workers_.front());
    for_workers_.pop_front();
    Submit(std::move(next));
  }
  if (!connection_.closed()) {
    if (running.status.ok()) AfterSuccess(running.row, *running.call);
    running.status.ok() ? Reply(running.header, *running.call, std::move(running.context.reply_descriptors))
                        : ReplyError(running.header, running.status);
  }
  if (running.row.opens_stream) SettleStream(running.header, std::move(running.context.stream), running.status.ok());
  if (draining_) {
    if (in_flight_ == 0) connection_.CloseWhenSent();
  } else if (!held_.empty()) {
    ServeHeld();
  }
}

// Opening and closing change what else the client may call.
void ClientSession::AfterSuccess(const Row& row, const DecodedCall& call) {
  if (row.program != Program::kRemote) return;
  if (row.number == wire::ConnectClose::kNumber) opened_ = false;
  if (row.number != wire::ConnectOpen::kNumber) return;
  opened_ = true;
  constexpr uint64_t kReadOnly = 1;
  if (call.flags() & kReadOnly && !read_only()) {
    Caller changed = *caller();
    changed.read_only = true;
    SetCaller(std::move(changed));
  }
}

void ClientSession::SettleStream(const Header& header, std::optional<StreamEnd> end, bool ok) {
  const auto pump = FindStream(header);
  if (pump && ok && end && !connection_.closed()) return pump->Start(std::move(*end));
  if (pump) pump->Cancel();
  // A stream whose client has gone meanwhile still ends in order.
  if (!pump && end && end->on_end) {
    services_.workers.Submit([on_end = std::move(end->on_end)]() mutable { (void)on_end(StreamOutcome::kAborted); });
  }
}

void ClientSession::Reply(const Header& call, const DecodedCall& result, std::vector<UniqueFd> descriptors) {
  Header header = call;
  header.type = descriptors.empty() ? MessageType::kReply : MessageType::kReplyWithFds;
  if (descriptors.size() > kMaxDescriptors)
    return ReplyError(call, RpcError("the reply has more descriptors than can be passed"));
  if (!descriptors.empty() && !connection_.transport().CanPassDescriptors()) return ReplyError(call, NoDescriptorsError());
  xdr::Encoder& out = connection_.Begin(header);
  if (!descriptors.empty()) out.U32(static_cast<uint32_t>(descriptors.size()));
  result.EncodeResult(out);
  if (!connection_.End(std::move(descriptors))) return ReplyError(call, RpcError("Unable to encode message payload"));
  UpdateOutputPause();
}

void ClientSession::ReplyError(const Header& call, const absl::Status& status) {
  Header header = call;
  header.type = MessageType::kReply;
  header.status = MessageStatus::kError;
  xdr::Put(connection_.Begin(header), ToWireError(status));
  (void)connection_.End();
  UpdateOutputPause();
}

// A client that does not read its replies is not asked for more calls.
void ClientSession::UpdateOutputPause() {
  if (!connection_.IsCongested()) return;
  output_full_ = true;
  connection_.PauseReading(kOutputFull);
}

void ClientSession::OnDrained() {
  const auto self = shared_from_this();
  output_full_ = false;
  connection_.ResumeReading(kOutputFull);
  if (!held_.empty()) ServeHeldSoon();
  for (const auto& pump : std::vector(streams_)) pump->OnDrained();
  if (splice_) splice_->OnClientDrained();
}

// ---- streams ----------------------------------------------------------------------------------------------------------
std::shared_ptr<StreamPump> ClientSession::FindStream(const Header& header) {
  const auto found = std::ranges::find_if(streams_, [&header](const auto& pump) { return pump->Matches(header); });
  return found == streams_.end() ? nullptr : *found;
}

void ClientSession::StreamBacklogChanged() {
  const bool full =
      std::ranges::any_of(streams_, [](const auto& pump) { return pump->backlog_bytes() > StreamPump::kMaxBacklogBytes; });
  full ? connection_.PauseReading(kStreamFull) : connection_.ResumeReading(kStreamFull);
}

void ClientSession::StreamEnded(StreamPump& pump) {
  // The pump may be on the stack of this call.
  services_.loop.Post([self = shared_from_this(), ended = pump.shared_from_this()] {
    std::erase(self->streams_, ended);
    self->StreamBacklogChanged();
  });
}

}  // namespace pleiad::rpc
