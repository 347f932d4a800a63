// SPDX-License-Identifier: Apache-2.0
// stream_pump.h: moves the bytes of one stream between its client and the daemon's descriptor, with flow control both ways.
// Pipes, sockets and ptys are moved on the loop's thread as they are ready; regular files and block devices, which always
// seem ready and may still wait for the disk, on a worker, one piece at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "libshared/event/loop.h"
#include "libshared/event/worker_pool.h"
#include "libshared/rpc/connection.h"
#include "libshared/rpc/stream_end.h"

namespace pleiad::rpc {

class StreamPump : public std::enable_shared_from_this<StreamPump> {
 public:
  // The session that owns the pump.
  class Host {
   public:
    virtual ~Host() = default;
    virtual Connection& stream_connection() = 0;
    virtual std::shared_ptr<void> KeepAlive() = 0;  // while a worker is busy for the stream
    // How much of the stream's client data waits has changed.
    virtual void StreamBacklogChanged() = 0;
    // Nothing is to come of it; the host drops it, later and not from inside this call.
    virtual void StreamEnded(StreamPump& pump) = 0;
  };
  // Messages of the client that may wait for a slow descriptor before the client is no longer read.
  static constexpr size_t kMaxBacklogBytes = 1 << 20;

  // `call` is the header of the call that opens the stream.
  StreamPump(event::Loop& loop, event::WorkerPool& workers, Host& host, const Header& call);
  ~StreamPump();

  bool Matches(const Header& header) const;
  // Client messages may come before Start; they wait then. False when the message ends the connection (an unexpected hole).
  bool OnClientFrame(const Frame& frame);
  void Start(StreamEnd end);
  // The connection takes more.
  void OnDrained();
  // The client is gone, or the call has failed. Says nothing to the client.
  void Cancel();
  // Somebody else shall have what it leads to; its client is told so.
  void Revoke();
  size_t backlog_bytes() const { return backlog_bytes_; }
  bool ended() const { return ended_; }

 private:
  enum class Kind : uint8_t { kData, kHole, kFinish };
  struct Incoming {
    Kind kind;
    std::string data;
    int64_t hole = 0;
    // What it takes of the backlog: many small messages are as heavy as few large ones.
    size_t weight() const { return sizeof(Incoming) + data.size(); }
  };
  struct Shared;
  struct Piece;

  void Pump();
  void ReadReady();
  void ReadFile();
  void OnPiece(Piece piece);
  void SendPiece(Piece& piece);
  void EndOfData();
  void WriteReady();
  void WriteFile();
  void Finish();
  void Fail(const absl::Status& status, MessageType type = MessageType::kStream);
  void End(StreamOutcome outcome, bool answer);
  void Answer(const absl::Status& status, MessageType type);
  void UpdateEvents();
  Header HeaderOf(MessageType type, MessageStatus status) const;

  event::Loop& loop_;
  event::WorkerPool& workers_;
  Host& host_;
  Header call_;
  std::shared_ptr<Shared> shared_;  // the descriptor, which a worker's piece of work keeps open
  StreamEnd end_;
  event::Source source_;
  uint32_t events_ = 0;
  std::deque<Incoming> incoming_;
  size_t backlog_bytes_ = 0;
  size_t written_of_first_ = 0;
  bool started_ = false;
  bool is_file_ = false;
  bool working_ = false;    // a worker has a piece of the file
  bool read_done_ = false;  // the end of data was sent
  bool ended_ = false;
};

}  // namespace pleiad::rpc
