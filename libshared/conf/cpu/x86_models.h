// SPDX-License-Identifier: Apache-2.0
// x86_models.h: finds the named CPU model that is closest to a set of features. The models come from the emulator (it
// knows what its names mean), so a model's name and the features said beside it always add up to the same processor.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "libshared/conf/cpu/x86_features.h"

namespace pleiad::conf {

struct X86Model {
  std::string name;
  std::string vendor;  // "Intel", or empty for a model of no vendor
  uint32_t family = 0, model = 0;
  X86FeatureSet features;       // what documents mean by the name
  X86FeatureSet emulated = {};  // what the emulator makes of it
};

struct X86Choice {
  const X86Model* model = nullptr;  // null when none fits
  X86FeatureSet added, removed;     // what the processor has beyond the model, and lacks of it
};

// The model with the fewest features added and removed. With `exact_subset` a model is fit only when nothing of it must
// be removed. Models of another vendor than `vendor` (short) do not fit.
X86Choice ChooseX86Model(const X86FeatureSet& features, std::string_view vendor, const std::vector<X86Model>& models,
                         bool exact_subset);

// The vendor that documents tell for a model whose processor says `cpuid_vendor`: generic models have none, whatever
// their CPUID says.
std::string_view VendorOfModel(std::string_view model, std::string_view cpuid_vendor);

// Models that QEMU has and documents do not name: clients of the existing daemons never see them.
bool IsUnlistedModel(std::string_view model);

}  // namespace pleiad::conf
