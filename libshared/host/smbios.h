// SPDX-License-Identifier: Apache-2.0
// smbios.h: the SMBIOS tables that the firmware left, as structures with their strings (DMTF's DSP0134). The bytes come
// from firmware and every length in them is checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pleiad::host {

class SmbiosStructure {
 public:
  SmbiosStructure(std::string_view formatted, std::vector<std::string> strings) : formatted_(formatted), strings_(std::move(strings)) {}

  uint8_t type() const { return Byte(0); }
  size_t size() const { return formatted_.size(); }
  // Zero past the structure's end: older firmware has shorter ones.
  uint8_t Byte(size_t offset) const { return offset < formatted_.size() ? static_cast<uint8_t>(formatted_[offset]) : 0; }
  uint16_t Word(size_t offset) const { return static_cast<uint16_t>(Byte(offset) | Byte(offset + 1) << 8); }
  uint32_t Dword(size_t offset) const { return Word(offset) | static_cast<uint32_t>(Word(offset + 2)) << 16; }
  // The string whose number stands at `offset`, without blanks at its end; empty when there is none.
  std::string Text(size_t offset) const;
  const std::vector<std::string>& strings() const { return strings_; }

 private:
  std::string formatted_;
  std::vector<std::string> strings_;
};

// All structures up to the end marker, or up to where the table is damaged.
std::vector<SmbiosStructure> ParseSmbios(std::string_view table);

}  // namespace pleiad::host
