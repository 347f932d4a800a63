// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/client.h"

#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>

#include <algorithm>
#include <atomic>

#include "absl/cleanup/cleanup.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/authenticator.h"
#include "libshared/rpc/client_address.h"
#include "libshared/rpc/upstream.h"
#include "libshared/rpc/wire/auth.h"
#include "libshared/rpc/wire/connect.h"

namespace pleiad::rpc {
namespace {
constexpr uint32_t kReadOnly = 1;
constexpr int kPing = 1, kPong = 2;
constexpr int kFeatureKeepalive = 10;

absl::Status Hangup() { return SystemError(ErrorDomain::kRpc, EIO, "End of file while reading data"); }
absl::Status Silent() { return SystemError(ErrorDomain::kRpc, ETIMEDOUT, "the daemon does not answer keepalive messages"); }
absl::Status TimedOut() {
  return MakeError(ErrorDomain::kRpc, ErrorCode::kOperationTimeout, "the daemon has not answered in time");
}
}  // namespace

// What the loop's thread needs of a client that is watched.
struct Client::Watching {
  event::Loop* loop = nullptr;
  event::Source source, ping_timer;
  std::function<void()> ended;
  std::atomic<bool> rearm = false;
  bool gone = false;  // the loop's thread only
};

Client::Client(UniqueFd socket, Options options)
    : options_(std::move(options)), transport_(NewSocketTransport(std::move(socket))), watching_(std::make_shared<Watching>()) {}

Client::~Client() {
  watching_->gone = true;
  watching_->source.Reset();
  watching_->ping_timer.Reset();
}

absl::StatusOr<std::unique_ptr<Client>> Client::Connect(std::string_view uri, Options options) {
  ASSIGN_OR_RETURN(const ClientAddress address, ClientAddress::Of(uri, options.read_only));
  return Open(address.socket, address.uri, std::move(options));
}

absl::StatusOr<std::unique_ptr<Client>> Client::Open(const std::string& path, const std::string& uri, Options options) {
  ASSIGN_OR_RETURN(UniqueFd socket, DialUnix(path));
  return Open(std::move(socket), uri, std::move(options));
}

absl::StatusOr<std::unique_ptr<Client>> Client::Open(UniqueFd socket, const std::string& uri, Options options) {
  std::unique_ptr<Client> client(new Client(std::move(socket), std::move(options)));
  RETURN_IF_ERROR(client->Handshake(uri));
  return client;
}

absl::Status Client::Handshake(const std::string& uri) {
  ASSIGN_OR_RETURN(const wire::AuthListRet auth, Call<wire::AuthList>({}));
  const auto offers = [&auth](AuthType type) {
    return std::ranges::find(auth.types.items, static_cast<int32_t>(type)) != auth.types.items.end();
  };
  if (!offers(AuthType::kNone) && offers(AuthType::kPolkit)) RETURN_IF_ERROR(Call<wire::AuthPolkit>({}).status());
  if (options_.keepalive_interval > absl::ZeroDuration()) {
    const auto keepalive = Call<wire::ConnectSupportsFeature>({kFeatureKeepalive});
    const absl::MutexLock lock(&mutex_);
    pings_ = keepalive.ok() && keepalive->supported == 1;
  }
  RETURN_IF_ERROR(Call<wire::ConnectOpen>({uri, options_.read_only ? kReadOnly : 0}).status());
  if (options_.identity.empty()) return absl::OkStatus();
  wire::ConnectSetIdentityArgs args;
  args.params.items = options_.identity;
  return Call<wire::ConnectSetIdentity>(args).status();
}

// ---- calls ------------------------------------------------------------------------------------------------------------
absl::StatusOr<Client::Message> Client::RoundTrip(Header header, std::string_view args, std::vector<UniqueFd> descriptors,
                                                  absl::Duration timeout, bool opens_stream) {
  const absl::Time deadline = DeadlineOf(timeout);
  absl::StatusOr<Message> result = TimedOut();
  {
    const absl::MutexLock lock(&mutex_);
    header.serial = next_serial_++;
    // Data may follow the reply at once, and be read with it.
    if (opens_stream) streams_[header.serial];
    awaited_serial_ = header.serial;
    awaiting_ = true;
    reply_.clear();
    absl::Status status = Write(header, args, std::move(descriptors), deadline);
    while (status.ok() && reply_.empty()) status = Wait(POLLIN, deadline);
    awaiting_ = false;
    if (!status.ok()) {
      result = status;
    } else if (reply_.front().header.status == MessageStatus::kError) {
      result = DecodeError(reply_.front().payload);
    } else {
      result = std::move(reply_.front());
    }
    reply_.clear();
    if (opens_stream && !result.ok()) streams_.erase(header.serial);
  }
  AfterUnlock();
  return result;
}

absl::Status Client::Write(const Header& header, std::string_view payload, std::vector<UniqueFd> descriptors,
                           absl::Time deadline) {
  std::string frame;
  if (descriptors.empty()) {
    frame = BuildFrame(header, payload);
  } else {
    if (descriptors.size() > kMaxDescriptors) return RpcError("Too many descriptors for one message");
    Header with_descriptors = header;
    with_descriptors.type = MessageType::kCallWithFds;
    xdr::Encoder counted;
    counted.U32(static_cast<uint32_t>(descriptors.size()));
    counted.out().append(payload);
    frame = BuildFrame(with_descriptors, counted.out());
  }
  if (frame.empty()) return RpcError("Unable to encode message payload");
  frame.insert(0, std::exchange(aside_, {}));
  writing_ = true;
  const absl::Cleanup written = [this]() ABSL_NO_THREAD_SAFETY_ANALYSIS {
    writing_ = false;
    WriteAside({});
  };
  for (std::string_view rest = frame; !rest.empty();) {
    if (ended_) return Hangup();
    const IoResult result = transport_->Write(rest);
    if (result.kind == IoResult::Kind::kMoved) {
      rest.remove_prefix(result.bytes);
    } else if (result.kind == IoResult::Kind::kWouldWait) {
      // The daemon may itself wait for us to read.
      RETURN_IF_ERROR(Wait(POLLIN | POLLOUT, deadline));
    } else {
      End();
    }
  }
  for (size_t sent = 0; sent < descriptors.size();) {
    if (ended_) return Hangup();
    const IoResult result = transport_->WriteDescriptor(descriptors[sent].get());
    if (result.kind == IoResult::Kind::kMoved) {
      ++sent;
    } else if (result.kind == IoResult::Kind::kWouldWait) {
      RETURN_IF_ERROR(Wait(POLLIN | POLLOUT, deadline));
    } else {
      End();
    }
  }
  return absl::OkStatus();
}

absl::Status Client::Wait(short events, absl::Time deadline) {
  if (ended_) return Hangup();
  pollfd waiting{transport_->descriptor(), events, 0};
  const absl::Time now = absl::Now();
  // A call cut off in the middle of a frame can't be followed by another.
  if (deadline <= now) {
    if (events & POLLOUT) End();
    return TimedOut();
  }
  if (NextPing() <= now) RETURN_IF_ERROR(Ping());
  const absl::Duration left = std::min({deadline, NextPing(), now + absl::Hours(1)}) - now;
  const int ready = poll(&waiting, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
  if (ready > 0 && waiting.revents & (POLLIN | POLLHUP | POLLERR)) ReadAll();
  return ended_ && reply_.empty() ? Hangup() : absl::OkStatus();
}

void Client::ReadAll() {
  char buffer[65536];
  while (!ended_) {
    std::vector<UniqueFd> descriptors;
    const IoResult result = transport_->Read(buffer, descriptors);
    if (result.kind == IoResult::Kind::kWouldWait) return;
    if (result.kind != IoResult::Kind::kMoved) return End();
    last_received_ = absl::Now();
    unanswered_pings_ = 0;
    const std::string_view broken =
        reader_.Feed({buffer, result.bytes}, std::move(descriptors), [this](Frame& frame) ABSL_NO_THREAD_SAFETY_ANALYSIS {
          Sort(frame);
          return true;
        });
    if (!broken.empty()) return End();
    if (awaiting_ && !reply_.empty()) return;
  }
}

void Client::Sort(Frame& frame) {
  const Header& header = frame.header;
  if (header.program == static_cast<uint32_t>(Program::kKeepalive)) {
    if (header.procedure == kPing)
      WriteAside(BuildFrame({.program = header.program, .procedure = kPong, .type = MessageType::kMessage}, {}));
    return;
  }
  switch (header.type) {
    case MessageType::kReply:
    case MessageType::kReplyWithFds:
      if (awaiting_ && header.serial == awaited_serial_)
        reply_.push_back({header, std::string(frame.payload), std::move(frame.descriptors)});
      // A hole that failed is answered so.
      if (auto stream = streams_.find(header.serial); stream != streams_.end() && !awaiting_) {
        stream->second.push_back({header, std::string(frame.payload), {}});
      }
      return;
    case MessageType::kStream:
    case MessageType::kStreamHole:
      if (auto stream = streams_.find(header.serial); stream != streams_.end())
        stream->second.push_back({header, std::string(frame.payload), {}});
      return;
    case MessageType::kMessage:
      return DeliverEvent(frame);
    default:
      return;
  }
}

// ---- keepalive --------------------------------------------------------------------------------------------------------
// What does not fit goes ahead of the next call.
void Client::WriteAside(std::string frame) {
  aside_ += frame;
  while (!aside_.empty() && !writing_ && !ended_) {
    const IoResult result = transport_->Write(aside_);
    if (result.kind != IoResult::Kind::kMoved) return;
    aside_.erase(0, result.bytes);
  }
}

absl::Time Client::NextPing() const {
  return pings_ ? std::max(last_received_, last_ping_) + options_.keepalive_interval : absl::InfiniteFuture();
}

absl::Status Client::Ping() {
  if (unanswered_pings_ >= options_.keepalive_count) {
    End();
    return Silent();
  }
  ++unanswered_pings_;
  last_ping_ = absl::Now();
  WriteAside(
      BuildFrame({.program = static_cast<uint32_t>(Program::kKeepalive), .procedure = kPing, .type = MessageType::kMessage}, {}));
  return absl::OkStatus();
}

// A call that is under way pings by itself.
void Client::OnPingTimer() {
  absl::Time next = absl::Now() + options_.keepalive_interval;
  if (mutex_.TryLock()) {
    if (!ended_ && NextPing() <= absl::Now()) (void)Ping();
    if (!ended_) next = NextPing();
    mutex_.Unlock();
    AfterUnlock();
  }
  watching_->ping_timer.Arm(std::max(next - absl::Now(), absl::Milliseconds(1)));
}

// ---- events -----------------------------------------------------------------------------------------------------------
void Client::DeliverEvent(const Frame& frame) {
  const auto handler = events_.find({frame.header.program, frame.header.procedure});
  if (handler == events_.end()) return;
  if (watching_->loop == nullptr) return handler->second(frame.payload);
  watching_->loop->Post([watching = watching_, handle = handler->second, payload = std::string(frame.payload)] {
    if (!watching->gone) handle(payload);
  });
}

void Client::End() {
  if (std::exchange(ended_, true)) return;
  transport_->Shutdown();
  if (watching_->loop == nullptr) return;
  watching_->loop->Post([watching = watching_] {
    watching->source.Reset();
    watching->ping_timer.Reset();
    if (!watching->gone && watching->ended) watching->ended();
  });
}

void Client::Watch(event::Loop& loop, std::function<void()> ended) {
  const absl::MutexLock lock(&mutex_);
  watching_->ended = std::move(ended);
  watching_->loop = &loop;
  watching_->source = loop.AddIo(transport_->descriptor(), EPOLLIN, [this](uint32_t) { OnWatched(); });
  if (pings_) watching_->ping_timer = loop.AddTimer(options_.keepalive_interval, [this] { OnPingTimer(); });
}

// A thread that makes a call reads by itself; until it is done, the loop must not spin on what that one is to read.
void Client::OnWatched() {
  watching_->source.SetEvents(0);
  watching_->rearm = true;
  if (!mutex_.TryLock()) return;
  if (!ended_) ReadAll();
  mutex_.Unlock();
  AfterUnlock();
}

void Client::AfterUnlock() {
  if (!watching_->rearm.exchange(false)) return;
  watching_->loop->Post([watching = watching_] {
    if (!watching->gone && watching->source) watching->source.SetEvents(EPOLLIN);
  });
}

// ---- streams ----------------------------------------------------------------------------------------------------------
ClientStream::~ClientStream() {
  if (open_) (void)Abort(absl::Seconds(5));
  const absl::MutexLock lock(&client_.mutex_);
  client_.streams_.erase(header_.serial);
}

absl::StatusOr<Client::Message> ClientStream::Next(absl::Time deadline) {
  auto& queue = client_.streams_[header_.serial];
  while (queue.empty()) RETURN_IF_ERROR(client_.Wait(POLLIN, deadline));
  Client::Message message = std::move(queue.front());
  queue.pop_front();
  if (message.header.status == MessageStatus::kError) {
    open_ = false;
    return DecodeError(message.payload);
  }
  return message;
}

absl::StatusOr<ClientStream::Piece> ClientStream::Read(absl::Duration timeout) {
  absl::StatusOr<Client::Message> message = TimedOut();
  {
    const absl::MutexLock lock(&client_.mutex_);
    message = Next(client_.DeadlineOf(timeout));
  }
  client_.AfterUnlock();
  RETURN_IF_ERROR(message.status());
  Piece piece;
  if (message->header.type == MessageType::kStreamHole) {
    xdr::Decoder d(message->payload);
    piece.hole = static_cast<int64_t>(d.U64());
    if (!d.ok() || piece.hole <= 0) return RpcError("Unable to decode message payload");
  } else {
    piece.data = std::move(message->payload);
    piece.end = piece.data.empty();
  }
  return piece;
}

absl::Status ClientStream::Write(std::string_view data, absl::Duration timeout) {
  const absl::MutexLock lock(&client_.mutex_);
  Header header = header_;
  header.type = MessageType::kStream;
  header.status = MessageStatus::kContinue;
  const absl::Time deadline = client_.DeadlineOf(timeout);
  for (; !data.empty(); data.remove_prefix(std::min(data.size(), kMaxStreamDataBytes))) {
    RETURN_IF_ERROR(client_.Write(header, data.substr(0, kMaxStreamDataBytes), {}, deadline));
  }
  return absl::OkStatus();
}

absl::Status ClientStream::WriteHole(int64_t length, absl::Duration timeout) {
  const absl::MutexLock lock(&client_.mutex_);
  Header header = header_;
  header.type = MessageType::kStreamHole;
  header.status = MessageStatus::kContinue;
  xdr::Encoder e;
  e.U64(static_cast<uint64_t>(length));
  e.U32(0);
  return client_.Write(header, e.out(), {}, client_.DeadlineOf(timeout));
}

// What still comes of the data is passed over.
absl::Status ClientStream::Close(MessageStatus status, absl::Duration timeout) {
  if (!open_) return absl::OkStatus();
  absl::Status result;
  {
    const absl::MutexLock lock(&client_.mutex_);
    const absl::Time deadline = client_.DeadlineOf(timeout);
    Header header = header_;
    header.type = MessageType::kStream;
    header.status = status;
    result = client_.Write(header, {}, {}, deadline);
    while (result.ok() && open_) {
      const absl::StatusOr<Client::Message> message = Next(deadline);
      result = message.status();
      if (message.ok() && message->header.type == MessageType::kStream && message->header.status == MessageStatus::kOk)
        open_ = false;
    }
    open_ = false;
  }
  client_.AfterUnlock();
  return result;
}

}  // namespace pleiad::rpc
