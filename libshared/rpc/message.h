// SPDX-License-Identifier: Apache-2.0
// message.h: the frames of the native protocol: a length, a header of six words, the payload, and after it one byte per
// descriptor. Here bytes become frames and frames become bytes; what a frame means is the affair of others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "libshared/base/unique_fd.h"
#include "libshared/rpc/xdr.h"

namespace pleiad::rpc {

inline constexpr size_t kHeaderBytes = 28;              // the length word included
inline constexpr size_t kMaxFrameBytes = 33554432 + 4;  // the length word included
inline constexpr size_t kMaxStreamDataBytes = 262120;   // what one stream message of ours carries at most
inline constexpr size_t kMaxDescriptors = 32;           // with one message
inline constexpr uint32_t kProtocolVersion = 1;         // of every program so far

enum class MessageType : int32_t {
  kCall = 0,
  kReply = 1,
  kMessage = 2,
  kStream = 3,
  kCallWithFds = 4,
  kReplyWithFds = 5,
  kStreamHole = 6
};
enum class MessageStatus : int32_t { kOk = 0, kError = 1, kContinue = 2 };

struct Header {
  uint32_t program = 0;
  uint32_t version = kProtocolVersion;
  int32_t procedure = 0;
  MessageType type = MessageType::kCall;
  uint32_t serial = 0;
  MessageStatus status = MessageStatus::kOk;

  bool HasDescriptors() const { return type == MessageType::kCallWithFds || type == MessageType::kReplyWithFds; }
  bool IsStream() const { return type == MessageType::kStream || type == MessageType::kStreamHole; }
};

// One whole frame as it came. The views end with the callback that delivers it; the descriptors may be taken.
struct Frame {
  Header header;
  std::string_view payload;  // after the descriptor count, where there is one
  std::string_view raw;      // from the length to the payload's end, for passing on
  std::vector<UniqueFd> descriptors;
};

// Writes length (patched by EndFrame) and header; returns where the frame starts in `out`.
size_t BeginFrame(xdr::Encoder& out, const Header& header);
// False when the frame is larger than the protocol allows; it is cut off then, and `out` is as before BeginFrame.
[[nodiscard]] bool EndFrame(xdr::Encoder& out, size_t start);
std::string BuildFrame(const Header& header, std::string_view payload);

// Puts frames together from bytes as they come. Memory is bounded by one frame, and grows only as bytes arrive.
class FrameReader {
 public:
  // What came by one read: `descriptors` are those attached to its last byte. Calls `deliver` for each whole frame in it;
  // that returns false to stop for good. Returns why the peer can't be listened to any more, or an empty text.
  std::string_view Feed(std::string_view bytes, std::vector<UniqueFd> descriptors, absl::FunctionRef<bool(Frame&)> deliver);
  size_t buffered_bytes() const { return partial_.size(); }
  // Longer frames are taken for broken from now on.
  void SetMaxFrameBytes(size_t bytes) { max_frame_bytes_ = bytes; }

 private:
  enum class Step { kFrame, kMore, kBroken };
  Step Take(std::string_view& view, Frame& frame);
  Step AwaitMore(size_t received_marks) const;
  void Keep(std::string_view rest);

  size_t max_frame_bytes_ = kMaxFrameBytes;
  std::string partial_;
  std::vector<UniqueFd> descriptors_;
};

}  // namespace pleiad::rpc
