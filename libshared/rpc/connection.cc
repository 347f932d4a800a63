// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/connection.h"

#include <sys/epoll.h>

#include <algorithm>
#include <array>

namespace pleiad::rpc {
namespace {
constexpr size_t kSpareBytes = 256 << 10;
constexpr size_t kSpares = 4;
// Sent bytes are cut from the queue's front when this many have gathered.
constexpr size_t kCompactBytes = 1 << 20;

// What the connections of one loop share, so that each needs no buffers of its own between calls.
struct Shared {
  std::array<char, kMinReadBytes> read;
  std::vector<std::string> spares;
  std::vector<Connection*> unflushed;
  int scopes = 0;
};

Shared& shared() {
  thread_local const auto instance = std::make_unique<Shared>();
  return *instance;
}

void TakeSpare(std::string& buffer) {
  std::vector<std::string>& spares = shared().spares;
  if (spares.empty()) return;
  buffer = std::move(spares.back());
  spares.pop_back();
}

void GiveSpare(std::string& buffer) {
  std::vector<std::string>& spares = shared().spares;
  std::string given;
  given.swap(buffer);
  given.clear();
  if (given.capacity() > kSpareBytes || spares.size() >= kSpares) return;
  spares.push_back(std::move(given));
}
}  // namespace

FlushScope::FlushScope() { ++shared().scopes; }

FlushScope::~FlushScope() {
  Shared& all = shared();
  if (all.scopes == 1) {
    // Writing may end a connection, whose handler may send to others: these join the list.
    while (!all.unflushed.empty()) {
      Connection* connection = all.unflushed.back();
      all.unflushed.pop_back();
      connection->in_flush_list_ = false;
      connection->Flush();
    }
  }
  --all.scopes;
}

bool FlushScope::Add(Connection& connection) {
  Shared& all = shared();
  if (all.scopes == 0) return false;
  if (!connection.in_flush_list_) {
    connection.in_flush_list_ = true;
    all.unflushed.push_back(&connection);
  }
  return true;
}

void FlushScope::Remove(Connection& connection) {
  if (!connection.in_flush_list_) return;
  std::erase(shared().unflushed, &connection);
  connection.in_flush_list_ = false;
}

Connection::Connection(event::Loop& loop, std::unique_ptr<Transport> transport, Handler& handler)
    : Connection(loop, std::move(transport), handler, Limits()) {}

Connection::Connection(event::Loop& loop, std::unique_ptr<Transport> transport, Handler& handler, Limits limits)
    : loop_(loop),
      transport_(std::move(transport)),
      handler_(handler),
      limits_(limits),
      last_received_(absl::Now()),
      waiting_for_(EPOLLIN) {
  Listen();
}

void Connection::Listen() {
  source_ = loop_.AddIo(transport_->descriptor(), waiting_for_, [this](uint32_t events) { OnEvents(events); });
}

Connection::~Connection() { FlushScope::Remove(*this); }

xdr::Encoder& Connection::Begin(const Header& header) {
  if (out_.out().empty()) TakeSpare(out_.out());
  frame_start_ = BeginFrame(out_, header);
  return out_;
}

bool Connection::End(std::vector<UniqueFd> descriptors) {
  if (!EndFrame(out_, frame_start_)) return false;
  if (!descriptors.empty()) marks_.push_back({out_.out().size(), std::move(descriptors)});
  ChangedOutput();
  return true;
}

void Connection::Send(const Header& header, std::string_view payload) {
  Begin(header).out().append(payload);
  (void)End();
}

void Connection::SendRaw(std::string_view raw, std::vector<UniqueFd> descriptors) {
  if (out_.out().empty()) TakeSpare(out_.out());
  out_.out().append(raw);
  if (!descriptors.empty()) marks_.push_back({out_.out().size(), std::move(descriptors)});
  ChangedOutput();
}

void Connection::ChangedOutput() {
  if (closed_ || !condemned_.empty()) return DropQueue();
  if (queued_bytes() > limits_.max_queued_bytes) return Condemn("the peer does not read what it is sent");
  was_congested_ |= IsCongested();
  if (!FlushScope::Add(*this)) Flush();
}

void Connection::DropQueue() {
  std::string().swap(out_.out());
  sent_ = 0;
  marks_.clear();
}

// Whoever sends must not find the connection, and itself, torn down before its call returns. So the end comes from the loop,
// which sees the shut socket at once.
void Connection::Condemn(std::string_view reason) {
  condemned_ = reason;
  DropQueue();
  transport_->Shutdown();
}

void Connection::OnEvents(uint32_t events) {
  const FlushScope scope;
  if (!condemned_.empty()) return Close(condemned_);
  if (events & EPOLLOUT && std::exchange(read_must_write_, false)) {
    source_.SetEvents(waiting_for_ &= ~static_cast<uint32_t>(EPOLLOUT));
    ReadOnce();
    if (closed_) return;
  }
  if (events & EPOLLOUT) Flush();
  if (!condemned_.empty()) return Close(condemned_);
  if (events & EPOLLIN && paused_ == 0) return ReadOnce();
  // A hang-up is seen by reading; while reading is held back, nobody is left to read what we would send.
  if (events & (EPOLLHUP | EPOLLERR)) Close("the peer has hung up");
}

void Connection::ReadOnce() {
  std::vector<UniqueFd> descriptors;
  const IoResult result = transport_->Read(shared().read, descriptors);
  switch (result.kind) {
    case IoResult::Kind::kWouldWait:
      return;
    case IoResult::Kind::kMustWrite:
      read_must_write_ = true;
      return source_.SetEvents(waiting_for_ |= EPOLLOUT);
    case IoResult::Kind::kEnd:
      return Close("the peer has closed the connection");
    case IoResult::Kind::kFailed:
      return Close("reading has failed");
    case IoResult::Kind::kMoved:
      break;
  }
  last_received_ = absl::Now();
  Feed({shared().read.data(), result.bytes}, std::move(descriptors));
}

void Connection::Feed(std::string_view bytes, std::vector<UniqueFd> descriptors) {
  const std::string_view broken = reader_.Feed(bytes, std::move(descriptors), [this](Frame& frame) {
    handler_.OnFrame(frame);
    return !closed_;
  });
  if (!broken.empty() && !closed_) Close(broken);
}

void Connection::Flush() {
  if (closed_ || !condemned_.empty()) return;
  for (;;) {
    const size_t end = marks_.empty() ? out_.out().size() : marks_.front().at;
    if (!WriteUpTo(end)) return Wait();
    if (marks_.empty()) break;
    if (!WriteMarks()) return Wait();
  }
  Emptied();
}

bool Connection::WriteUpTo(size_t end) {
  while (sent_ < end) {
    const IoResult result = transport_->Write(std::string_view(out_.out()).substr(sent_, end - sent_));
    if (result.kind == IoResult::Kind::kWouldWait) return false;
    if (result.kind != IoResult::Kind::kMoved) {
      Condemn("writing has failed");
      return false;
    }
    sent_ += result.bytes;
  }
  return true;
}

bool Connection::WriteMarks() {
  Marks& marks = marks_.front();
  for (; marks.sent < marks.descriptors.size(); ++marks.sent) {
    const IoResult result = transport_->WriteDescriptor(marks.descriptors[marks.sent].get());
    if (result.kind == IoResult::Kind::kWouldWait) return false;
    if (result.kind != IoResult::Kind::kMoved) {
      Condemn("a descriptor could not be passed");
      return false;
    }
  }
  marks_.erase(marks_.begin());
  return true;
}

// The peer is slow: the rest leaves when the socket takes more.
void Connection::Wait() {
  if (!condemned_.empty()) return;
  if (sent_ > kCompactBytes) {
    out_.out().erase(0, sent_);
    for (Marks& marks : marks_) marks.at -= sent_;
    sent_ = 0;
  }
  if (!(waiting_for_ & EPOLLOUT)) source_.SetEvents(waiting_for_ |= EPOLLOUT);
  if (was_congested_ && queued_bytes() <= limits_.low_water_bytes && marks_.size() <= kManyMarks / 2) {
    was_congested_ = false;
    handler_.OnDrained();
  }
}

void Connection::Emptied() {
  sent_ = 0;
  GiveSpare(out_.out());
  if (waiting_for_ & EPOLLOUT) source_.SetEvents(waiting_for_ &= ~static_cast<uint32_t>(EPOLLOUT));
  if (close_when_sent_) return Condemn("done");
  if (next_) return Switch();
  if (std::exchange(was_congested_, false)) handler_.OnDrained();
}

void Connection::PauseReading(unsigned reason_bit) {
  paused_ |= reason_bit;
  if (!closed_ && waiting_for_ & EPOLLIN) source_.SetEvents(waiting_for_ &= ~static_cast<uint32_t>(EPOLLIN));
}

void Connection::ResumeReading(unsigned reason_bit) {
  paused_ &= ~reason_bit;
  if (!closed_ && paused_ == 0 && !(waiting_for_ & EPOLLIN)) source_.SetEvents(waiting_for_ |= EPOLLIN);
}

void Connection::Close(std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  FlushScope::Remove(*this);
  source_.Reset();
  DropQueue();
  // The object may be kept for a while by calls that still run.
  transport_->Shutdown();
  handler_.OnClosed(reason);
}

void Connection::SwitchWhenSent(std::unique_ptr<Transport> next, std::string unread) {
  next_ = std::make_unique<Next>(Next{std::move(next), std::move(unread)});
}

void Connection::Switch() {
  const std::unique_ptr<Next> next = std::move(next_);
  source_.Reset();
  transport_ = std::move(next->transport);
  waiting_for_ = paused_ == 0 ? uint32_t{EPOLLIN} : 0;
  Listen();
  Feed(next->unread, {});
}

bool Connection::Settle() {
  Flush();
  return !closed() && queued_bytes() == 0 && marks_.empty() && reader_.buffered_bytes() == 0;
}

bool Connection::AddLayer(absl::FunctionRef<std::unique_ptr<Transport>(std::unique_ptr<Transport>)> wrap) {
  // What came behind the call that ended the negotiation came without the layer: whoever sent it is not the client.
  if (!Settle()) {
    if (!closed()) Condemn("the security layer does not begin where it has to");
    return false;
  }
  transport_ = wrap(std::move(transport_));
  return true;
}

void Connection::Abandon(std::string_view reason) {
  // To shut it down would end it for the others, too; and the loop would hear of it for ever if it were closed first.
  source_.Reset();
  transport_ = NewSocketTransport(UniqueFd());
  Close(reason);
}

void Connection::CloseWhenSent() {
  close_when_sent_ = true;
  if (queued_bytes() == 0 && marks_.empty()) {
    if (!FlushScope::Add(*this)) Flush();
  }
}

}  // namespace pleiad::rpc
