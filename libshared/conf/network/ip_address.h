// SPDX-License-Identifier: Apache-2.0
// ip_address.h: an address of either family as documents have it, its network and what lies between two of them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace pleiad::conf {

class IpAddress {
 public:
  // Numeric text of either family, also in the short forms that the C library knows ("10.1").
  static std::optional<IpAddress> Parse(const std::string& text);

  bool is_v6() const { return v6_; }
  std::string ToString() const;
  unsigned bits() const { return v6_ ? 128 : 32; }
  // With all bits after the first `prefix` cleared, or set.
  IpAddress Network(unsigned prefix) const;
  IpAddress Broadcast(unsigned prefix) const;
  // How many bits are set from the front; for a netmask, where the rest must be clear (else absent).
  std::optional<unsigned> MaskPrefix() const;
  // How many addresses come between this one and a later one of the same family, capped at 2^32.
  uint64_t DistanceTo(const IpAddress& later) const;
  // The one that many addresses later, around the end of all.
  IpAddress Plus(uint32_t count) const;

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  bool v6_ = false;
  std::array<uint8_t, 16> bytes_{};  // network order; four of them for IPv4
};

// The text in the form it is written in; absent when it is no address.
std::optional<std::string> NormalAddress(const std::string& text);

// Whether it is a MAC address: six bytes in hexadecimal, with colons between them.
bool IsMac(const std::string& text);

}  // namespace pleiad::conf
