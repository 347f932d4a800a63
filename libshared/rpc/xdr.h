// SPDX-License-Identifier: Apache-2.0
// xdr.h: plain aggregates to XDR bytes (RFC 4506) and back. Boost.PFR walks the fields, so that a struct in wire order is
// all there is to write. Decoding is bounded: strings and lists by their limits on the wire, and by the bytes that are there.
#pragma once

#include <array>
#include <bit>
#include <boost/pfr/core.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "libshared/base/typed_param.h"

namespace pleiad::rpc::xdr {

inline constexpr uint32_t kMaxString = 4194304;  // bytes
inline constexpr uint32_t kMaxParamName = 79;    // bytes

// A list with the most elements that the protocol allows.
template <class T, uint32_t kMax>
struct List {
  static constexpr uint32_t kLimit = kMax;
  std::vector<T> items;
};

// Bytes with the greatest count that the protocol allows.
template <uint32_t kMax>
struct Opaque {
  static constexpr uint32_t kLimit = kMax;
  std::string bytes;
};

class Encoder {
 public:
  void U32(uint32_t value) {
    value = ToBigEndian(value);
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void U64(uint64_t value) {
    U32(static_cast<uint32_t>(value >> 32));
    U32(static_cast<uint32_t>(value));
  }
  // The bytes, padded with zeros to a multiple of 4.
  void Bytes(std::string_view bytes) {
    out_.append(bytes);
    out_.append((4 - bytes.size() % 4) % 4, '\0');
  }
  void CountedBytes(std::string_view bytes) {
    U32(static_cast<uint32_t>(bytes.size()));
    Bytes(bytes);
  }
  // Something did not fit the protocol's limits: what is written must not be sent.
  void Fail() { failed_ = true; }
  // Whether all since the last question was fit to be sent.
  bool TakeOk() { return !std::exchange(failed_, false); }
  std::string& out() { return out_; }
  const std::string& out() const { return out_; }
  // Overwrites four bytes written before.
  void PatchU32(size_t offset, uint32_t value) {
    value = ToBigEndian(value);
    memcpy(out_.data() + offset, &value, sizeof value);
  }

 private:
  static uint32_t ToBigEndian(uint32_t value) { return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value; }
  std::string out_;
  bool failed_ = false;
};

// After the first failure every further read gives zeros and ok() stays false.
class Decoder {
 public:
  explicit Decoder(std::string_view in) : in_(in) {}
  bool ok() const { return ok_; }
  bool AtEnd() const { return in_.empty(); }
  std::string_view rest() const { return in_; }
  void Fail() { ok_ = false; }

  uint32_t U32() {
    const std::string_view raw = Take(4);
    if (raw.size() < 4) return 0;
    uint32_t value;
    memcpy(&value, raw.data(), sizeof value);
    return std::endian::native == std::endian::little ? __builtin_bswap32(value) : value;
  }
  uint64_t U64() {
    const uint64_t high = U32();
    return high << 32 | U32();
  }
  std::string_view Bytes(uint32_t count) {
    const uint64_t padded = (uint64_t{count} + 3) & ~uint64_t{3};
    return Take(padded).substr(0, count);
  }
  std::string_view CountedBytes(uint32_t limit) {
    const uint32_t count = U32();
    if (count > limit) ok_ = false;
    return ok_ ? Bytes(count) : std::string_view{};
  }
  // The count of a list; false when it is above `limit` or can't fit into what is left (each element takes 4 bytes or more).
  bool Count(uint32_t limit, uint32_t& count) {
    count = U32();
    if (count > limit || count > in_.size() / 4) ok_ = false;
    return ok_;
  }

 private:
  std::string_view Take(uint64_t count) {
    if (!ok_ || in_.size() < count) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = in_.substr(0, count);
    in_.remove_prefix(count);
    return taken;
  }
  std::string_view in_;
  bool ok_ = true;
};

// ---- encoding -------------------------------------------------------------------------------------------------------
template <class T>
  requires std::is_integral_v<T>
void Put(Encoder& e, T value) {
  if constexpr (sizeof(T) == 8) {
    e.U64(static_cast<uint64_t>(value));
  } else {
    e.U32(static_cast<uint32_t>(value));
  }
}
inline void Put(Encoder& e, double value) { e.U64(std::bit_cast<uint64_t>(value)); }
inline void Put(Encoder& e, const std::string& value) {
  if (value.size() > kMaxString) return e.Fail();
  e.CountedBytes(value);
}
template <size_t N>
void Put(Encoder& e, const std::array<uint8_t, N>& value) {
  e.Bytes({reinterpret_cast<const char*>(value.data()), N});
}
template <size_t N>
void Put(Encoder& e, const std::array<int8_t, N>& value) {
  for (int8_t c : value) Put(e, c);
}
template <uint32_t kMax>
void Put(Encoder& e, const Opaque<kMax>& value) {
  e.CountedBytes(value.bytes);
}
void Put(Encoder& e, const TypedParam& param);
template <class T, uint32_t kMax>
void Put(Encoder& e, const List<T, kMax>& list);
template <class T>
void Put(Encoder& e, const std::optional<T>& value);
template <class T>
  requires std::is_aggregate_v<T>
void Put(Encoder& e, const T& value) {
  boost::pfr::for_each_field(value, [&e](const auto& field) { Put(e, field); });
}
template <class T, uint32_t kMax>
void Put(Encoder& e, const List<T, kMax>& list) {
  e.U32(static_cast<uint32_t>(list.items.size()));
  for (const T& item : list.items) Put(e, item);
}
template <class T>
void Put(Encoder& e, const std::optional<T>& value) {
  e.U32(value.has_value());
  if (value) Put(e, *value);
}

// ---- decoding -------------------------------------------------------------------------------------------------------
template <class T>
  requires std::is_integral_v<T>
void Get(Decoder& d, T& value) {
  if constexpr (sizeof(T) == 8) {
    value = static_cast<T>(d.U64());
  } else {
    value = static_cast<T>(d.U32());
  }
}
inline void Get(Decoder& d, double& value) { value = std::bit_cast<double>(d.U64()); }
inline void Get(Decoder& d, std::string& value) { value = d.CountedBytes(kMaxString); }
template <size_t N>
void Get(Decoder& d, std::array<uint8_t, N>& value) {
  const std::string_view bytes = d.Bytes(N);
  if (d.ok()) memcpy(value.data(), bytes.data(), N);
}
template <size_t N>
void Get(Decoder& d, std::array<int8_t, N>& value) {
  for (int8_t& c : value) Get(d, c);
}
template <uint32_t kMax>
void Get(Decoder& d, Opaque<kMax>& value) {
  value.bytes = d.CountedBytes(kMax);
}
void Get(Decoder& d, TypedParam& param);
template <class T, uint32_t kMax>
void Get(Decoder& d, List<T, kMax>& list);
template <class T>
void Get(Decoder& d, std::optional<T>& value);
template <class T>
  requires std::is_aggregate_v<T>
void Get(Decoder& d, T& value) {
  boost::pfr::for_each_field(value, [&d](auto& field) { Get(d, field); });
}
template <class T, uint32_t kMax>
void Get(Decoder& d, List<T, kMax>& list) {
  uint32_t count = 0;
  if (!d.Count(kMax, count)) return;
  for (uint32_t i = 0; i < count && d.ok(); ++i) Get(d, list.items.emplace_back());
}
template <class T>
void Get(Decoder& d, std::optional<T>& value) {
  const uint32_t present = d.U32();
  if (present > 1) d.Fail();
  if (present == 1 && d.ok()) Get(d, value.emplace());
}

}  // namespace pleiad::rpc::xdr
