// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/bitmap.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace pleiad {
namespace {
// A number at the front of `text`, which is taken off; absent for anything else and for kMaxBits or more.
std::optional<uint32_t> TakeNumber(std::string_view& text) {
  uint32_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || value >= Bitmap::kMaxBits) return std::nullopt;
  text.remove_prefix(end - text.data());
  return value;
}

void SkipSpaces(std::string_view& text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\n')) text.remove_prefix(1);
}

// One of "5", "2-7" and "^3".
bool TakeItem(std::string_view& text, Bitmap& bitmap) {
  SkipSpaces(text);
  const bool exclusion = text.starts_with('^');
  if (exclusion) text.remove_prefix(1);
  const auto first = TakeNumber(text);
  if (!first) return false;
  SkipSpaces(text);
  if (exclusion) {
    if (!bitmap.Has(*first)) return false;
    bitmap.Clear(*first);
    return true;
  }
  uint32_t last = *first;
  if (text.starts_with('-')) {
    text.remove_prefix(1);
    SkipSpaces(text);
    const auto end = TakeNumber(text);
    if (!end || *end < *first) return false;
    last = *end;
    SkipSpaces(text);
  }
  bitmap.SetRange(*first, last);
  return true;
}
}  // namespace

void Bitmap::SetRange(uint32_t first, uint32_t last) {
  if (last < first) return;
  // All ranges that overlap or touch the new one become one with it.
  auto begin = std::find_if(ranges_.begin(), ranges_.end(), [&](const Range& r) { return uint64_t{r.last} + 1 >= first; });
  auto end = begin;
  for (; end != ranges_.end() && end->first <= uint64_t{last} + 1; ++end) {
    first = std::min(first, end->first);
    last = std::max(last, end->last);
  }
  ranges_.insert(ranges_.erase(begin, end), Range{first, last});
}

void Bitmap::Clear(uint32_t bit) {
  auto found = std::find_if(ranges_.begin(), ranges_.end(), [&](const Range& r) { return r.first <= bit && bit <= r.last; });
  if (found == ranges_.end()) return;
  const Range whole = *found;
  found = ranges_.erase(found);
  if (bit < whole.last) found = ranges_.insert(found, Range{bit + 1, whole.last});
  if (whole.first < bit) ranges_.insert(found, Range{whole.first, bit - 1});
}

bool Bitmap::Has(uint32_t bit) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& r) { return r.first <= bit && bit <= r.last; });
}

uint32_t Bitmap::Count() const {
  uint32_t count = 0;
  for (const Range& r : ranges_) count += r.last - r.first + 1;
  return count;
}

std::vector<uint32_t> Bitmap::Bits() const {
  std::vector<uint32_t> bits;
  bits.reserve(Count());
  for (const Range& r : ranges_) {
    for (uint64_t bit = r.first; bit <= r.last; ++bit) bits.push_back(static_cast<uint32_t>(bit));
  }
  return bits;
}

bool Bitmap::Overlaps(const Bitmap& other) const {
  for (const Range& a : ranges_) {
    for (const Range& b : other.ranges_) {
      if (a.first <= b.last && b.first <= a.last) return true;
    }
  }
  return false;
}

bool Bitmap::Contains(const Bitmap& other) const {
  return std::all_of(other.ranges_.begin(), other.ranges_.end(), [&](const Range& b) {
    return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& a) { return a.first <= b.first && b.last <= a.last; });
  });
}

std::string Bitmap::ToBytes(size_t bytes) const {
  std::string map(bytes > 0 || empty() ? bytes : Last() / 8 + 1, '\0');
  for (const Range& r : ranges_) {
    for (uint64_t bit = r.first; bit <= r.last && bit / 8 < map.size(); ++bit) map[bit / 8] |= static_cast<char>(1u << (bit % 8));
  }
  return map;
}

Bitmap Bitmap::FromBytes(std::string_view bytes) {
  Bitmap bitmap;
  for (size_t byte = 0; byte < bytes.size(); ++byte) {
    for (uint32_t bit = 0; bit < 8; ++bit) {
      if (bytes[byte] & (1u << bit)) bitmap.Set(static_cast<uint32_t>(byte * 8 + bit));
    }
  }
  return bitmap;
}

std::string Bitmap::ToString() const {
  std::string out;
  ToText(out, *this);
  return out;
}

bool FromText(std::string_view text, Bitmap& bitmap) {
  Bitmap parsed;
  do {
    if (!TakeItem(text, parsed)) return false;
    if (text.empty()) {
      bitmap = std::move(parsed);
      return true;
    }
    if (text.front() != ',') return false;
    text.remove_prefix(1);
  } while (true);
}

void ToText(std::string& out, const Bitmap& bitmap) {
  bool first = true;
  for (const Bitmap::Range& r : bitmap.ranges()) {
    if (!first) out += ',';
    first = false;
    out += std::to_string(r.first);
    if (r.last == r.first) continue;
    out += '-';
    out += std::to_string(r.last);
  }
}

}  // namespace pleiad
