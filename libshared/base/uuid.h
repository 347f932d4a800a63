// SPDX-License-Identifier: Apache-2.0
// uuid.h: the 16 bytes that name an object, and their text form (8-4-4-4-12 lower-case hexadecimal digits).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pleiad {

struct Uuid {
  std::array<uint8_t, 16> bytes{};

  // A random one (version 4), from the kernel's generator.
  static Uuid Random();
  // Reads 32 hexadecimal digits; hyphens and spaces between them are passed over, as libvirt does.
  static std::optional<Uuid> Parse(std::string_view text);

  std::string ToString() const;
  bool IsNull() const { return *this == Uuid{}; }

  friend bool operator==(const Uuid&, const Uuid&) = default;
  friend auto operator<=>(const Uuid&, const Uuid&) = default;
  template <class H>
  friend H AbslHashValue(H h, const Uuid& uuid) {
    return H::combine(std::move(h), uuid.bytes);
  }
};

// How the XML mapping reads and writes it.
bool FromText(std::string_view text, Uuid& uuid);
void ToText(std::string& out, const Uuid& uuid);

}  // namespace pleiad
