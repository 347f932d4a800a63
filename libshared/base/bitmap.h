// SPDX-License-Identifier: Apache-2.0
// bitmap.h: a set of small numbers (host CPUs, NUMA nodes, vCPUs), as "0-3,^2,8" in documents and on the wire.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pleiad {

// Kept as sorted, disjoint, non-adjacent ranges: these sets have few of them, however large the numbers are.
class Bitmap {
 public:
  // The largest number of bits a text may name; libvirt's documents have the same bound.
  static constexpr uint32_t kMaxBits = 16384;
  struct Range {
    uint32_t first = 0, last = 0;
    friend bool operator==(const Range&, const Range&) = default;
  };

  void Set(uint32_t bit) { SetRange(bit, bit); }
  void SetRange(uint32_t first, uint32_t last);
  void Clear(uint32_t bit);
  bool Has(uint32_t bit) const;
  bool empty() const { return ranges_.empty(); }
  uint32_t Count() const;
  uint32_t Last() const { return ranges_.empty() ? 0 : ranges_.back().last; }  // the largest number; 0 when empty
  const std::vector<Range>& ranges() const { return ranges_; }
  std::vector<uint32_t> Bits() const;
  bool Overlaps(const Bitmap& other) const;
  bool Contains(const Bitmap& other) const;

  // As cpumaps travel on the wire: bit n is bit n%8 of byte n/8. `bytes` 0 takes as few as needed.
  std::string ToBytes(size_t bytes = 0) const;
  static Bitmap FromBytes(std::string_view bytes);
  std::string ToString() const;

  friend bool operator==(const Bitmap&, const Bitmap&) = default;

 private:
  std::vector<Range> ranges_;
};

// Numbers, ranges and exclusions ("^3") separated by commas, in this order of effect; false for anything else, for a
// range that runs backwards, an exclusion of what is not in the set, and numbers of kMaxBits or more.
bool FromText(std::string_view text, Bitmap& bitmap);
void ToText(std::string& out, const Bitmap& bitmap);

}  // namespace pleiad
