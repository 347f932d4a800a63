// SPDX-License-Identifier: Apache-2.0
#include "libshared/remote/sasl_transport.h"

#include <errno.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <utility>

#include "libshared/base/journal.h"

namespace pleiad::remote {
namespace {
using rpc::IoResult;

class SaslTransport : public rpc::Transport {
 public:
  SaslTransport(const SaslLibrary& library, SaslConnection connection, unsigned max_out, std::unique_ptr<rpc::Transport> below)
      : library_(library),
        connection_(std::move(connection)),
        packet_bytes_(max_out == 0 ? kMaxSaslPacketBytes : std::min(max_out, kMaxSaslPacketBytes)),
        below_(std::move(below)) {}

  Kind kind() const override { return below_->kind(); }
  int descriptor() const override { return below_->descriptor(); }
  bool CanPassDescriptors() const override { return false; }
  bool IsSecure() const override { return true; }
  void Identify(Caller& caller) const override { below_->Identify(caller); }
  void Shutdown() override { below_->Shutdown(); }
  IoResult WriteDescriptor(int) override { return {IoResult::Kind::kFailed, 0, EOPNOTSUPP}; }

  IoResult Read(std::span<char> buffer, std::vector<UniqueFd>& descriptors) override {
    std::array<char, kMaxSaslPacketBytes> sealed;
    const IoResult read = below_->Read(sealed, descriptors);
    if (read.kind != IoResult::Kind::kMoved) return read;
    const char* open = nullptr;
    unsigned size = 0;
    if (library_.decode(connection_.get(), sealed.data(), static_cast<unsigned>(read.bytes), &open, &size) != SASL_OK ||
        size > buffer.size()) {
      log::Warning([&] { return std::string("a SASL packet cannot be opened: ") + library_.errdetail(connection_.get()); });
      return {IoResult::Kind::kFailed, 0, EBADMSG};
    }
    // A packet may come in pieces.
    if (size == 0) return {IoResult::Kind::kWouldWait};
    memcpy(buffer.data(), open, size);
    return {IoResult::Kind::kMoved, size};
  }

  // The bytes count as written when the packet that holds them has left: until then the connection asks again.
  IoResult Write(std::string_view bytes) override {
    if (sealed_.empty()) {
      const size_t most = std::min<size_t>(bytes.size(), packet_bytes_);
      const char* sealed = nullptr;
      unsigned size = 0;
      if (library_.encode(connection_.get(), bytes.data(), static_cast<unsigned>(most), &sealed, &size) != SASL_OK) {
        return {IoResult::Kind::kFailed, 0, EBADMSG};
      }
      sealed_.assign(sealed, size);
      holds_ = most;
    }
    while (sent_ < sealed_.size()) {
      const IoResult written = below_->Write(std::string_view(sealed_).substr(sent_));
      if (written.kind != IoResult::Kind::kMoved) return written;
      sent_ += written.bytes;
    }
    sent_ = 0;
    sealed_ = std::string();
    return {IoResult::Kind::kMoved, holds_};
  }

 private:
  const SaslLibrary& library_;
  const SaslConnection connection_;
  const unsigned packet_bytes_;
  const std::unique_ptr<rpc::Transport> below_;
  std::string sealed_;  // of which sent_ bytes have left; holds_ of the connection's bytes are in it
  size_t sent_ = 0, holds_ = 0;
};
}  // namespace

std::unique_ptr<rpc::Transport> NewSaslTransport(const SaslLibrary& library, SaslConnection connection, unsigned max_out,
                                                 std::unique_ptr<rpc::Transport> below) {
  return std::make_unique<SaslTransport>(library, std::move(connection), max_out, std::move(below));
}

}  // namespace pleiad::remote
