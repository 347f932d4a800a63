// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/x86_document_models.h"

#include <string>
#include <vector>

#include "absl/strings/str_split.h"

namespace pleiad::conf {
namespace {
struct Difference {
  std::string_view models;          // a name, or the start of several: "Haswell*"
  const char* documents_only = "";  // features, with blanks between
  const char* emulator_only = "";
};

// The first that fits counts.
constexpr Difference kDifferences[] = {
    {.models = "486", .documents_only = "vme"},
    {.models = "pentium*", .documents_only = "vme", .emulator_only = "apic"},
    {.models = "coreduo", .documents_only = "vme", .emulator_only = "acpi ss"},
    {.models = "n270", .documents_only = "vme", .emulator_only = "acpi lahf_lm movbe ss"},
    {.models = "core2duo", .documents_only = "vme", .emulator_only = "acpi cx16 lahf_lm ss"},
    {.models = "qemu64", .emulator_only = "lahf_lm"},
    {.models = "Westmere*", .emulator_only = "arat pclmuldq"},
    {.models = "SandyBridge*", .emulator_only = "arat xsaveopt"},
    {.models = "IvyBridge*", .documents_only = "vme", .emulator_only = "arat xsaveopt"},
    {.models = "Haswell*", .emulator_only = "abm arat f16c rdrand xsaveopt"},
    {.models = "Broadwell*", .emulator_only = "abm arat f16c rdrand xsaveopt"},
    {.models = "Skylake-Client*", .documents_only = "mpx vme"},
    {.models = "Skylake-Server", .documents_only = "mpx vme", .emulator_only = "clflushopt pku"},
    {.models = "Skylake-Server-*", .documents_only = "mpx vme", .emulator_only = "pku"},
    {.models = "Cascadelake-Server", .documents_only = "mpx vme", .emulator_only = "pku"},
    {.models = "Cascadelake-Server-noTSX",
     .documents_only = "mpx vme",
     .emulator_only = "arch-capabilities ibrs-all mds-no pku rdctl-no skip-l1dfl-vmentry"},
    {.models = "Icelake-Server*", .documents_only = "mpx vme"},
    {.models = "Cooperlake", .documents_only = "vme"},
    {.models = "Snowridge", .documents_only = "vme", .emulator_only = "monitor mpx"},
    {.models = "athlon", .documents_only = "vme", .emulator_only = "mca"},
    {.models = "phenom", .emulator_only = "abm cx16 lahf_lm npt pdpe1gb popcnt rdtscp sse4a"},
    {.models = "Opteron_G2", .documents_only = "rdtscp"},
    {.models = "Opteron_G3", .emulator_only = "monitor"},
    {.models = "Opteron_G4", .emulator_only = "npt nrip-save"},
    {.models = "Opteron_G5", .emulator_only = "npt nrip-save"},
    {.models = "EPYC-Rome", .documents_only = "vme", .emulator_only = "monitor topoext xsaves"},
    {.models = "EPYC-Milan", .documents_only = "vme", .emulator_only = "monitor topoext"},
    {.models = "EPYC*", .documents_only = "vme", .emulator_only = "monitor npt nrip-save topoext"},
    {.models = "Dhyana", .documents_only = "vme", .emulator_only = "monitor npt nrip-save topoext"},
};

bool Fits(std::string_view models, std::string_view model) {
  if (models.back() != '*') return models == model;
  return model.starts_with(models.substr(0, models.size() - 1));
}

X86FeatureSet SetOf(const char* names) {
  const std::vector<std::string> list = absl::StrSplit(names, ' ', absl::SkipEmpty());
  return FeaturesOfNames(list);
}
}  // namespace

X86FeatureSet DocumentFeatures(std::string_view model, X86FeatureSet emulated) {
  for (const Difference& difference : kDifferences) {
    if (Fits(difference.models, model)) return (emulated | SetOf(difference.documents_only)) & ~SetOf(difference.emulator_only);
  }
  return emulated;
}

const char* WithdrawnFeature(std::string_view model) {
  if (model == "Icelake-Server" || model == "Icelake-Server-noTSX") return "intel-pt";
  if (model == "Opteron_G3" || model == "EPYC" || model == "EPYC-IBPB" || model == "Dhyana") return "monitor";
  return nullptr;
}

}  // namespace pleiad::conf
