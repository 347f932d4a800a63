// SPDX-License-Identifier: Apache-2.0
// subscriptions.h: the events that one client has asked another daemon for, through us. When that daemon dies, the client's own
// connection stays, and nobody would tell it that it hears nothing any more: so it is subscribed anew when the daemon is back.
// The new numbers of its callbacks are turned into those that the client knows. Frames only; connections are the forwarder's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "libshared/rpc/message.h"

namespace pleiad::rpc {

class Subscriptions {
 public:
  // What goes to the daemon in place of the client's frame: mostly the frame itself. The view ends with the next call.
  std::string_view OnCall(const Frame& frame);
  // The same for the way back; empty for an answer that the client has not asked for.
  std::string_view OnAnswer(const Frame& frame);
  // The daemon has ended: a client that waits for an answer to such a call gets an error.
  void Forget() { asked_.clear(), replayed_.clear(); }
  // The calls that subscribe anew.
  std::vector<std::string> Replay();
  bool empty() const { return kept_.empty(); }
  // A call of Replay's, whose answer is nobody's.
  static bool IsOwn(const Header& header) { return header.serial >= kFirstOwnSerial && header.serial < kLastOwnSerial; }

 private:
  // Clients count up from 0; the last of all is the upstream's own.
  static constexpr uint32_t kFirstOwnSerial = 0xf0000000, kLastOwnSerial = 0xffffffff;
  static constexpr size_t kMost = 1024;
  struct Kept {
    uint32_t client_id, daemon_id;
    std::string call;
  };
  std::vector<Kept>::iterator FindClientId(uint32_t id);
  std::string_view OnReply(const Frame& frame);
  uint32_t FreeId(uint32_t wanted);
  std::string_view WithId(const Frame& frame, uint32_t id);

  std::vector<Kept> kept_;
  absl::flat_hash_map<uint32_t, std::string> asked_;  // calls that are not answered yet, by serial
  absl::flat_hash_map<uint32_t, uint32_t> replayed_;  // the client's number for a callback, by the serial of our call
  std::string changed_;
};

}  // namespace pleiad::rpc
