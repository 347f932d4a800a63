// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/x86_compare.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::conf {
namespace {
const X86Model* FindModel(const std::vector<X86Model>& models, const std::string& name) {
  const auto at = std::find_if(models.begin(), models.end(), [&](const X86Model& model) { return model.name == name; });
  return at == models.end() ? nullptr : &*at;
}

// A document's features by what it says of them; the model's own count as required.
struct Wanted {
  X86FeatureSet required, ignored, forbidden;
};
absl::StatusOr<Wanted> Expand(const CpuDocument& cpu, const std::vector<X86Model>& models) {
  Wanted wanted;
  if (!cpu.model.empty()) {
    const X86Model* const model = FindModel(models, cpu.model);
    if (model == nullptr) return Error(ErrorDomain::kCpu, ErrorCode::kInternalError, "Unknown CPU model %s", cpu.model);
    wanted.required = model->features;
  }
  for (const CpuDocument::Feature& feature : cpu.features) {
    const auto index = FindX86Feature(feature.name);
    if (!index) return Error(ErrorDomain::kCpu, ErrorCode::kInternalError, "Unknown CPU feature %s", feature.name);
    wanted.required.set(*index, feature.policy == "require");
    if (feature.policy == "forbid") wanted.forbidden.set(*index);
    else if (feature.policy != "require") wanted.ignored.set(*index);
  }
  return wanted;
}

CpuComparison Incompatible(std::string reason) { return {.result = CpuCompare::kIncompatible, .reason = std::move(reason)}; }
}  // namespace

absl::StatusOr<CpuComparison> CompareX86(const X86Processor& host, const CpuDocument& cpu, const std::vector<X86Model>& models) {
  if (!cpu.arch.empty() && cpu.arch != host.arch && !(cpu.arch == "i686" && host.arch == "x86_64")) {
    return Incompatible("CPU arch " + cpu.arch + " does not match host arch");
  }
  if (!cpu.vendor.empty() && cpu.vendor != host.vendor) return Incompatible("host CPU vendor does not match required CPU vendor " + cpu.vendor);
  ASSIGN_OR_RETURN(const Wanted wanted, Expand(cpu, models));
  if (const X86FeatureSet there = wanted.forbidden & host.features; there.any()) {
    return Incompatible("Host CPU provides forbidden features: " + absl::StrJoin(NamesOfFeatures(there), ", "));
  }
  if (const X86FeatureSet missing = wanted.required & ~host.features; missing.any()) {
    return Incompatible("Host CPU does not provide required features: " + absl::StrJoin(NamesOfFeatures(missing), ", "));
  }
  const X86FeatureSet extra = host.features & ~wanted.required & ~wanted.ignored;
  if (extra.none()) return CpuComparison{.result = CpuCompare::kIdentical, .reason = {}};
  if (cpu.match == "strict") return Incompatible("Host CPU does not strictly match guest CPU: Extra features: " + absl::StrJoin(NamesOfFeatures(extra), ", "));
  return CpuComparison{.result = CpuCompare::kSuperset, .reason = {}};
}

namespace {
// What the CPUs agree on: features, and vendor and model where all say the same.
struct Common {
  X86FeatureSet features;
  std::string vendor;        // by their models or their documents; empty when they differ
  bool vendor_told = true;   // every document names it
  const X86Model* model = nullptr;
};
absl::StatusOr<Common> FindCommon(const std::vector<CpuDocument>& cpus, const std::vector<X86Model>& models) {
  Common common;
  common.features.set();
  for (const CpuDocument& cpu : cpus) {
    ASSIGN_OR_RETURN(const Wanted wanted, Expand(cpu, models));
    common.features &= wanted.required;
    const X86Model* const model = FindModel(models, cpu.model);
    const std::string vendor = !cpu.vendor.empty() ? cpu.vendor : model ? model->vendor : std::string();
    if (cpu.vendor.empty()) common.vendor_told = false;
    if (&cpu == &cpus.front()) {
      common.model = model;
      common.vendor = vendor;
    }
    if (model != common.model) common.model = nullptr;
    if (vendor != common.vendor) common.vendor = "none";  // no model has this vendor, so only those of none are left
  }
  return common;
}
}  // namespace

absl::StatusOr<std::string> BaselineX86(const std::vector<CpuDocument>& cpus, const std::vector<X86Model>& models, const BaselineOptions& options) {
  if (cpus.empty()) return MakeError(ErrorDomain::kCpu, ErrorCode::kInvalidArg, "no CPUs given");
  ASSIGN_OR_RETURN(Common common, FindCommon(cpus, models));
  if (options.limit != nullptr) common.features &= *options.limit;
  if (options.migratable) {
    for (size_t i = 0; i < X86Features().size(); ++i) {
      if (!X86Features()[i].migratable) common.features.reset(i);
    }
  }
  X86Choice choice;
  if (common.model != nullptr) {
    choice = {.model = common.model, .added = common.features & ~common.model->features, .removed = common.model->features & ~common.features};
  } else {
    choice = ChooseX86Model(common.features, common.vendor, models, /*exact_subset=*/false);
  }
  if (choice.model == nullptr || common.features.none()) return MakeError(ErrorDomain::kCpu, ErrorCode::kOperationFailed, "CPUs are incompatible");
  CpuDocument cpu;
  cpu.model = choice.model->name;
  if (common.vendor_told && common.vendor != "none") cpu.vendor = common.vendor;
  std::vector<std::string> required = NamesOfFeatures(options.expand_features ? common.features : choice.added);
  if (options.expand_features) std::sort(required.begin(), required.end());
  for (std::string& name : required) cpu.features.push_back({.name = std::move(name), .policy = "require"});
  for (std::string& name : NamesOfFeatures(choice.removed)) cpu.features.push_back({.name = std::move(name), .policy = "disable"});
  return FormatGuestCpu(cpu, /*allow_fallback=*/cpus.size() > 1);
}

}  // namespace pleiad::conf
