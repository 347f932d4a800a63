// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/guest_cpu.h"

#include <algorithm>
#include <boost/json.hpp>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/arch.h"
#include "libshared/conf/cpu/x86_document_models.h"
#include "virtqemud/capabilities/cpu_models.h"
#include "virtqemud/monitor/commands.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
using conf::CpuFeaturePolicy;
using conf::CpuMode;
using conf::X86FeatureSet;

Accelerator AcceleratorOf(const conf::DomainDef& def) {
  return def.virt_type == conf::VirtType::kKvm ? Accelerator::kKvm : Accelerator::kTcg;
}

absl::Status NoSuchMode(const EmulatorCapabilities& emulator, const conf::DomainDef& def, const char* mode) {
  return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported,
               "CPU mode '%s' for %s %s domain on %s host is not supported by hypervisor", mode, def.os.arch,
               xml::NameOf(conf::kVirtTypes, def.virt_type), emulator.arch);
}

absl::StatusOr<X86FeatureSet> FeaturesOfModel(const EmulatorCapabilities& emulator, const std::string& name) {
  for (const conf::X86Model& model : ModelsOf(emulator)) {
    if (model.name == name) return model.features;
  }
  return Error(ErrorDomain::kCpu, ErrorCode::kInternalError, "Unknown CPU model %s", name);
}

absl::Status CheckNames(const conf::CpuDef& cpu) {
  for (const conf::CpuFeature& feature : cpu.features) {
    if (conf::FindX86Feature(feature.name)) continue;
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "unknown CPU feature: %s", feature.name);
  }
  return absl::OkStatus();
}

bool Wants(const conf::CpuFeature& feature) {
  return feature.policy == CpuFeaturePolicy::kForce || feature.policy == CpuFeaturePolicy::kRequire ||
         feature.policy == CpuFeaturePolicy::kNone;
}

// The model with what the document adds and takes away.
absl::StatusOr<X86FeatureSet> Expected(const EmulatorCapabilities& emulator, const conf::CpuDef& cpu) {
  ASSIGN_OR_RETURN(X86FeatureSet features, FeaturesOfModel(emulator, cpu.model->name));
  for (const conf::CpuFeature& feature : cpu.features) {
    if (const auto index = conf::FindX86Feature(feature.name)) features.set(*index, Wants(feature));
  }
  return features;
}

// The best that guests may have here, in the place of the model; what the document says of features stays, behind it.
absl::Status TakeHostModel(const EmulatorCapabilities& emulator, conf::DomainDef& live, bool with_vendor) {
  conf::CpuDef& cpu = *live.cpu;
  const std::optional<CpuDescription> host = HostModelOf(emulator, AcceleratorOf(live));
  if (!host) return NoSuchMode(emulator, live, "host-model");
  std::vector<conf::CpuFeature> features;
  const auto add = [&](const std::vector<std::string>& names, CpuFeaturePolicy policy) {
    for (const std::string& name : names) {
      if (!cpu.FindFeature(name)) features.push_back({name, policy});
    }
  };
  add(host->required, CpuFeaturePolicy::kRequire);
  add(host->disabled, CpuFeaturePolicy::kDisable);
  features.insert(features.end(), cpu.features.begin(), cpu.features.end());
  cpu.mode = CpuMode::kCustom;
  cpu.match = conf::CpuMatch::kExact;
  cpu.model = conf::CpuModel{.name = host->model, .fallback = conf::CpuFallback::kForbid, .vendor_id = {}};
  cpu.vendor = with_vendor ? host->vendor : std::string();
  cpu.features = std::move(features);
  return absl::OkStatus();
}

void SettleOptional(const X86FeatureSet& available, conf::CpuDef& cpu) {
  for (conf::CpuFeature& feature : cpu.features) {
    if (feature.policy != CpuFeaturePolicy::kOptional) continue;
    const bool there = available.test(*conf::FindX86Feature(feature.name));
    feature.policy = there ? CpuFeaturePolicy::kRequire : CpuFeaturePolicy::kDisable;
  }
}

