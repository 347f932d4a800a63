// SPDX-License-Identifier: Apache-2.0
// definition_check.h: refuses complete definitions that QEMU, or this emulator, cannot run. What contradicts itself whatever the
// hypervisor is conf/domain's to say; what the host lacks is found when the domain starts.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/domain_def.h"
#include "virtqemud/capabilities/emulator_capabilities.h"

namespace pleiad::qemu {

// Before a definition is completed: does the emulator run such domains at all?
//   Errors  CONFIG_UNSUPPORTED (67)
absl::Status CheckEmulatorServes(const conf::DomainDef& def, const EmulatorCapabilities& emulator);

//   Errors  CONFIG_UNSUPPORTED (67) mostly, XML_ERROR (27), XML_DETAIL (35), INTERNAL_ERROR (1): libvirt's, texts included
absl::Status CheckDefinition(const conf::DomainDef& def, const EmulatorCapabilities& emulator);

}  // namespace pleiad::qemu
