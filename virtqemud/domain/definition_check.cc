// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/definition_check.h"

#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
// An emulator of 64 bits runs what its 32-bit sibling does.
bool ServesArch(const EmulatorCapabilities& emulator, const std::string& arch) {
  if (emulator.arch == arch) return true;
  return (emulator.arch == "x86_64" && arch == "i686") || (emulator.arch == "aarch64" && arch == "armv7l") ||
         (emulator.arch == "ppc64" && arch == "ppc64le");
}
}  // namespace

absl::Status CheckEmulatorServes(const conf::DomainDef& def, const EmulatorCapabilities& emulator) {
  if (def.os.type == "xen" || def.os.type == "linux") {
    return Unsupported("Emulator '%s' does not support os type '%s'", emulator.path, def.os.type);
  }
  if (!def.os.arch.empty() && !ServesArch(emulator, def.os.arch)) {
    return Unsupported("Emulator '%s' does not support arch '%s'", emulator.path, def.os.arch);
  }
  const bool kvm = def.virt_type == conf::VirtType::kKvm && emulator.kvm.works;
  if (def.virt_type == conf::VirtType::kQemu || kvm) return absl::OkStatus();
  return Unsupported("Emulator '%s' does not support virt type '%s'", emulator.path, xml::NameOf(conf::kVirtTypes, def.virt_type));
}

absl::Status CheckDefinition(const conf::DomainDef& def, const EmulatorCapabilities& emulator) {
  const CheckInput in = {.def = def, .emulator = emulator, .machine = conf::MachineKindOf(def)};
  RETURN_IF_ERROR(CheckBoot(in));
  RETURN_IF_ERROR(CheckFeatures(in));
  RETURN_IF_ERROR(CheckTimers(in));
  RETURN_IF_ERROR(CheckCpu(in));
  RETURN_IF_ERROR(CheckTuning(in));
  RETURN_IF_ERROR(CheckDisks(in));
  RETURN_IF_ERROR(CheckInterfaces(in));
  RETURN_IF_ERROR(CheckDevices(in));
  return CheckSharing(in);
}

}  // namespace pleiad::qemu
