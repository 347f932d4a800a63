// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/uuid.h"

#include <sys/random.h>

#include <cstdlib>

namespace pleiad {
namespace {
int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}
}  // namespace

Uuid Uuid::Random() {
  Uuid uuid;
  // 16 bytes never come short once the kernel's pool is initialised; without random numbers there is no going on.
  if (getrandom(uuid.bytes.data(), uuid.bytes.size(), 0) != static_cast<ssize_t>(uuid.bytes.size())) abort();
  uuid.bytes[6] = (uuid.bytes[6] & 0x0f) | 0x40;
  uuid.bytes[8] = (uuid.bytes[8] & 0x3f) | 0x80;
  return uuid;
}

std::optional<Uuid> Uuid::Parse(std::string_view text) {
  Uuid uuid;
  size_t digits = 0;
  for (char c : text) {
    if (c == '-' || c == ' ') continue;
    const int value = HexValue(c);
    if (value < 0 || digits == 32) return std::nullopt;
    uuid.bytes[digits / 2] |= digits % 2 == 0 ? value << 4 : value;
    ++digits;
  }
  if (digits != 32) return std::nullopt;
  return uuid;
}

std::string Uuid::ToString() const {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  out.reserve(36);
  for (size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    out += kDigits[bytes[i] >> 4];
    out += kDigits[bytes[i] & 15];
  }
  return out;
}

bool FromText(std::string_view text, Uuid& uuid) {
  auto parsed = Uuid::Parse(text);
  if (parsed) uuid = *parsed;
  return parsed.has_value();
}

void ToText(std::string& out, const Uuid& uuid) { out += uuid.ToString(); }

}  // namespace pleiad
