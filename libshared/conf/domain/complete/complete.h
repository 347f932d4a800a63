// SPDX-License-Identifier: Apache-2.0
// complete.h: makes a user's definition the complete one: every default written down, every device with a model and a place.
// What comes out, and where each device is, is what libvirt makes of the same document, so that a guest keeps its hardware
// when it moves. Nothing here asks the host or the emulator: EmulatorFacts and CompleteOptions bring what is to know.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/complete/emulator_facts.h"
#include "libshared/conf/domain/complete/options.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

// Completing a complete definition changes nothing.
//   Errors  XML_ERROR (27), CONFIG_UNSUPPORTED (67), INTERNAL_ERROR (1): as libvirt's; `def` is then half done, to be thrown away
absl::Status CompleteDomain(DomainDef& def, const EmulatorFacts& facts, const CompleteOptions& options = {});

}  // namespace pleiad::conf
