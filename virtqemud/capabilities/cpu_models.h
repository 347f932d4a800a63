// SPDX-License-Identifier: Apache-2.0
// cpu_models.h: x86 CPU models as documents speak of them, made from what an emulator told.
#pragma once

#include <optional>
#include <vector>

#include "libshared/conf/cpu/x86_models.h"
#include "libshared/host/host.h"
#include "virtqemud/capabilities/emulator_capabilities.h"

namespace pleiad::qemu {

// The models of the emulator that documents may name.
std::vector<conf::X86Model> ModelsOf(const EmulatorCapabilities& caps);

// The features of this host's processor, by CPUID.
conf::X86FeatureSet HostFeatures(const host::Host& host);

// A CPU in a document's terms: a model, and what differs from it.
struct CpuDescription {
  std::string model, vendor;
  std::vector<std::string> required, disabled;
};
// The best CPU that guests may have under `accelerator`; nullopt when the emulator did not tell.
std::optional<CpuDescription> HostModelOf(const EmulatorCapabilities& caps, Accelerator accelerator);

}  // namespace pleiad::qemu
