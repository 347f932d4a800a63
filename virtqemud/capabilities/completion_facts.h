// SPDX-License-Identifier: Apache-2.0
// completion_facts.h: what completing a domain's document needs of the emulator that will run it.
#pragma once

#include "libshared/conf/domain/complete/emulator_facts.h"
#include "virtqemud/capabilities/emulator_capabilities.h"

namespace pleiad::qemu {

// CapabilitiesCache makes them once for each emulator: EmulatorCapabilities::completion.
conf::EmulatorFacts CompletionFactsOf(const EmulatorCapabilities& caps);

}  // namespace pleiad::qemu
