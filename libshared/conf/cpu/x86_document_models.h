// SPDX-License-Identifier: Apache-2.0
// x86_document_models.h: what a model's name means in documents, where that is not what QEMU makes of it. Documents got
// their meaning when a model was first named and keep it, so that a guest's CPU reads the same on every host; QEMU's models
// went on. Learned by asking libvirt 9.0 for each model's features, beside QEMU 7.2's.
#pragma once

#include <string_view>

#include "libshared/conf/cpu/x86_features.h"

namespace pleiad::conf {

// The features that documents mean by `model`, of which the emulator says that it has `emulated`.
X86FeatureSet DocumentFeatures(std::string_view model, X86FeatureSet emulated);

// A feature that was taken out of a model: who does not ask for it gets the model without. Null for most models.
const char* WithdrawnFeature(std::string_view model);

}  // namespace pleiad::conf
