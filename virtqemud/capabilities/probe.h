// SPDX-License-Identifier: Apache-2.0
// probe.h: asks an emulator what it can do. Takes one run of the emulator (two where KVM works, since the CPU models that
// are usable differ with and without it), some 100 ms each; blocking, for a worker. CapabilitiesCache keeps the results.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "virtqemud/capabilities/emulator_capabilities.h"

namespace pleiad::qemu {

struct ProbeOptions {
  absl::Duration timeout = absl::Seconds(30);
  bool allow_kvm = true;  // false: as if the host had no KVM
};

// Errors: kSystemError when the binary is not there or cannot be run; kInternalError with what the emulator said;
// kOperationTimeout; kConfigUnsupported for an architecture without a name.
absl::StatusOr<EmulatorCapabilities> ProbeEmulator(const std::string& path, const ProbeOptions& options = {});

}  // namespace pleiad::qemu
