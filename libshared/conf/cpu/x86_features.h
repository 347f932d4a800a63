// SPDX-License-Identifier: Apache-2.0
// x86_features.h: the features of x86 processors: their names in documents and in QEMU, and the bits of CPUID and of the
// feature MSRs that stand for them (Intel's and AMD's manuals). A processor's features are a set over this table.
#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pleiad::conf {

enum class FeatureSource { kEax, kEbx, kEcx, kEdx, kMsr };

struct X86Feature {
  const char* name;       // in documents
  const char* qemu_name;  // null when it is the same
  uint32_t leaf, subleaf; // of CPUID, or the MSR's number
  FeatureSource source;
  uint32_t bit;
  bool migratable = true;

  std::string_view qemu() const { return qemu_name ? qemu_name : name; }
};

// In the order in which documents list them.
std::span<const X86Feature> X86Features();

inline constexpr size_t kMaxX86Features = 320;
using X86FeatureSet = std::bitset<kMaxX86Features>;

// The place in X86Features() of a name in documents' or in QEMU's spelling; nullopt for a name that is none.
std::optional<size_t> FindX86Feature(std::string_view name);

// Those of `names` that the table has, in either spelling.
X86FeatureSet FeaturesOfNames(const std::vector<std::string>& names);
std::vector<std::string> NamesOfFeatures(const X86FeatureSet& features);

struct CpuidWords {
  uint32_t leaf = 0, subleaf = 0;
  uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};
X86FeatureSet FeaturesOfCpuid(const std::vector<CpuidWords>& leaves, std::optional<uint64_t> arch_capabilities_msr);

// "Intel" for "GenuineIntel"; "" for what has no short name.
std::string_view ShortVendor(std::string_view cpuid_vendor);

}  // namespace pleiad::conf
