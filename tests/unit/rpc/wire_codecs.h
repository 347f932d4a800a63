// SPDX-License-Identifier: Apache-2.0
// wire_codecs.h: every struct of libshared/rpc/wire by the procedure it travels with, for tests that hold all of them against
// something. The list is made by the build from the procedures that the headers name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libshared/rpc/binding.h"
#include "libshared/rpc/wire/procedure.h"

namespace pleiad::rpc {

// What our struct makes of a payload: the bytes it is written as again, or nothing when it does not decode to its last byte.
using Recode = std::optional<std::string> (*)(std::string_view payload);

struct WireCodec {
  const char* name;  // as in C++: "DomainGetXmlDesc"
  Program program;
  int number;
  Recode args;   // null for an event
  Recode ret;    // null for an event
  Recode event;  // null for a procedure
};

// All of them, by program and number.
const std::vector<WireCodec>& WireCodecs();
const WireCodec* FindWireCodec(uint32_t program, int number);

template <class T>
std::optional<std::string> RecodeAs([[maybe_unused]] std::string_view payload) {
  if constexpr (binding::FieldCount<T>() == 0) {
    return payload.empty() ? std::optional(std::string()) : std::nullopt;
  } else {
    T value{};
    xdr::Decoder d(payload);
    xdr::Get(d, value);
    if (!d.ok() || !d.AtEnd()) return std::nullopt;
    xdr::Encoder e;
    xdr::Put(e, value);
    return std::move(e.out());
  }
}

template <class T>
WireCodec CodecOf(const char* name) {
  if constexpr (requires { typename T::Message; }) {
    return {name, T::kProgram, T::kNumber, nullptr, nullptr, &RecodeAs<typename T::Message>};
  } else {
    return {name, T::kProgram, T::kNumber, &RecodeAs<typename T::Args>, &RecodeAs<typename T::Ret>, nullptr};
  }
}

}  // namespace pleiad::rpc
