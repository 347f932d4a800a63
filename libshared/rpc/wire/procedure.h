// SPDX-License-Identifier: Apache-2.0
// wire/procedure.h: what names a procedure or an event: program, number and the structs that travel.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "libshared/base/typed_param.h"
#include "libshared/base/uuid.h"
#include "libshared/rpc/xdr.h"

namespace pleiad::rpc {

// The programs of the native protocol, by their ids on the wire.
enum class Program : uint32_t {
  kRemote = 0x20008086,
  kQemu = 0x20008087,
  kLxc = 0x00068000,
  kAdmin = 0x06900690,
  kKeepalive = 0x6b656570,
};

namespace wire {

struct None {};

template <Program kOf, int kNum, class ArgsStruct, class RetStruct>
struct Procedure {
  static constexpr Program kProgram = kOf;
  static constexpr int kNumber = kNum;
  using Args = ArgsStruct;
  using Ret = RetStruct;
};

// Sent by the server unasked.
template <Program kOf, int kNum, class MessageStruct>
struct Event {
  static constexpr Program kProgram = kOf;
  static constexpr int kNumber = kNum;
  using Message = MessageStruct;
};

}  // namespace wire
}  // namespace pleiad::rpc
