// SPDX-License-Identifier: Apache-2.0
// guest_cpu.h: the CPU of a guest that is being started, in the words of its running definition: first what its definition
// comes to with this emulator, then what QEMU really gave it. x86 only; elsewhere definitions are left as they are.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/cpu/x86_models.h"
#include "libshared/conf/domain/domain_def.h"
#include "virtqemud/capabilities/emulator_capabilities.h"
#include "virtqemud/monitor/monitor.h"

namespace pleiad::qemu {

// Turns host-model, the minimum match and optional features into the model and features that they mean here.
//   Errors  CONFIG_UNSUPPORTED (a mode that this accelerator has not, an unknown feature), INTERNAL_ERROR (an unknown model),
//           CPU_INCOMPATIBLE (check='partial', and the host can't give all that is asked for)
absl::Status PlanGuestCpu(const EmulatorCapabilities& emulator, conf::DomainDef& live);

struct GuestCpuFacts {
  conf::X86FeatureSet enabled;   // what the guest sees
  conf::X86FeatureSet withheld;  // what QEMU was asked for and could not give
};
// Asks QEMU for those of the vCPU at `qom_path`.
absl::StatusOr<GuestCpuFacts> QueryGuestCpu(Monitor& monitor, const std::string& qom_path, absl::Time deadline);

// Corrects `live` by what the guest got.
//   Errors  OPERATION_FAILED "guest CPU doesn't match specification: …" with check='full'
absl::Status CorrectGuestCpu(const EmulatorCapabilities& emulator, const GuestCpuFacts& facts, conf::DomainDef& live);

// Whether a running definition speaks of features, so that they need to be asked for.
bool HasCorrectableCpu(const conf::DomainDef& live);

}  // namespace pleiad::qemu