// What is forced on a guest need not be there.
absl::Status CheckAvailable(const EmulatorCapabilities& emulator, const X86FeatureSet& available, const conf::CpuDef& cpu) {
  ASSIGN_OR_RETURN(X86FeatureSet missing, Expected(emulator, cpu));
  missing &= ~available;
  for (const conf::CpuFeature& feature : cpu.features) {
    if (feature.policy == CpuFeaturePolicy::kForce) missing.reset(*conf::FindX86Feature(feature.name));
  }
  if (missing.none()) return absl::OkStatus();
  return MakeError(ErrorDomain::kCpu, ErrorCode::kCpuIncompatible,
                   "Host CPU does not provide required features: " + absl::StrJoin(conf::NamesOfFeatures(missing), ", "));
}
}  // namespace

bool HasCorrectableCpu(const conf::DomainDef& live) {
  return conf::IsX86(live.os.arch) && live.cpu && live.cpu->mode == CpuMode::kCustom && live.cpu->model;
}

absl::Status PlanGuestCpu(const EmulatorCapabilities& emulator, conf::DomainDef& live) {
  if (!conf::IsX86(live.os.arch) || !live.cpu) return absl::OkStatus();
  conf::CpuDef& cpu = *live.cpu;
  if (cpu.mode == CpuMode::kHostPassthrough && AcceleratorOf(live) != Accelerator::kKvm) {
    return NoSuchMode(emulator, live, "host-passthrough");
  }
  RETURN_IF_ERROR(CheckNames(cpu));
  if (cpu.mode == CpuMode::kHostModel) RETURN_IF_ERROR(TakeHostModel(emulator, live, /*with_vendor=*/true));
  if (!HasCorrectableCpu(live)) return absl::OkStatus();
  RETURN_IF_ERROR(FeaturesOfModel(emulator, cpu.model->name).status());
  if (cpu.match == conf::CpuMatch::kMinimum) RETURN_IF_ERROR(TakeHostModel(emulator, live, /*with_vendor=*/false));
  const std::optional<CpuExpansion>& host = emulator.facts(AcceleratorOf(live)).host;
  const X86FeatureSet available = host ? conf::FeaturesOfNames(host->features) : X86FeatureSet().set();
  SettleOptional(available, cpu);
  if (cpu.check == conf::CpuCheck::kPartial) RETURN_IF_ERROR(CheckAvailable(emulator, available, cpu));
  cpu.model->fallback = conf::CpuFallback::kForbid;
  const char* withdrawn = conf::WithdrawnFeature(cpu.model->name);
  if (withdrawn && !cpu.FindFeature(withdrawn)) cpu.features.push_back({withdrawn, CpuFeaturePolicy::kDisable});
  return absl::OkStatus();
}

namespace {
// QEMU has the features as CPUID would give them, one word for each register; the words of a leaf come in any order.
absl::StatusOr<X86FeatureSet> FeaturesOfWords(const json::value& answer) {
  if (!answer.is_array()) return MalformedAnswer("qom-get");
  std::vector<conf::CpuidWords> leaves;
  for (const json::value& item : answer.get_array()) {
    if (!item.is_object()) return MalformedAnswer("qom-get");
    const json::object& word = item.get_object();
    conf::CpuidWords leaf{.leaf = static_cast<uint32_t>(IntIn(word, "cpuid-input-eax")),
                          .subleaf = static_cast<uint32_t>(IntIn(word, "cpuid-input-ecx"))};
    const std::string name = TextIn(word, "cpuid-register");
    const auto bits = static_cast<uint32_t>(IntIn(word, "features"));
    (name == "EAX" ? leaf.eax : name == "EBX" ? leaf.ebx : name == "ECX" ? leaf.ecx : leaf.edx) = bits;
    const auto same = [&leaf](const conf::CpuidWords& other) { return other.leaf == leaf.leaf && other.subleaf == leaf.subleaf; };
    const auto at = std::find_if(leaves.begin(), leaves.end(), same);
    if (at == leaves.end()) {
      leaves.push_back(leaf);
    } else {
      at->eax |= leaf.eax, at->ebx |= leaf.ebx, at->ecx |= leaf.ecx, at->edx |= leaf.edx;
    }
  }
  return conf::FeaturesOfCpuid(leaves, std::nullopt);
}

// The words leave the features of MSRs out; they are asked for one by one, where there are any.
absl::Status AddMsrFeatures(Monitor& monitor, const std::string& qom_path, absl::Time deadline, X86FeatureSet& enabled) {
  if (!enabled.test(*conf::FindX86Feature("arch-capabilities"))) return absl::OkStatus();
  const auto table = conf::X86Features();
  for (size_t i = 0; i < table.size(); ++i) {
    if (table[i].source != conf::FeatureSource::kMsr) continue;
    const std::string property(table[i].qemu());
    const auto answer = monitor.Execute("qom-get", {{"path", qom_path}, {"property", property}}, deadline);
    // An older QEMU does not know all of them.
    if (answer.ok())
      enabled.set(i, answer->is_bool() && answer->get_bool());
    else if (!monitor.CheckAnswers().ok())
      return answer.status();
  }
  return absl::OkStatus();
}
}  // namespace

