// SPDX-License-Identifier: Apache-2.0
// transport.h: what a connection reads from and writes to: a non-blocking socket, or later one with TLS over it.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "libshared/base/unique_fd.h"

namespace pleiad::rpc {

// How a read or write went: the bytes moved, or that it would have to wait, or that there is no more to move.
struct IoResult {
  enum class Kind { kMoved, kWouldWait, kEnd, kFailed } kind = Kind::kMoved;
  size_t bytes = 0;
  int error_number = 0;
};

class Transport {
 public:
  virtual ~Transport() = default;
  virtual int descriptor() const = 0;  // what the loop waits on
  // Reads what is there; descriptors that came with the last byte are appended.
  virtual IoResult Read(std::span<char> buffer, std::vector<UniqueFd>& descriptors) = 0;
  virtual IoResult Write(std::string_view bytes) = 0;
  // One byte of value 0 with the descriptor attached.
  virtual IoResult WriteDescriptor(int descriptor) = 0;
  // Nothing moves either way from now on; the loop sees a hang-up.
  virtual void Shutdown() = 0;
  virtual bool CanPassDescriptors() const = 0;
  virtual bool IsSecure() const = 0;  // nobody else can read along
};

// Over `socket`, which is made non-blocking. UNIX sockets can pass descriptors and are secure, others not.
std::unique_ptr<Transport> NewSocketTransport(UniqueFd socket);

}  // namespace pleiad::rpc
