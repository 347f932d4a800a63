// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/x86_features.h"

#include <unordered_map>

namespace pleiad::conf {
namespace {
using enum FeatureSource;

constexpr uint32_t kArchCapabilitiesMsr = 0x10a;

constexpr X86Feature kFeatures[] = {
    {"fpu", nullptr, 1, 0, kEdx, 0},
    {"vme", nullptr, 1, 0, kEdx, 1},
    {"de", nullptr, 1, 0, kEdx, 2},
    {"pse", nullptr, 1, 0, kEdx, 3},
    {"tsc", nullptr, 1, 0, kEdx, 4},
    {"msr", nullptr, 1, 0, kEdx, 5},
    {"pae", nullptr, 1, 0, kEdx, 6},
    {"mce", nullptr, 1, 0, kEdx, 7},
    {"cx8", nullptr, 1, 0, kEdx, 8},
    {"apic", nullptr, 1, 0, kEdx, 9},
    {"sep", nullptr, 1, 0, kEdx, 11},
    {"mtrr", nullptr, 1, 0, kEdx, 12},
    {"pge", nullptr, 1, 0, kEdx, 13},
    {"mca", nullptr, 1, 0, kEdx, 14},
    {"cmov", nullptr, 1, 0, kEdx, 15},
    {"pat", nullptr, 1, 0, kEdx, 16},
    {"pse36", nullptr, 1, 0, kEdx, 17},
    {"pn", nullptr, 1, 0, kEdx, 18},
    {"clflush", nullptr, 1, 0, kEdx, 19},
    {"ds", nullptr, 1, 0, kEdx, 21},
    {"acpi", nullptr, 1, 0, kEdx, 22},
    {"mmx", nullptr, 1, 0, kEdx, 23},
    {"fxsr", nullptr, 1, 0, kEdx, 24},
    {"sse", nullptr, 1, 0, kEdx, 25},
    {"sse2", nullptr, 1, 0, kEdx, 26},
    {"ss", nullptr, 1, 0, kEdx, 27},
    {"ht", nullptr, 1, 0, kEdx, 28},
    {"tm", nullptr, 1, 0, kEdx, 29},
    {"ia64", nullptr, 1, 0, kEdx, 30},
    {"pbe", nullptr, 1, 0, kEdx, 31},
    {"pni", nullptr, 1, 0, kEcx, 0},
    {"pclmuldq", "pclmulqdq", 1, 0, kEcx, 1},
    {"dtes64", nullptr, 1, 0, kEcx, 2},
    {"monitor", nullptr, 1, 0, kEcx, 3},
    {"ds_cpl", "ds-cpl", 1, 0, kEcx, 4},
    {"vmx", nullptr, 1, 0, kEcx, 5},
    {"smx", nullptr, 1, 0, kEcx, 6},
    {"est", nullptr, 1, 0, kEcx, 7},
    {"tm2", nullptr, 1, 0, kEcx, 8},
    {"ssse3", nullptr, 1, 0, kEcx, 9},
    {"cid", nullptr, 1, 0, kEcx, 10},
    {"fma", nullptr, 1, 0, kEcx, 12},
    {"cx16", nullptr, 1, 0, kEcx, 13},
    {"xtpr", nullptr, 1, 0, kEcx, 14},
    {"pdcm", nullptr, 1, 0, kEcx, 15},
    {"pcid", nullptr, 1, 0, kEcx, 17},
    {"dca", nullptr, 1, 0, kEcx, 18},
    {"sse4.1", nullptr, 1, 0, kEcx, 19},
    {"sse4.2", nullptr, 1, 0, kEcx, 20},
    {"x2apic", nullptr, 1, 0, kEcx, 21},
    {"movbe", nullptr, 1, 0, kEcx, 22},
    {"popcnt", nullptr, 1, 0, kEcx, 23},
    {"tsc-deadline", nullptr, 1, 0, kEcx, 24},
    {"aes", nullptr, 1, 0, kEcx, 25},
    {"xsave", nullptr, 1, 0, kEcx, 26},
    {"osxsave", nullptr, 1, 0, kEcx, 27},
    {"avx", nullptr, 1, 0, kEcx, 28},
    {"f16c", nullptr, 1, 0, kEcx, 29},
    {"rdrand", nullptr, 1, 0, kEcx, 30},
    {"hypervisor", nullptr, 1, 0, kEcx, 31},
    {"arat", nullptr, 6, 0, kEax, 2},
    {"fsgsbase", nullptr, 7, 0, kEbx, 0},
    {"tsc_adjust", "tsc-adjust", 7, 0, kEbx, 1},
    {"sgx", nullptr, 7, 0, kEbx, 2},
    {"bmi1", nullptr, 7, 0, kEbx, 3},
    {"hle", nullptr, 7, 0, kEbx, 4},
    {"avx2", nullptr, 7, 0, kEbx, 5},
    {"smep", nullptr, 7, 0, kEbx, 7},
    {"bmi2", nullptr, 7, 0, kEbx, 8},
    {"erms", nullptr, 7, 0, kEbx, 9},
    {"invpcid", nullptr, 7, 0, kEbx, 10},
    {"rtm", nullptr, 7, 0, kEbx, 11},
    {"cmt", nullptr, 7, 0, kEbx, 12},
    {"mpx", nullptr, 7, 0, kEbx, 14},
    {"avx512f", nullptr, 7, 0, kEbx, 16},
    {"avx512dq", nullptr, 7, 0, kEbx, 17},
    {"rdseed", nullptr, 7, 0, kEbx, 18},
    {"adx", nullptr, 7, 0, kEbx, 19},
    {"smap", nullptr, 7, 0, kEbx, 20},
    {"avx512ifma", nullptr, 7, 0, kEbx, 21},
    {"pcommit", nullptr, 7, 0, kEbx, 22},
    {"clflushopt", nullptr, 7, 0, kEbx, 23},
    {"clwb", nullptr, 7, 0, kEbx, 24},
    {"intel-pt", nullptr, 7, 0, kEbx, 25},
    {"avx512pf", nullptr, 7, 0, kEbx, 26},
    {"avx512er", nullptr, 7, 0, kEbx, 27},
    {"avx512cd", nullptr, 7, 0, kEbx, 28},
    {"sha-ni", nullptr, 7, 0, kEbx, 29},
    {"avx512bw", nullptr, 7, 0, kEbx, 30},
    {"avx512vl", nullptr, 7, 0, kEbx, 31},
    {"avx512vbmi", nullptr, 7, 0, kEcx, 1},
    {"umip", nullptr, 7, 0, kEcx, 2},
    {"pku", nullptr, 7, 0, kEcx, 3},
    {"ospke", nullptr, 7, 0, kEcx, 4},
    {"waitpkg", nullptr, 7, 0, kEcx, 5},
    {"avx512vbmi2", nullptr, 7, 0, kEcx, 6},
    {"gfni", nullptr, 7, 0, kEcx, 8},
    {"vaes", nullptr, 7, 0, kEcx, 9},
    {"vpclmulqdq", nullptr, 7, 0, kEcx, 10},
    {"avx512vnni", nullptr, 7, 0, kEcx, 11},
    {"avx512bitalg", nullptr, 7, 0, kEcx, 12},
    {"avx512-vpopcntdq", nullptr, 7, 0, kEcx, 14},
    {"la57", nullptr, 7, 0, kEcx, 16},
    {"rdpid", nullptr, 7, 0, kEcx, 22},
    {"bus-lock-detect", nullptr, 7, 0, kEcx, 24},
    {"cldemote", nullptr, 7, 0, kEcx, 25},
    {"movdiri", nullptr, 7, 0, kEcx, 27},
    {"movdir64b", nullptr, 7, 0, kEcx, 28},
    {"sgxlc", nullptr, 7, 0, kEcx, 30},
    {"pks", nullptr, 7, 0, kEcx, 31},
    {"avx512-4vnniw", nullptr, 7, 0, kEdx, 2},
    {"avx512-4fmaps", nullptr, 7, 0, kEdx, 3},
    {"fsrm", nullptr, 7, 0, kEdx, 4},
    {"avx512-vp2intersect", nullptr, 7, 0, kEdx, 8},
    {"md-clear", nullptr, 7, 0, kEdx, 10},
    {"serialize", nullptr, 7, 0, kEdx, 14},
    {"tsx-ldtrk", nullptr, 7, 0, kEdx, 16},
    {"pconfig", nullptr, 7, 0, kEdx, 18},
    {"arch-lbr", nullptr, 7, 0, kEdx, 19},
    {"amx-bf16", nullptr, 7, 0, kEdx, 22},
    {"avx512-fp16", nullptr, 7, 0, kEdx, 23},
    {"amx-tile", nullptr, 7, 0, kEdx, 24},
    {"amx-int8", nullptr, 7, 0, kEdx, 25},
    {"spec-ctrl", nullptr, 7, 0, kEdx, 26},
    {"stibp", nullptr, 7, 0, kEdx, 27},
    {"arch-capabilities", nullptr, 7, 0, kEdx, 29},
    {"core-capability", nullptr, 7, 0, kEdx, 30},
    {"ssbd", nullptr, 7, 0, kEdx, 31},
    {"avx-vnni", nullptr, 7, 1, kEax, 4},
    {"avx512-bf16", nullptr, 7, 1, kEax, 5},
    {"xsaveopt", nullptr, 13, 1, kEax, 0},
    {"xsavec", nullptr, 13, 1, kEax, 1},
    {"xgetbv1", nullptr, 13, 1, kEax, 2},
    {"xsaves", nullptr, 13, 1, kEax, 3},
    {"xfd", nullptr, 13, 1, kEax, 4},
    {"syscall", nullptr, 0x80000001, 0, kEdx, 11},
    {"nx", nullptr, 0x80000001, 0, kEdx, 20},
    {"mmxext", nullptr, 0x80000001, 0, kEdx, 22},
    {"fxsr_opt", "fxsr-opt", 0x80000001, 0, kEdx, 25},
    {"pdpe1gb", nullptr, 0x80000001, 0, kEdx, 26},
    {"rdtscp", nullptr, 0x80000001, 0, kEdx, 27},
    {"lm", nullptr, 0x80000001, 0, kEdx, 29},
    {"3dnowext", nullptr, 0x80000001, 0, kEdx, 30},
    {"3dnow", nullptr, 0x80000001, 0, kEdx, 31},
    {"lahf_lm", "lahf-lm", 0x80000001, 0, kEcx, 0},
    {"cmp_legacy", "cmp-legacy", 0x80000001, 0, kEcx, 1},
    {"svm", nullptr, 0x80000001, 0, kEcx, 2},
    {"extapic", nullptr, 0x80000001, 0, kEcx, 3},
    {"cr8legacy", nullptr, 0x80000001, 0, kEcx, 4},
    {"abm", nullptr, 0x80000001, 0, kEcx, 5},
    {"sse4a", nullptr, 0x80000001, 0, kEcx, 6},
    {"misalignsse", nullptr, 0x80000001, 0, kEcx, 7},
    {"3dnowprefetch", nullptr, 0x80000001, 0, kEcx, 8},
    {"osvw", nullptr, 0x80000001, 0, kEcx, 9},
    {"ibs", nullptr, 0x80000001, 0, kEcx, 10},
    {"xop", nullptr, 0x80000001, 0, kEcx, 11},
    {"skinit", nullptr, 0x80000001, 0, kEcx, 12},
    {"wdt", nullptr, 0x80000001, 0, kEcx, 13},
    {"lwp", nullptr, 0x80000001, 0, kEcx, 15},
    {"fma4", nullptr, 0x80000001, 0, kEcx, 16},
    {"tce", nullptr, 0x80000001, 0, kEcx, 17},
    {"nodeid_msr", "nodeid-msr", 0x80000001, 0, kEcx, 19},
    {"tbm", nullptr, 0x80000001, 0, kEcx, 21},
    {"topoext", nullptr, 0x80000001, 0, kEcx, 22},
    {"perfctr_core", "perfctr-core", 0x80000001, 0, kEcx, 23},
    {"perfctr_nb", "perfctr-nb", 0x80000001, 0, kEcx, 24},
    {"invtsc", nullptr, 0x80000007, 0, kEdx, 8, false},
    {"clzero", nullptr, 0x80000008, 0, kEbx, 0},
    {"xsaveerptr", nullptr, 0x80000008, 0, kEbx, 2},
    {"wbnoinvd", nullptr, 0x80000008, 0, kEbx, 9},
    {"ibpb", nullptr, 0x80000008, 0, kEbx, 12},
    {"ibrs", nullptr, 0x80000008, 0, kEbx, 14},
    {"amd-stibp", nullptr, 0x80000008, 0, kEbx, 15},
    {"amd-ssbd", nullptr, 0x80000008, 0, kEbx, 24},
    {"virt-ssbd", nullptr, 0x80000008, 0, kEbx, 25},
    {"amd-no-ssb", nullptr, 0x80000008, 0, kEbx, 26},
    {"npt", nullptr, 0x8000000a, 0, kEdx, 0},
    {"lbrv", nullptr, 0x8000000a, 0, kEdx, 1},
    {"svm-lock", nullptr, 0x8000000a, 0, kEdx, 2},
    {"nrip-save", nullptr, 0x8000000a, 0, kEdx, 3},
    {"tsc-scale", nullptr, 0x8000000a, 0, kEdx, 4},
    {"vmcb-clean", nullptr, 0x8000000a, 0, kEdx, 5},
    {"flushbyasid", nullptr, 0x8000000a, 0, kEdx, 6},
    {"decodeassists", nullptr, 0x8000000a, 0, kEdx, 7},
    {"pause-filter", nullptr, 0x8000000a, 0, kEdx, 10},
    {"pfthreshold", nullptr, 0x8000000a, 0, kEdx, 12},
    {"avic", nullptr, 0x8000000a, 0, kEdx, 13},
    {"v-vmsave-vmload", nullptr, 0x8000000a, 0, kEdx, 15},
    {"vgif", nullptr, 0x8000000a, 0, kEdx, 16},
    {"svme-addr-chk", nullptr, 0x8000000a, 0, kEdx, 28},
    {"rdctl-no", nullptr, 0x10a, 0, kMsr, 0},
    {"ibrs-all", nullptr, 0x10a, 0, kMsr, 1},
    {"rsba", nullptr, 0x10a, 0, kMsr, 2},
    {"skip-l1dfl-vmentry", nullptr, 0x10a, 0, kMsr, 3},
    {"ssb-no", nullptr, 0x10a, 0, kMsr, 4},
    {"mds-no", nullptr, 0x10a, 0, kMsr, 5},
    {"pschange-mc-no", nullptr, 0x10a, 0, kMsr, 6},
    {"tsx-ctrl", nullptr, 0x10a, 0, kMsr, 7},
    {"taa-no", nullptr, 0x10a, 0, kMsr, 8},
    {"split-lock-detect", nullptr, 0xcf, 0, kMsr, 5},
};
static_assert(std::size(kFeatures) <= kMaxX86Features);

uint32_t WordOf(const CpuidWords& words, FeatureSource source) {
  switch (source) {
    case kEax: return words.eax;
    case kEbx: return words.ebx;
    case kEcx: return words.ecx;
    case kEdx: return words.edx;
    case kMsr: break;
  }
  return 0;
}

bool HasBit(const X86Feature& feature, const std::vector<CpuidWords>& leaves, std::optional<uint64_t> arch_capabilities_msr) {
  if (feature.source == kMsr) {
    return feature.leaf == kArchCapabilitiesMsr && arch_capabilities_msr && (*arch_capabilities_msr >> feature.bit & 1);
  }
  for (const CpuidWords& words : leaves) {
    if (words.leaf == feature.leaf && words.subleaf == feature.subleaf) return WordOf(words, feature.source) >> feature.bit & 1;
  }
  return false;
}
}  // namespace

std::span<const X86Feature> X86Features() { return kFeatures; }

std::optional<size_t> FindX86Feature(std::string_view name) {
  static const auto* const places = [] {
    auto* made = new std::unordered_map<std::string_view, size_t>;
    for (size_t i = 0; i < std::size(kFeatures); ++i) {
      made->emplace(kFeatures[i].name, i);
      made->emplace(kFeatures[i].qemu(), i);
    }
    return made;
  }();
  const auto at = places->find(name);
  return at == places->end() ? std::nullopt : std::optional<size_t>(at->second);
}

X86FeatureSet FeaturesOfNames(const std::vector<std::string>& names) {
  X86FeatureSet features;
  for (const std::string& name : names) {
    if (const auto index = FindX86Feature(name)) features.set(*index);
  }
  return features;
}

std::vector<std::string> NamesOfFeatures(const X86FeatureSet& features) {
  std::vector<std::string> names;
  for (size_t i = 0; i < std::size(kFeatures); ++i) {
    if (features.test(i)) names.emplace_back(kFeatures[i].name);
  }
  return names;
}

X86FeatureSet FeaturesOfCpuid(const std::vector<CpuidWords>& leaves, std::optional<uint64_t> arch_capabilities_msr) {
  X86FeatureSet features;
  for (size_t i = 0; i < std::size(kFeatures); ++i) {
    if (HasBit(kFeatures[i], leaves, arch_capabilities_msr)) features.set(i);
  }
  return features;
}

std::string_view ShortVendor(std::string_view cpuid_vendor) {
  if (cpuid_vendor == "GenuineIntel") return "Intel";
  if (cpuid_vendor == "AuthenticAMD") return "AMD";
  if (cpuid_vendor == "HygonGenuine") return "Hygon";
  return {};
}

}  // namespace pleiad::conf
