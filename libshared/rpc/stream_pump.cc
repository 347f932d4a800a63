// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/stream_pump.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "libshared/base/error.h"
#include "libshared/rpc/wire_error.h"

namespace pleiad::rpc {

struct StreamPump::Shared {
  absl::Mutex busy;  // held while a worker uses the descriptor
  UniqueFd descriptor;
};

// What one read of a file brought.
struct StreamPump::Piece {
  std::string data;
  int64_t hole = 0;
  bool end = false;
  int error_number = 0;
};

namespace {
// Whether epoll can't wait for it: files and disks, and devices that are always ready.
bool IsFile(int fd) {
  struct stat info {};
  return fstat(fd, &info) == 0 && !S_ISFIFO(info.st_mode) && !S_ISSOCK(info.st_mode) && isatty(fd) == 0;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

// Past the end of a file there is nothing to overwrite, so that a hole is a seek; its last byte is made by the size.
bool SkipHole(int fd, int64_t length) {
  const off_t at = lseek(fd, length, SEEK_CUR);
  struct stat info {};
  if (at < 0 || fstat(fd, &info) < 0) return false;
  return !S_ISREG(info.st_mode) || info.st_size >= at || ftruncate(fd, at) == 0;
}

// The hole that starts at the descriptor's position, 0 when there are data; cut to `limit`.
int64_t HoleAt(int fd, uint64_t limit) {
  const off_t at = lseek(fd, 0, SEEK_CUR);
  if (at < 0) return 0;
  off_t data = lseek(fd, at, SEEK_DATA);
  if (data < 0 && errno == ENXIO) data = lseek(fd, 0, SEEK_END);  // a hole up to the end
  if (data < at) data = at;
  data = static_cast<off_t>(std::min<uint64_t>(
      static_cast<uint64_t>(data), static_cast<uint64_t>(at) + std::min<uint64_t>(limit, INT64_MAX - static_cast<uint64_t>(at))));
  lseek(fd, data, SEEK_SET);
  return data - at;
}

// Bytes up to the next hole, so that no message runs past a section of data.
size_t DataAt(int fd, size_t limit) {
  const off_t at = lseek(fd, 0, SEEK_CUR);
  if (at < 0) return limit;
  const off_t hole = lseek(fd, at, SEEK_HOLE);
  lseek(fd, at, SEEK_SET);
  return hole > at ? std::min<size_t>(limit, static_cast<size_t>(hole - at)) : limit;
}
}  // namespace

StreamPump::StreamPump(event::Loop& loop, event::WorkerPool& workers, Host& host, const Header& call)
    : loop_(loop), workers_(workers), host_(host), call_(call), shared_(std::make_shared<Shared>()) {}

StreamPump::~StreamPump() = default;

bool StreamPump::Matches(const Header& header) const {
  return header.serial == call_.serial && header.procedure == call_.procedure && header.program == call_.program && !ended_;
}

Header StreamPump::HeaderOf(MessageType type, MessageStatus status) const {
  Header header = call_;
  header.type = type;
  header.status = status;
  return header;
}

bool StreamPump::OnClientFrame(const Frame& frame) {
  if (frame.header.type == MessageType::kStreamHole) {
    xdr::Decoder d(frame.payload);
    const auto length = static_cast<int64_t>(d.U64());
    d.U32();
    if (!d.ok() || length <= 0 || (started_ && !end_.sparse)) return false;
    incoming_.push_back({Kind::kHole, {}, length});
    backlog_bytes_ += incoming_.back().weight();
  } else if (frame.header.status == MessageStatus::kError) {
    incoming_.clear();
    End(StreamOutcome::kAborted, /*answer=*/true);
    return true;
  } else if (frame.header.status == MessageStatus::kOk) {
    incoming_.push_back({Kind::kFinish, {}});
    backlog_bytes_ += incoming_.back().weight();
  } else if (!frame.payload.empty()) {
    incoming_.push_back({Kind::kData, std::string(frame.payload)});
    backlog_bytes_ += incoming_.back().weight();
  }
  if (started_) Pump();
  host_.StreamBacklogChanged();
  return true;
}

void StreamPump::Start(StreamEnd end) {
  started_ = true;
  end_ = std::move(end);
  shared_->descriptor = std::move(end_.descriptor);
  if (end_.revoker) {
    // The pump holds the revoker, which holds the pump weakly; while the loop runs what was posted, its session is there.
    end_.revoker->Attach([&loop = loop_, self = weak_from_this()] {
      loop.Post([self] {
        if (const auto pump = self.lock()) pump->Revoke();
      });
    });
  }
  const int fd = shared_->descriptor.get();
  if (fd >= 0) {
    is_file_ = IsFile(fd);
    if (!is_file_) {
      fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
      source_ = loop_.AddIo(fd, 0, [this](uint32_t events) {
        // The events of a hang-up are seen by reading or writing.
        const FlushScope scope;
        const auto self = shared_from_this();
        if (events & (EPOLLIN | EPOLLHUP | EPOLLERR) && end_.to_client && !read_done_ && !ended_) ReadReady();
        if (!ended_) Pump();
      });
    }
  }
  Pump();
}

// Does what can be done now.
void StreamPump::Pump() {
  if (ended_ || !started_) return;
  if (is_file_) {
    if (!working_ && !incoming_.empty()) WriteFile();
    if (!working_ && !ended_ && end_.to_client && !read_done_ && !host_.stream_connection().IsCongested()) ReadFile();
    return;
  }
  WriteReady();
  if (!ended_) UpdateEvents();
}

void StreamPump::OnDrained() { Pump(); }

void StreamPump::UpdateEvents() {
  if (!source_) return;
  uint32_t wanted = 0;
  if (end_.to_client && !read_done_ && !host_.stream_connection().IsCongested()) wanted |= EPOLLIN;
  if (!incoming_.empty()) wanted |= EPOLLOUT;
  if (wanted == 0) {
    // epoll reports hang-ups even when nothing is asked for: such a descriptor tells once.
    source_.SetEvents(events_ = EPOLLET);
  } else if (wanted != events_) {
    source_.SetEvents(events_ = wanted);
  }
}

void StreamPump::ReadReady() {
  if (host_.stream_connection().IsCongested()) return;
  thread_local const auto scratch = std::make_unique<std::array<char, kMaxStreamDataBytes>>();
  const size_t limit = static_cast<size_t>(std::min<uint64_t>(scratch->size(), end_.length));
  const ssize_t got = limit == 0 ? 0 : read(shared_->descriptor.get(), scratch->data(), limit);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  // A pty whose other side was closed says EIO.
  if (got == 0 || (got < 0 && (errno == EIO || errno == ECONNRESET))) return EndOfData();
  if (got < 0) return Fail(SystemError(ErrorDomain::kStreams, errno, "cannot read from stream"));
  end_.length -= static_cast<uint64_t>(got);
  host_.stream_connection().Send(HeaderOf(MessageType::kStream, MessageStatus::kContinue),
                                 {scratch->data(), static_cast<size_t>(got)});
}

void StreamPump::EndOfData() {
  read_done_ = true;
  host_.stream_connection().Send(HeaderOf(MessageType::kStream, MessageStatus::kContinue), {});
}

void StreamPump::ReadFile() {
  working_ = true;
  workers_.Submit([self = shared_from_this(), host = host_.KeepAlive(), shared = shared_, sparse = end_.sparse,
                   left = end_.length, &loop = loop_] {
    Piece piece;
    const absl::MutexLock lock(&shared->busy);
    const int fd = shared->descriptor.get();
    if (sparse) piece.hole = HoleAt(fd, left);
    size_t limit = static_cast<size_t>(std::min<uint64_t>(kMaxStreamDataBytes, left - static_cast<uint64_t>(piece.hole)));
    if (sparse && limit > 0) limit = DataAt(fd, limit);
    piece.data.resize(limit);
    const ssize_t got = limit == 0 ? 0 : read(fd, piece.data.data(), limit);
    if (got < 0) piece.error_number = errno;
    piece.end = got == 0;
    piece.data.resize(got > 0 ? static_cast<size_t>(got) : 0);
    loop.Post([self, host, piece = std::move(piece)]() mutable { self->OnPiece(std::move(piece)); });
  });
}

void StreamPump::OnPiece(Piece piece) {
  const FlushScope scope;
  working_ = false;
  if (ended_) return;
  if (piece.error_number != 0) return Fail(SystemError(ErrorDomain::kStreams, piece.error_number, "cannot read from stream"));
  SendPiece(piece);
  if (piece.end) EndOfData();
  Pump();
}

void StreamPump::SendPiece(Piece& piece) {
  Connection& connection = host_.stream_connection();
  if (piece.hole > 0) {
    xdr::Encoder hole;
    hole.U64(static_cast<uint64_t>(piece.hole));
    hole.U32(0);
    connection.Send(HeaderOf(MessageType::kStreamHole, MessageStatus::kContinue), hole.out());
    end_.length -= static_cast<uint64_t>(piece.hole);
  }
  if (piece.data.empty()) return;
  connection.Send(HeaderOf(MessageType::kStream, MessageStatus::kContinue), piece.data);
  end_.length -= piece.data.size();
}

void StreamPump::WriteReady() {
  while (!incoming_.empty()) {
    Incoming& first = incoming_.front();
    if (first.kind == Kind::kFinish) return Finish();
    if (first.kind == Kind::kHole)
      return Fail(MakeError(ErrorDomain::kStreams, ErrorCode::kInternalError, "unexpected stream hole"), MessageType::kReply);
    if (!end_.from_client)
      return Fail(MakeError(ErrorDomain::kStreams, ErrorCode::kInternalError, "data sent to a stream that is only read"));
    const std::string_view rest = std::string_view(first.data).substr(written_of_first_);
    const ssize_t written = write(shared_->descriptor.get(), rest.data(), rest.size());
    if (written < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (written < 0) return Fail(SystemError(ErrorDomain::kStreams, errno, "cannot write to stream"));
    written_of_first_ += static_cast<size_t>(written);
    if (written_of_first_ == first.data.size()) {
      backlog_bytes_ -= first.weight();
      incoming_.pop_front();
      written_of_first_ = 0;
    }
    host_.StreamBacklogChanged();
  }
}

// Takes all that waits, up to a finish, which needs these to be written first.
void StreamPump::WriteFile() {
  if (incoming_.front().kind == Kind::kFinish) return Finish();
  if (!end_.from_client)
    return Fail(MakeError(ErrorDomain::kStreams, ErrorCode::kInternalError, "data sent to a stream that is only read"));
  const auto finish = std::ranges::find(incoming_, Kind::kFinish, &Incoming::kind);
  std::vector<Incoming> batch(std::make_move_iterator(incoming_.begin()), std::make_move_iterator(finish));
  incoming_.erase(incoming_.begin(), finish);
  uint64_t bytes = 0, weight = 0;
  for (const Incoming& item : batch) {
    bytes += item.data.size() + static_cast<uint64_t>(item.hole);
    weight += item.weight();
  }
  if (bytes > end_.length)
    return Fail(MakeError(ErrorDomain::kStreams, ErrorCode::kInternalError, "more data sent than the stream may take"));
  end_.length -= bytes;
  working_ = true;
  workers_.Submit(
      [self = shared_from_this(), host = host_.KeepAlive(), shared = shared_, batch = std::move(batch), weight, &loop = loop_] {
        int error_number = 0;
        MessageType type = MessageType::kStream;
        {
          const absl::MutexLock lock(&shared->busy);
          for (const Incoming& item : batch) {
            const bool is_hole = item.kind == Kind::kHole;
            if (is_hole ? SkipHole(shared->descriptor.get(), item.hole) : WriteAll(shared->descriptor.get(), item.data)) continue;
            error_number = errno;
            // Clients know a failed hole by a message of another type.
            if (is_hole) type = MessageType::kReply;
            break;
          }
        }
        loop.Post([self, host, error_number, type, weight] {
          const FlushScope scope;
          self->working_ = false;
          if (self->ended_) return;
          self->backlog_bytes_ -= weight;
          self->host_.StreamBacklogChanged();
          if (error_number != 0)
            return self->Fail(SystemError(ErrorDomain::kStreams, error_number, "cannot write to stream"), type);
          self->Pump();
        });
      });
}

void StreamPump::Finish() { End(StreamOutcome::kFinished, /*answer=*/true); }

void StreamPump::Fail(const absl::Status& status, MessageType type) {
  Answer(status, type);
  End(StreamOutcome::kAborted, /*answer=*/false);
}

void StreamPump::Cancel() {
  if (!ended_) End(StreamOutcome::kAborted, /*answer=*/false);
}

void StreamPump::Revoke() {
  const FlushScope scope;
  // The text is libvirt's for a stream whose descriptor went away.
  if (!ended_) Fail(MakeError(ErrorDomain::kRpc, ErrorCode::kRpc, "stream had I/O failure"));
}

void StreamPump::Answer(const absl::Status& status, MessageType type) {
  Connection& connection = host_.stream_connection();
  if (connection.closed()) return;
  if (status.ok()) return connection.Send(HeaderOf(type, MessageStatus::kOk), {});
  xdr::Put(connection.Begin(HeaderOf(type, MessageStatus::kError)), ToWireError(status));
  (void)connection.End();
}

// The descriptor closes before the end is looked at, so that what it leads to has seen all.
void StreamPump::End(StreamOutcome outcome, bool answer) {
  ended_ = true;
  source_.Reset();
  incoming_.clear();
  backlog_bytes_ = 0;
  auto on_end = std::move(end_.on_end);
  end_.on_end = nullptr;
  if (!on_end) {
    shared_.reset();
    if (answer) Answer(absl::OkStatus(), MessageType::kStream);
    return host_.StreamEnded(*this);
  }
  workers_.Submit([self = shared_from_this(), host = host_.KeepAlive(), shared = std::exchange(shared_, nullptr),
                   on_end = std::move(on_end), outcome, answer]() mutable {
    {
      const absl::MutexLock lock(&shared->busy);
      shared->descriptor.Reset();
    }
    absl::Status status = on_end(outcome);
    event::Loop& loop = self->loop_;
    loop.Post([self = std::move(self), host = std::move(host), status = std::move(status), answer] {
      if (answer) self->Answer(status, MessageType::kStream);
      self->host_.StreamEnded(*self);
    });
  });
}

}  // namespace pleiad::rpc
