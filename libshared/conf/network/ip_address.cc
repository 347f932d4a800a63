// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/network/ip_address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <cctype>

#include <algorithm>
#include <cstring>

namespace pleiad::conf {

std::optional<IpAddress> IpAddress::Parse(const std::string& text) {
  IpAddress address;
  in_addr v4;
  if (inet_pton(AF_INET6, text.c_str(), address.bytes_.data()) == 1) {
    address.v6_ = true;
    return address;
  }
  if (inet_aton(text.c_str(), &v4) == 0 || text.find_first_of(" \t\n\r\v\f") != std::string::npos) return std::nullopt;
  memcpy(address.bytes_.data(), &v4, sizeof v4);
  return address;
}

std::string IpAddress::ToString() const {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(v6_ ? AF_INET6 : AF_INET, bytes_.data(), text, sizeof text);
  return text;
}

IpAddress IpAddress::Network(unsigned prefix) const {
  IpAddress network = *this;
  for (unsigned bit = prefix; bit < bits(); ++bit) network.bytes_[bit / 8] &= static_cast<uint8_t>(~(0x80 >> bit % 8));
  return network;
}

IpAddress IpAddress::Broadcast(unsigned prefix) const {
  IpAddress broadcast = *this;
  for (unsigned bit = prefix; bit < bits(); ++bit) broadcast.bytes_[bit / 8] |= static_cast<uint8_t>(0x80 >> bit % 8);
  return broadcast;
}

std::optional<unsigned> IpAddress::MaskPrefix() const {
  unsigned prefix = 0;
  while (prefix < bits() && (bytes_[prefix / 8] & (0x80 >> prefix % 8))) ++prefix;
  if (Network(prefix) != *this) return std::nullopt;
  return prefix;
}

uint64_t IpAddress::DistanceTo(const IpAddress& later) const {
  constexpr uint64_t kCap = uint64_t{1} << 32;
  uint64_t here = 0, there = 0;
  const unsigned count = bits() / 8;
  for (unsigned i = 0; i < count; ++i) {
    here = here << 8 | bytes_[i];
    there = there << 8 | later.bytes_[i];
    // The leading bytes of IPv6 addresses that differ there are too far apart to count.
    if (i + 8 < count && here != there) return kCap;
  }
  return std::min(there - here, kCap);
}

IpAddress IpAddress::Plus(uint32_t count) const {
  IpAddress sum = *this;
  uint64_t carry = count;
  for (size_t i = bits() / 8; i-- > 0 && carry > 0;) {
    carry += sum.bytes_[i];
    sum.bytes_[i] = static_cast<uint8_t>(carry);
    carry >>= 8;
  }
  return sum;
}

std::optional<std::string> NormalAddress(const std::string& text) {
  const auto address = IpAddress::Parse(text);
  if (!address) return std::nullopt;
  return address->ToString();
}

bool IsMac(const std::string& text) {
  if (text.size() != 17) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (i % 3 == 2 ? text[i] != ':' : !isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

}  // namespace pleiad::conf
