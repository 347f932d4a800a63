// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/x86_known_models.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_split.h"

namespace pleiad::conf {
namespace {
// A model by how it differs from one that stands before it.
struct Row {
  const char* name;
  const char* vendor;
  const char* base = "";
  const char* added = "";  // features, with blanks between
  const char* removed = "";
};
constexpr Row kRows[] = {
    {"486", "", "", "fpu pse vme"},
    {"pentium", "", "486", "cx8 de mce mmx msr tsc"},
    {"pentium2", "", "pentium", "cmov fxsr mca mtrr pae pat pge pse36 sep"},
    {"pentium3", "", "pentium2", "sse"},
    {"pentiumpro", "", "pentium3", "apic sse2", "mca mtrr pse36 vme"},
    {"coreduo", "Intel", "pentium3", "apic clflush monitor nx pni sse2", "pse36"},
    {"n270", "Intel", "coreduo", "ssse3"},
    {"core2duo", "Intel", "n270", "lm pse36 syscall"},
    {"qemu32", "", "pentiumpro", "pni"},
    {"kvm32", "", "coreduo", "pse36", "monitor nx vme"},
    {"cpu64-rhel5", "", "core2duo", "", "monitor ssse3 vme"},
    {"cpu64-rhel6", "", "cpu64-rhel5", "cx16 lahf_lm"},
    {"qemu64", "", "cpu64-rhel5", "cx16 svm"},
    {"kvm64", "", "cpu64-rhel5", "cx16"},
    {"Conroe", "Intel", "cpu64-rhel5", "lahf_lm ssse3"},
    {"Penryn", "Intel", "cpu64-rhel6", "sse4.1 ssse3"},
    {"Nehalem", "Intel", "Penryn", "popcnt sse4.2"},
    {"Nehalem-IBRS", "Intel", "Nehalem", "spec-ctrl"},
    {"Westmere", "Intel", "Nehalem", "aes"},
    {"Westmere-IBRS", "Intel", "Nehalem-IBRS", "aes"},
    {"SandyBridge", "Intel", "Westmere", "avx pclmuldq rdtscp tsc-deadline x2apic xsave"},
    {"SandyBridge-IBRS", "Intel", "SandyBridge", "spec-ctrl"},
    {"IvyBridge", "Intel", "SandyBridge", "erms f16c fsgsbase rdrand smep vme"},
    {"IvyBridge-IBRS", "Intel", "IvyBridge", "spec-ctrl"},
    {"Haswell-noTSX", "Intel", "SandyBridge", "avx2 bmi1 bmi2 erms fma fsgsbase invpcid movbe pcid smep"},
    {"Haswell-noTSX-IBRS", "Intel", "Haswell-noTSX", "spec-ctrl"},
    {"Haswell", "Intel", "Haswell-noTSX", "hle rtm"},
    {"Haswell-IBRS", "Intel", "Haswell", "spec-ctrl"},
    {"Broadwell-noTSX", "Intel", "Haswell-noTSX", "3dnowprefetch adx rdseed smap"},
    {"Broadwell-noTSX-IBRS", "Intel", "Broadwell-noTSX", "spec-ctrl"},
    {"Broadwell", "Intel", "Broadwell-noTSX", "hle rtm"},
    {"Broadwell-IBRS", "Intel", "Broadwell", "spec-ctrl"},
    {"Skylake-Client", "Intel", "Broadwell", "abm arat f16c mpx rdrand vme xgetbv1 xsavec xsaveopt"},
    {"Skylake-Client-IBRS", "Intel", "Skylake-Client", "spec-ctrl"},
    {"Skylake-Client-noTSX-IBRS", "Intel", "Skylake-Client-IBRS", "", "hle rtm"},
    {"Skylake-Server", "Intel", "Skylake-Client", "avx512bw avx512cd avx512dq avx512f avx512vl clwb pdpe1gb"},
    {"Skylake-Server-IBRS", "Intel", "Skylake-Server", "spec-ctrl"},
    {"Skylake-Server-noTSX-IBRS", "Intel", "Skylake-Server-IBRS", "", "hle rtm"},
    {"Cascadelake-Server", "Intel", "Skylake-Server-IBRS", "avx512vnni clflushopt ssbd"},
    {"Cascadelake-Server-noTSX", "Intel", "Cascadelake-Server", "", "hle rtm"},
    {"Icelake-Client", "Intel", "Skylake-Client-IBRS",
     "avx512-vpopcntdq avx512bitalg avx512vbmi avx512vbmi2 avx512vnni gfni pku ssbd umip vaes vpclmulqdq wbnoinvd"},
    {"Icelake-Client-noTSX", "Intel", "Icelake-Client", "", "hle rtm"},
    {"Icelake-Server", "Intel", "Icelake-Client", "avx512bw avx512cd avx512dq avx512f avx512vl clflushopt clwb la57 pdpe1gb"},
    {"Icelake-Server-noTSX", "Intel", "Icelake-Server", "", "hle rtm"},
    {"Cooperlake", "Intel", "Cascadelake-Server",
     "arch-capabilities avx512-bf16 ibrs-all mds-no pku pschange-mc-no rdctl-no skip-l1dfl-vmentry stibp taa-no", "mpx"},
    {"Snowridge", "Intel", "IvyBridge-IBRS",
     "3dnowprefetch arat arch-capabilities cldemote clflushopt clwb core-capability gfni movbe movdir64b movdiri pdpe1gb rdseed "
     "sha-ni smap split-lock-detect ssbd umip xgetbv1 xsavec xsaveopt",
     "avx f16c"},
    {"athlon", "AMD", "pentium3", "3dnow 3dnowext apic mmxext sse2", "mca"},
    {"phenom", "AMD", "cpu64-rhel5", "3dnow 3dnowext fxsr_opt mmxext monitor svm"},
    {"Opteron_G1", "AMD", "cpu64-rhel5"},
    {"Opteron_G2", "AMD", "cpu64-rhel6", "rdtscp svm"},
    {"Opteron_G3", "AMD", "Opteron_G2", "abm misalignsse popcnt sse4a"},
    {"Opteron_G4", "AMD", "SandyBridge", "3dnowprefetch abm fma4 misalignsse pdpe1gb sse4a svm xop", "tsc-deadline x2apic"},
    {"Opteron_G5", "AMD", "Opteron_G4", "f16c fma tbm"},
    {"EPYC", "AMD", "Skylake-Client-noTSX-IBRS", "clflushopt cr8legacy fxsr_opt misalignsse mmxext osvw pdpe1gb sha-ni sse4a svm",
     "erms invpcid mpx pcid spec-ctrl tsc-deadline x2apic"},
    {"EPYC-IBPB", "AMD", "EPYC", "ibpb"},
    {"EPYC-Rome", "AMD", "EPYC-IBPB", "amd-stibp clwb clzero npt nrip-save perfctr_core rdpid umip wbnoinvd xsaveerptr"},
    {"EPYC-Milan", "AMD", "EPYC-Rome", "amd-ssbd erms fsrm ibrs invpcid pcid pku svme-addr-chk xsaves"},
    {"Dhyana", "Hygon", "EPYC-IBPB", "", "aes pclmuldq sha-ni"},
};

X86FeatureSet SetOf(const char* names) {
  const std::vector<std::string> list = absl::StrSplit(names, ' ', absl::SkipEmpty());
  return FeaturesOfNames(list);
}

std::vector<X86Model> Build() {
  std::vector<X86Model> models;
  for (const Row& row : kRows) {
    X86Model model{.name = row.name, .vendor = row.vendor, .features = {}};
    const auto base = std::find_if(models.begin(), models.end(), [&](const X86Model& m) { return m.name == row.base; });
    if (base != models.end()) model.features = base->features;
    model.features = (model.features | SetOf(row.added)) & ~SetOf(row.removed);
    model.emulated = model.features;
    models.push_back(std::move(model));
  }
  return models;
}
}  // namespace

const std::vector<X86Model>& KnownX86Models() {
  static const auto* models = new std::vector<X86Model>(Build());
  return *models;
}

}  // namespace pleiad::conf
