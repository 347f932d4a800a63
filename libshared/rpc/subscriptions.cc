// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/subscriptions.h"

#include <algorithm>

#include "libshared/rpc/wire/procedure.h"

namespace pleiad::rpc {
namespace {
// Calls that ask for events of secondary drivers, and those that end it with the callback's number, which is the first word of
// the answer, of the call that ends it, and of each event.
struct Pair {
  int32_t subscribe, end;
};
constexpr Pair kPairs[] = {{313, 314}, {368, 369}, {374, 375}, {380, 381}};
constexpr size_t kSerialAt = 20;

bool IsSubscribing(const Header& header) {
  return header.program == static_cast<uint32_t>(Program::kRemote) &&
         std::ranges::find(kPairs, header.procedure, &Pair::subscribe) != std::end(kPairs);
}
bool IsEnding(const Header& header) {
  return header.program == static_cast<uint32_t>(Program::kRemote) &&
         std::ranges::find(kPairs, header.procedure, &Pair::end) != std::end(kPairs);
}

uint32_t FirstWord(std::string_view payload) {
  xdr::Decoder d(payload);
  return d.U32();
}

void PutWord(std::string& raw, size_t at, uint32_t word) {
  for (size_t i = 0; i < 4; ++i) raw[at + i] = static_cast<char>(word >> (24 - 8 * i));
}
}  // namespace

std::vector<Subscriptions::Kept>::iterator Subscriptions::FindClientId(uint32_t id) {
  return std::ranges::find(kept_, id, &Kept::client_id);
}

// What is read is a call or reply of whole words.
std::string_view Subscriptions::WithId(const Frame& frame, uint32_t id) {
  if (FirstWord(frame.payload) == id) return frame.raw;
  changed_ = frame.raw;
  PutWord(changed_, kHeaderBytes, id);
  return changed_;
}

std::string_view Subscriptions::OnCall(const Frame& frame) {
  const bool ends = IsEnding(frame.header);
  if (frame.header.type != MessageType::kCall || frame.payload.size() < 4 || !(ends || IsSubscribing(frame.header)))
    return frame.raw;
  if (asked_.size() < kMost) asked_.insert_or_assign(frame.header.serial, std::string(frame.raw));
  if (!ends) return frame.raw;
  const auto found = FindClientId(FirstWord(frame.payload));
  return found == kept_.end() ? frame.raw : WithId(frame, found->daemon_id);
}

std::string_view Subscriptions::OnAnswer(const Frame& frame) {
  if (frame.header.type == MessageType::kReply) return OnReply(frame);
  if (frame.header.type != MessageType::kMessage || frame.payload.size() < 4) return frame.raw;
  const auto found = std::ranges::find(kept_, FirstWord(frame.payload), &Kept::daemon_id);
  return found == kept_.end() ? frame.raw : WithId(frame, found->client_id);
}

std::string_view Subscriptions::OnReply(const Frame& frame) {
  const bool ok = frame.header.status == MessageStatus::kOk;
  if (const auto replayed = replayed_.extract(frame.header.serial)) {
    const auto found = FindClientId(replayed.mapped());
    if (found != kept_.end() && ok && frame.payload.size() >= 4) found->daemon_id = FirstWord(frame.payload);
    return {};
  }
  if (asked_.empty()) return frame.raw;
  const auto asked = asked_.extract(frame.header.serial);
  if (!asked || !ok) return frame.raw;
  const std::string_view call = asked.mapped();
  if (IsEnding(frame.header)) {
    if (const auto found = FindClientId(FirstWord(call.substr(kHeaderBytes))); found != kept_.end()) kept_.erase(found);
    return frame.raw;
  }
  if (frame.payload.size() < 4 || kept_.size() >= kMost) return frame.raw;
  const uint32_t id = FirstWord(frame.payload);
  kept_.push_back({FreeId(id), id, std::move(asked.mapped())});
  return WithId(frame, kept_.back().client_id);
}

// A daemon that has come back counts anew.
uint32_t Subscriptions::FreeId(uint32_t wanted) {
  while (FindClientId(wanted) != kept_.end()) ++wanted;
  return wanted;
}

std::vector<std::string> Subscriptions::Replay() {
  std::vector<std::string> calls;
  replayed_.clear();
  for (Kept& kept : kept_) {
    const uint32_t serial = kFirstOwnSerial + static_cast<uint32_t>(calls.size());
    replayed_.emplace(serial, kept.client_id);
    // Until the answer is here, no event is this one's.
    kept.daemon_id = kLastOwnSerial;
    calls.push_back(kept.call);
    PutWord(calls.back(), kSerialAt, serial);
  }
  return calls;
}

}  // namespace pleiad::rpc
