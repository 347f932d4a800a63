// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/cpu_models.h"

#include "libshared/conf/cpu/x86_document_models.h"
#include "libshared/host/cpuid.h"

namespace pleiad::qemu {

std::vector<conf::X86Model> ModelsOf(const EmulatorCapabilities& caps) {
  std::vector<conf::X86Model> models;
  for (const CpuExpansion& expansion : caps.cpu_models) {
    if (conf::IsUnlistedModel(expansion.name)) continue;
    conf::X86Model model;
    model.name = expansion.name;
    model.vendor = conf::VendorOfModel(expansion.name, expansion.vendor);
    model.family = expansion.family;
    model.model = expansion.model;
    model.emulated = conf::FeaturesOfNames(expansion.features);
    model.emulated.reset(*conf::FindX86Feature("hypervisor"));  // every guest has it, so it belongs to none of the models
    model.features = conf::DocumentFeatures(model.name, model.emulated);
    models.push_back(std::move(model));
  }
  return models;
}

conf::X86FeatureSet HostFeatures(const host::Host& host) {
  std::vector<conf::CpuidWords> words;
  for (const host::CpuidLeaf& leaf : host::ReadCpuid())
    words.push_back({leaf.leaf, leaf.subleaf, leaf.eax, leaf.ebx, leaf.ecx, leaf.edx});
  return conf::FeaturesOfCpuid(words, host.kvm().arch_capabilities_msr);
}

std::optional<CpuDescription> HostModelOf(const EmulatorCapabilities& caps, Accelerator accelerator) {
  const std::optional<CpuExpansion>& host = caps.facts(accelerator).host;
  if (!host) return std::nullopt;
  const std::vector<conf::X86Model> models = ModelsOf(caps);
  const std::string vendor(conf::ShortVendor(host->vendor));
  const conf::X86FeatureSet features = conf::FeaturesOfNames(host->features);
  const conf::X86Choice choice = conf::ChooseX86Model(features, vendor, models, /*exact_subset=*/false);
  if (choice.model == nullptr) return std::nullopt;
  return CpuDescription{.model = choice.model->name,
                        .vendor = vendor,
                        .required = conf::NamesOfFeatures(choice.added),
                        .disabled = conf::NamesOfFeatures(choice.removed | (choice.model->emulated & ~features))};
}

}  // namespace pleiad::qemu
