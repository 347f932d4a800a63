// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/check.h"

#include <algorithm>
#include <string>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/device_check.h"

namespace pleiad::conf {
namespace {

template <class... Args>
absl::Status Unsupported(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return Error(ErrorDomain::kDomain, ErrorCode::kConfigUnsupported, format, args...);
}

absl::Status CheckCpus(const DomainDef& def, const EmulatorFacts& facts) {
  const MachineFact* machine = facts.FindMachine(def.os.machine);
  if (machine && machine->max_cpus != 0 && def.vcpus.maximum > machine->max_cpus) {
    return Unsupported("Maximum CPUs greater than specified machine type limit %u", machine->max_cpus);
  }
  if (!def.cpu) return absl::OkStatus();
  if (def.cpu->mode == CpuMode::kMaximum && !facts.has_maximum_cpu) return Unsupported("maximum CPU is not supported by QEMU binary");
  if (const auto& t = def.cpu->topology; t && t->sockets * t->dies * t->cores * t->threads != def.vcpus.maximum) {
    return Unsupported("CPU topology doesn't match maximum vcpu count");
  }
  return absl::OkStatus();
}

bool IsUefi(const Os& os) { return os.firmware == Firmware::kEfi || (os.loader && os.loader->type == LoaderType::kPflash); }

absl::Status CheckAcpi(const DomainDef& def, const MachineKind& machine) {
  if (machine.x86 && IsUefi(def.os) && !def.features.acpi) return Unsupported("UEFI requires ACPI on this architecture");
  if (machine.Is(MachineFamily::kArmVirt) && def.features.acpi && !IsUefi(def.os)) {
    return Unsupported("ACPI requires UEFI on this architecture");
  }
  return absl::OkStatus();
}

absl::Status CheckSecureBoot(const DomainDef& def, const MachineKind& machine) {
  const Os& os = def.os;
  if (!os.loader || !IsYes(os.loader->secure) || os.loader->type != LoaderType::kPflash) return absl::OkStatus();
  if (!machine.x86) return Unsupported("Secure boot is supported for x86_64 architecture only");
  if (!machine.Is(MachineFamily::kQ35)) return Unsupported("Secure boot is supported with q35 machine types only");
  if (!IsOn(def.features.smm)) return Unsupported("Secure boot requires SMM feature enabled");
  return absl::OkStatus();
}

absl::Status CheckMemory(const DomainDef& def) {
  const auto modules = std::count_if(def.devices.memories.begin(), def.devices.memories.end(), [](const MemoryDeviceDef& memory) {
    return memory.model != MemoryModel::kSgxEpc;
  });
  if (def.memory.slots != 0 && static_cast<uint64_t>(modules) > def.memory.slots) {
    return Unsupported("memory device count '%d' exceeds slots count '%u'", modules, def.memory.slots);
  }
  if (def.mem_tune.min_guarantee_kib) return Unsupported("Parameter 'min_guarantee' not supported by QEMU.");
  return absl::OkStatus();
}

absl::Status CheckBoot(const DomainDef& def) {
  if (def.os.boot.empty()) return absl::OkStatus();
  bool any = false;
  ForEachInfo(def.devices, [&](const DeviceInfo& info) { any = any || info.boot.order != 0; });
  if (any) return Unsupported("per-device boot elements cannot be used together with os/boot elements");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCompleted(const DomainDef& def, const EmulatorFacts& facts, const MachineKind& machine) {
  RETURN_IF_ERROR(CheckDomain(def));
  RETURN_IF_ERROR(Check(def.devices));
  RETURN_IF_ERROR(CheckBoot(def));
  RETURN_IF_ERROR(CheckAcpi(def, machine));
  RETURN_IF_ERROR(CheckSecureBoot(def, machine));
  RETURN_IF_ERROR(CheckMemory(def));
  RETURN_IF_ERROR(CheckCpus(def, facts));
  if (def.launch_security && def.launch_security->type == LaunchSecurityType::kSev && !facts.has_sev) {
    return Unsupported("SEV launch security is not supported with this QEMU binary");
  }
  return CheckDevicesTogether(def, machine);
}

}  // namespace pleiad::conf