absl::StatusOr<GuestCpuFacts> QueryGuestCpu(Monitor& monitor, const std::string& qom_path, absl::Time deadline) {
  const auto ask = [&](const char* property) { return monitor.Begin("qom-get", {{"path", qom_path}, {"property", property}}); };
  ASSIGN_OR_RETURN(const auto words, ask("feature-words"));
  ASSIGN_OR_RETURN(const auto names, ask("unavailable-features"));
  ASSIGN_OR_RETURN(const json::value enabled, monitor.Finish(words, deadline));
  ASSIGN_OR_RETURN(const json::value withheld, monitor.Finish(names, deadline));
  GuestCpuFacts facts;
  ASSIGN_OR_RETURN(facts.enabled, FeaturesOfWords(enabled));
  RETURN_IF_ERROR(AddMsrFeatures(monitor, qom_path, deadline, facts.enabled));
  if (!withheld.is_array()) return MalformedAnswer("qom-get");
  for (const json::value& name : withheld.get_array()) {
    if (!name.is_string()) return MalformedAnswer("qom-get");
    if (const auto index = conf::FindX86Feature(std::string(name.get_string()))) facts.withheld.set(*index);
  }
  return facts;
}

absl::Status CorrectGuestCpu(const EmulatorCapabilities& emulator, const GuestCpuFacts& facts, conf::DomainDef& live) {
  if (!HasCorrectableCpu(live)) return absl::OkStatus();
  conf::CpuDef& cpu = *live.cpu;
  ASSIGN_OR_RETURN(const X86FeatureSet expected, Expected(emulator, cpu));
  const X86FeatureSet extra = facts.enabled & ~expected, missing = (expected & ~facts.enabled) | facts.withheld;
  if (cpu.check == conf::CpuCheck::kFull && (extra.any() || (expected & missing).any())) {
    std::vector<std::string> parts;
    const auto tell = [&parts](const char* what, const X86FeatureSet& features) {
      if (features.any()) parts.push_back(absl::StrCat(what, " features: ", absl::StrJoin(conf::NamesOfFeatures(features), ",")));
    };
    tell("extra", extra), tell("missing", expected & missing);
    return Error(ErrorDomain::kCpu, ErrorCode::kOperationFailed, "guest CPU doesn't match specification: %s",
                 absl::StrJoin(parts, ", "));
  }
  for (conf::CpuFeature& feature : cpu.features) {
    const auto index = conf::FindX86Feature(feature.name);
    if (index && Wants(feature) && missing.test(*index)) feature.policy = CpuFeaturePolicy::kDisable;
    if (index && !Wants(feature) && extra.test(*index)) feature.policy = CpuFeaturePolicy::kRequire;
  }
  const auto table = conf::X86Features();
  for (size_t i = 0; i < table.size(); ++i) {
    if (cpu.FindFeature(table[i].name)) continue;
    if (extra.test(i))
      cpu.features.push_back({table[i].name, CpuFeaturePolicy::kRequire});
    else if (missing.test(i))
      cpu.features.push_back({table[i].name, CpuFeaturePolicy::kDisable});
  }
  cpu.check = conf::CpuCheck::kFull;
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
