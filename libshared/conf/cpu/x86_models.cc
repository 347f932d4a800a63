// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/x86_models.h"

#include <algorithm>

namespace pleiad::conf {

X86Choice ChooseX86Model(const X86FeatureSet& features, std::string_view vendor, const std::vector<X86Model>& models, bool exact_subset) {
  X86Choice best;
  size_t best_cost = 0;
  for (const X86Model& model : models) {
    if (!model.vendor.empty() && !vendor.empty() && model.vendor != vendor) continue;
    X86Choice choice{.model = &model, .added = features & ~model.features, .removed = model.features & ~features};
    if (exact_subset && choice.removed.any()) continue;
    const size_t cost = choice.added.count() + choice.removed.count();
    // Between equals the one with less to take away: a model that is there in full is the safer promise.
    const bool better = best.model == nullptr || cost < best_cost || (cost == best_cost && choice.removed.count() < best.removed.count());
    if (!better) continue;
    best = choice;
    best_cost = cost;
  }
  return best;
}

std::string_view VendorOfModel(std::string_view model, std::string_view cpuid_vendor) {
  constexpr std::string_view kGeneric[] = {"486", "pentium", "pentium2", "pentium3", "qemu32", "qemu64", "kvm32", "kvm64"};
  if (std::find(std::begin(kGeneric), std::end(kGeneric), model) != std::end(kGeneric)) return {};
  return ShortVendor(cpuid_vendor);
}

bool IsUnlistedModel(std::string_view model) {
  constexpr std::string_view kUnlisted[] = {"base", "host", "max", "Denverton", "KnightsMill"};
  return std::find(std::begin(kUnlisted), std::end(kUnlisted), model) != std::end(kUnlisted);
}

}  // namespace pleiad::conf
