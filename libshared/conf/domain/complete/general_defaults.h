// SPDX-License-Identifier: Apache-2.0
// general_defaults.h: what a domain's general parts become where the document leaves them open: identity, machine, CPU, boot.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/complete/emulator_facts.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/complete/options.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

// UUID, emulator, and the machine's full name. The first step: all others depend on the machine.
//   Errors  CONFIG_UNSUPPORTED (67) "Emulator '…' does not support machine type '…'"
absl::Status CompleteIdentity(DomainDef& def, const EmulatorFacts& facts, const CompleteOptions& options);
// CPU, features, memory, vCPUs, boot order, labels.
absl::Status CompleteGeneral(DomainDef& def, const EmulatorFacts& facts, const MachineKind& machine, const CompleteOptions& options);

}  // namespace pleiad::conf
