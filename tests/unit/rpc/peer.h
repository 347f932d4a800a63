// SPDX-License-Identifier: Apache-2.0
// peer.h: the other end of a connection, byte by byte: what the tests use to see exactly what a client of the protocol sees.
#pragma once

#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libshared/event/loop.h"
#include "libshared/rpc/message.h"
#include "libshared/rpc/transport.h"
#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc {

inline std::pair<UniqueFd, UniqueFd> SocketPair() {
  int fds[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) abort();
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

struct Received {
  Header header;
  std::string payload;
  std::vector<UniqueFd> descriptors;
};

template <class T>
std::string Encoded(const T& value) {
  xdr::Encoder e;
  xdr::Put(e, value);
  return e.out();
}

template <class T>
T DecodedAs(std::string_view payload) {
  xdr::Decoder d(payload);
  T value{};
  xdr::Get(d, value);
  if (!d.ok()) ADD_FAILURE() << "the payload can't be decoded";
  return value;
}

inline wire::Error ErrorIn(const Received& reply) { return DecodedAs<wire::Error>(reply.payload); }

// Runs the loop until `done` holds, at most for some seconds.
inline bool RunUntil(event::Loop& loop, const std::function<bool()>& done) {
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (absl::Now() < deadline) {
    if (done()) return true;
    loop.RunOnce(absl::Milliseconds(5));
  }
  return false;
}

// Speaks frames over its socket; the server's loop runs on the same thread, while this waits.
class Peer {
 public:
  Peer(event::Loop& loop, UniqueFd socket) : loop_(loop), transport_(NewSocketTransport(std::move(socket))) {}

  bool SendBytes(std::string_view bytes) {
    while (!bytes.empty()) {
      const IoResult result = transport_->Write(bytes);
      if (result.kind == IoResult::Kind::kWouldWait) {
        loop_.RunOnce(absl::Milliseconds(1));
        continue;
      }
      if (result.kind != IoResult::Kind::kMoved) return false;
      bytes.remove_prefix(result.bytes);
    }
    return true;
  }
  bool SendDescriptor(int fd) { return transport_->WriteDescriptor(fd).kind == IoResult::Kind::kMoved; }
  bool Send(const Header& header, std::string_view payload = {}) { return SendBytes(BuildFrame(header, payload)); }

  template <class Proc>
  static Header CallHeader(uint32_t serial) {
    return {.program = static_cast<uint32_t>(Proc::kProgram), .procedure = Proc::kNumber, .serial = serial};
  }
  template <class Proc>
  Received Call(const typename Proc::Args& args) {
    const uint32_t serial = next_serial_++;
    Send(CallHeader<Proc>(serial), EncodeArgs(args));
    return Receive();
  }
  template <class Args>
  static std::string EncodeArgs(const Args& args) {
    if constexpr (std::is_empty_v<Args>) {
      return {};
    } else {
      return Encoded(args);
    }
  }

  // The next frame; the loop runs until it is there.
  Received Receive() {
    RunUntil(loop_, [this] { return Poll() || ended_; });
    if (frames_.empty()) {
      ADD_FAILURE() << (ended_ ? "the connection has ended" : "nothing came");
      return {};
    }
    Received frame = std::move(frames_.front());
    frames_.pop_front();
    return frame;
  }
  bool WaitForEnd() {
    return RunUntil(loop_, [this] {
      Poll();
      return ended_;
    });
  }
  bool HasFrame() { return Poll(); }
  bool ended() {
    Poll();
    return ended_;
  }
  uint32_t NextSerial() { return next_serial_++; }
  void Close() { transport_.reset(); }
  Transport& transport() { return *transport_; }

 private:
  bool Poll() {
    while (!ended_) {
      char buffer[65536];
      std::vector<UniqueFd> descriptors;
      const IoResult result = transport_->Read(buffer, descriptors);
      if (result.kind == IoResult::Kind::kWouldWait) break;
      if (result.kind != IoResult::Kind::kMoved) {
        ended_ = true;
        break;
      }
      const std::string_view broken = reader_.Feed({buffer, result.bytes}, std::move(descriptors), [this](Frame& frame) {
        frames_.push_back({frame.header, std::string(frame.payload), std::move(frame.descriptors)});
        return true;
      });
      EXPECT_EQ(broken, "");
    }
    return !frames_.empty();
  }

  event::Loop& loop_;
  std::unique_ptr<Transport> transport_;
  FrameReader reader_;
  std::deque<Received> frames_;
  uint32_t next_serial_ = 1;
  bool ended_ = false;
};

}  // namespace pleiad::rpc
