// SPDX-License-Identifier: Apache-2.0
// connection.h: frames in and out over one socket, on the loop's thread. Output is queued when the peer is slow, up to a
// bound; what is queued while one batch of input is handled leaves with one write. Idle connections hold no buffers.
// Routing and meaning of frames are the handler's.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/time/time.h"
#include "libshared/event/loop.h"
#include "libshared/rpc/message.h"
#include "libshared/rpc/transport.h"

namespace pleiad::rpc {

class Connection {
 public:
  struct Limits {
    size_t max_queued_bytes = 64 << 20;  // a peer for whom more is waiting is dropped
    size_t high_water_bytes = 1 << 20;   // above this, producers should pause (IsCongested)
    size_t low_water_bytes = 256 << 10;  // OnDrained once the queue has fallen to this
  };
  class Handler {
   public:
    virtual ~Handler() = default;
    virtual void OnFrame(Frame& frame) = 0;
    // The queue was above the high water and has drained.
    virtual void OnDrained() {}
    // The connection has ended (by the peer, an error or Close); nothing follows. `reason` is for the log.
    virtual void OnClosed(std::string_view reason) = 0;
  };

  // `handler` outlives this.
  Connection(event::Loop& loop, std::unique_ptr<Transport> transport, Handler& handler, Limits limits);
  Connection(event::Loop& loop, std::unique_ptr<Transport> transport, Handler& handler);
  ~Connection();

  // A frame is written in place: Begin, put the payload into the encoder, End. False (and nothing sent) when it is too large.
  // Nothing else may be sent in between. Header types with descriptors need the count as the payload's first word.
  xdr::Encoder& Begin(const Header& header);
  bool End(std::vector<UniqueFd> descriptors = {});
  void Send(const Header& header, std::string_view payload);
  // A frame that is complete already, and its descriptors.
  void SendRaw(std::string_view raw, std::vector<UniqueFd> descriptors = {});

  // Several owners may hold reading back at the same time; each has a bit of its own.
  void PauseReading(unsigned reason_bit);
  void ResumeReading(unsigned reason_bit);
  bool reading_paused() const { return paused_ != 0; }

  size_t queued_bytes() const { return out_.out().size() - sent_; }
  // Descriptors that wait are few for the whole daemon.
  bool IsCongested() const { return queued_bytes() > limits_.high_water_bytes || marks_.size() > kManyMarks; }
  absl::Time last_received() const { return last_received_; }
  void SetMaxFrameBytes(size_t bytes) { reader_.SetMaxFrameBytes(bytes); }
  Transport& transport() { return *transport_; }
  bool closed() const { return closed_ || !condemned_.empty(); }
  // Ends the connection at once; OnClosed is called before this returns, except from the destructor.
  void Close(std::string_view reason);
  // Ends it when all that is queued has left.
  void CloseWhenSent();

  // When all that is queued has left, the old socket is closed, and from then on this is a connection over `next`, of which
  // `unread` has been read already.
  void SwitchWhenSent(std::unique_ptr<Transport> next, std::string unread);
  // Writes now what it can. True when nothing is left to write, and nothing was read that is not a whole frame.
  bool Settle();
  // Everything after what was sent so far goes through `wrap`'s transport, over the same socket, and so must all that is read
  // from now on. False when more has come already, or the peer does not take what was sent: then the connection ends.
  bool AddLayer(absl::FunctionRef<std::unique_ptr<Transport>(std::unique_ptr<Transport>)> wrap);
  // Ends it for this process alone: the socket lives on elsewhere. OnClosed is called.
  void Abandon(std::string_view reason);

 private:
  friend class FlushScope;
  void OnEvents(uint32_t events);
  void ReadOnce();
  void Feed(std::string_view bytes, std::vector<UniqueFd> descriptors);
  void ChangedOutput();
  void Flush();
  void DropQueue();
  void Condemn(std::string_view reason);
  bool WriteUpTo(size_t end);
  bool WriteMarks();
  void Wait();
  void Emptied();
  void Listen();
  void Switch();

  struct Marks {
    size_t at;  // they follow the byte before this position in out_
    std::vector<UniqueFd> descriptors;
    size_t sent = 0;
  };

  event::Loop& loop_;
  std::unique_ptr<Transport> transport_;
  Handler& handler_;
  Limits limits_;
  FrameReader reader_;
  xdr::Encoder out_;
  static constexpr size_t kManyMarks = 16;  // frames with descriptors
  size_t sent_ = 0;
  size_t frame_start_ = 0;
  std::vector<Marks> marks_;
  absl::Time last_received_;
  uint32_t waiting_for_ = 0;
  unsigned paused_ = 0;
  bool closed_ = false;
  std::string_view condemned_;  // a literal: why this will end at the loop's next turn
  bool close_when_sent_ = false;
  struct Next {
    std::unique_ptr<Transport> transport;
    std::string unread;
  };
  std::unique_ptr<Next> next_;
  bool in_flush_list_ = false;
  bool was_congested_ = false;
  bool read_must_write_ = false;
  event::Source source_;
};

// While one of these stands on the loop's thread, connections collect what is sent; it leaves when the outermost ends.
class FlushScope {
 public:
  FlushScope();
  ~FlushScope();
  FlushScope(const FlushScope&) = delete;
  FlushScope& operator=(const FlushScope&) = delete;

 private:
  friend class Connection;
  static bool Add(Connection& connection);  // false outside of any scope
  static void Remove(Connection& connection);
};

}  // namespace pleiad::rpc
