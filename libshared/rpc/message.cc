// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/message.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pleiad::rpc {
namespace {
Header ReadHeader(xdr::Decoder& d) {
  Header header;
  header.program = d.U32();
  header.version = d.U32();
  header.procedure = static_cast<int32_t>(d.U32());
  header.type = static_cast<MessageType>(d.U32());
  header.serial = d.U32();
  header.status = static_cast<MessageStatus>(d.U32());
  return header;
}
}  // namespace

size_t BeginFrame(xdr::Encoder& out, const Header& header) {
  const size_t start = out.out().size();
  out.U32(0);
  out.U32(header.program);
  out.U32(header.version);
  out.U32(static_cast<uint32_t>(header.procedure));
  out.U32(static_cast<uint32_t>(header.type));
  out.U32(header.serial);
  out.U32(static_cast<uint32_t>(header.status));
  return start;
}

bool EndFrame(xdr::Encoder& out, size_t start) {
  const size_t size = out.out().size() - start;
  if (!out.TakeOk() || size > kMaxFrameBytes) {
    out.out().resize(start);
    return false;
  }
  out.PatchU32(start, static_cast<uint32_t>(size));
  return true;
}

std::string BuildFrame(const Header& header, std::string_view payload) {
  xdr::Encoder out;
  out.out().reserve(kHeaderBytes + payload.size());
  const size_t start = BeginFrame(out, header);
  out.out().append(payload);
  return EndFrame(out, start) ? std::move(out.out()) : std::string();
}

std::string_view FrameReader::Feed(std::string_view bytes, std::vector<UniqueFd> descriptors,
                                   absl::FunctionRef<bool(Frame&)> deliver) {
  std::move(descriptors.begin(), descriptors.end(), std::back_inserter(descriptors_));
  // Most reads bring whole frames, which are then read where they are.
  const bool whole = partial_.empty();
  if (!whole) partial_.append(bytes);
  std::string_view view = whole ? bytes : std::string_view(partial_);
  for (;;) {
    Frame frame;
    switch (Take(view, frame)) {
      case Step::kBroken:
        return "the length or a descriptor is not where the protocol has it";
      case Step::kMore:
        Keep(view);
        return {};
      case Step::kFrame:
        if (!deliver(frame)) return {};
    }
  }
}

FrameReader::Step FrameReader::Take(std::string_view& view, Frame& frame) {
  if (view.size() < 4) return AwaitMore(0);
  xdr::Decoder d(view);
  const size_t length = d.U32();
  if (length < kHeaderBytes || length > max_frame_bytes_) return Step::kBroken;
  if (view.size() < kHeaderBytes) return AwaitMore(0);
  frame.header = ReadHeader(d);
  size_t payload_at = kHeaderBytes, marks = 0;
  if (frame.header.HasDescriptors()) {
    payload_at += 4;
    if (length < payload_at) return Step::kBroken;
    if (view.size() < payload_at) return AwaitMore(0);
    marks = d.U32();
    if (marks > kMaxDescriptors) return Step::kBroken;
  }
  if (view.size() < length + marks) return AwaitMore(view.size() > length ? view.size() - length : 0);
  if (descriptors_.size() < marks) return Step::kBroken;

  frame.raw = view.substr(0, length);
  frame.payload = frame.raw.substr(payload_at);
  const auto end = descriptors_.begin() + static_cast<ptrdiff_t>(marks);
  frame.descriptors.assign(std::make_move_iterator(descriptors_.begin()), std::make_move_iterator(end));
  descriptors_.erase(descriptors_.begin(), end);
  view.remove_prefix(length + marks);
  return Step::kFrame;
}

// The kernel ends a read at a byte with a descriptor, and every read is used up at once. So when a frame is not whole yet,
// exactly the mark bytes that came have brought a descriptor each: one too many was attached to something else.
FrameReader::Step FrameReader::AwaitMore(size_t received_marks) const {
  return descriptors_.size() == received_marks ? Step::kMore : Step::kBroken;
}

void FrameReader::Keep(std::string_view rest) {
  if (rest.size() == partial_.size() && !rest.empty() && rest.data() == partial_.data()) return;
  // An idle connection keeps no buffer.
  std::string kept(rest);
  partial_.swap(kept);
  if (partial_.empty()) std::string().swap(partial_);
}

}  // namespace pleiad::rpc
