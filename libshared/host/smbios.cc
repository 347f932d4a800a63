// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/smbios.h"

#include <algorithm>

namespace pleiad::host {
namespace {
constexpr size_t kHeaderBytes = 4;
constexpr uint8_t kEndOfTable = 127;
}  // namespace

std::string SmbiosStructure::Text(size_t offset) const {
  const uint8_t number = Byte(offset);
  if (number == 0 || number > strings_.size()) return {};
  std::string text = strings_[number - 1u];
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

std::vector<SmbiosStructure> ParseSmbios(std::string_view table) {
  std::vector<SmbiosStructure> structures;
  while (table.size() >= kHeaderBytes) {
    const size_t length = static_cast<uint8_t>(table[1]);
    if (length < kHeaderBytes || length > table.size()) break;
    const std::string_view formatted = table.substr(0, length);
    table.remove_prefix(length);
    // Strings end with a zero each and together with one more; a structure without strings has two zeros.
    std::vector<std::string> strings;
    while (!table.empty() && table[0] != '\0') {
      const size_t end = table.find('\0');
      if (end == std::string_view::npos) return structures;
      strings.emplace_back(table.substr(0, end));
      table.remove_prefix(end + 1);
    }
    table.remove_prefix(std::min<size_t>(table.size(), strings.empty() ? 2 : 1));
    structures.emplace_back(formatted, std::move(strings));
    if (structures.back().type() == kEndOfTable) break;
  }
  return structures;
}

}  // namespace pleiad::host
