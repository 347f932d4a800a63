// SPDX-License-Identifier: Apache-2.0
// check.h: refuses complete definitions whose parts contradict each other or that the emulator could never run.
// What is wrong with a part alone is said where the part is read.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/complete/emulator_facts.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

//   Errors  CONFIG_UNSUPPORTED (67) mostly, XML_ERROR (27), INTERNAL_ERROR (1): libvirt's, texts included
absl::Status CheckCompleted(const DomainDef& def, const EmulatorFacts& facts, const MachineKind& machine);

}  // namespace pleiad::conf
