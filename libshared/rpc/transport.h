// SPDX-License-Identifier: Apache-2.0
// transport.h: what a connection reads from and writes to: a non-blocking socket, or one with TLS or a SASL layer over it
// (libshared/remote).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "libshared/base/caller.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::rpc {

// How a read or write went: the bytes moved, or that it would have to wait, or that there is no more to move. A read may have to
// wait until the socket can be written to (kMustWrite): a TLS handshake does.
struct IoResult {
  enum class Kind { kMoved, kWouldWait, kMustWrite, kEnd, kFailed } kind = Kind::kMoved;
  size_t bytes = 0;
  int error_number = 0;
};

class Transport {
 public:
  // As administrators are told; the numbers are virClientTransport's.
  enum class Kind { kUnix = 0, kTcp = 1, kTls = 2 };

  virtual ~Transport() = default;
  virtual Kind kind() const = 0;
  virtual int descriptor() const = 0;  // what the loop waits on
  // Reads what is there; descriptors that came with the last byte are appended. Keeps nothing back for which `buffer`, of at
  // least kMinReadBytes, had room: the loop hears of what is in the socket only.
  virtual IoResult Read(std::span<char> buffer, std::vector<UniqueFd>& descriptors) = 0;
  // After kWouldWait the next call begins with the same bytes.
  virtual IoResult Write(std::string_view bytes) = 0;
  // One byte of value 0 with the descriptor attached.
  virtual IoResult WriteDescriptor(int descriptor) = 0;
  // Nothing moves either way from now on; the loop sees a hang-up.
  virtual void Shutdown() = 0;
  virtual bool CanPassDescriptors() const = 0;
  virtual bool IsSecure() const = 0;  // nobody else can read along
  // Adds what it knows of the peer, once something was read: the name in a client's certificate.
  virtual void Identify(Caller& /*caller*/) const {}
};

inline constexpr size_t kMinReadBytes = 64 << 10;

// Over `socket`, which is made non-blocking. UNIX sockets can pass descriptors and are secure, others not.
std::unique_ptr<Transport> NewSocketTransport(UniqueFd socket);

}  // namespace pleiad::rpc
