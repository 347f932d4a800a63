// SPDX-License-Identifier: Apache-2.0
// emulator_choice.cc: from what a client names to one emulator, machine and accelerator.
#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/arch.h"
#include "virtqemud/capabilities/domain_capabilities.h"

namespace pleiad::qemu {
namespace {
constexpr std::string_view kVirtTypes[] = {"qemu", "kqemu", "kvm",  "xen",   "lxc",       "uml",   "openvz", "test", "vmware",
                                           "hyperv", "vbox", "phyp", "parallels", "bhyve", "vz"};

// Emulators of 64 bits run guests of 32; libvirt lets the pairs of one family pass.
bool SameFamily(std::string_view a, std::string_view b) {
  return a == b || (conf::IsX86(a) && conf::IsX86(b)) || (conf::IsArm(a) && conf::IsArm(b)) || (a.starts_with("ppc64") && b.starts_with("ppc64")) ||
         (a.starts_with("s390") && b.starts_with("s390"));
}

template <class... Args>
absl::Status Invalid(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, format, args...);
}

absl::Status CheckWords(const EmulatorChoice& choice) {
  if (choice.virt_type && std::find(std::begin(kVirtTypes), std::end(kVirtTypes), *choice.virt_type) == std::end(kVirtTypes)) {
    return Invalid("unknown virttype: %s", *choice.virt_type);
  }
  if (choice.arch && conf::FindArch(*choice.arch) == nullptr) return Invalid("unknown architecture: %s", *choice.arch);
  return absl::OkStatus();
}
}  // namespace

absl::StatusOr<ResolvedChoice> Resolve(CapabilitiesCache& cache, const EmulatorChoice& choice) {
  RETURN_IF_ERROR(CheckWords(choice));
  ResolvedChoice resolved;
  if (choice.emulator) {
    ASSIGN_OR_RETURN(resolved.caps, cache.Get(*choice.emulator));
    resolved.arch = choice.arch.value_or(resolved.caps->arch);
    if (!SameFamily(resolved.caps->arch, resolved.arch)) {
      return Invalid("architecture from emulator '%s' doesn't match given architecture '%s'", resolved.caps->arch, resolved.arch);
    }
  } else {
    resolved.arch = choice.arch.value_or(HostArch());
    ASSIGN_OR_RETURN(resolved.caps, cache.GetForArch(resolved.arch));
  }
  const EmulatorCapabilities& caps = *resolved.caps;
  const std::string type = choice.virt_type.value_or(caps.kvm.works ? "kvm" : "qemu");
  resolved.accelerator = type == "kvm" ? Accelerator::kKvm : Accelerator::kTcg;
  if ((type != "kvm" && type != "qemu") || !caps.facts(resolved.accelerator).works) {
    return Invalid("Emulator '%s' does not support virt type '%s'", caps.path, type);
  }
  resolved.machine = choice.machine ? caps.FindMachine(*choice.machine) : caps.DefaultMachine();
  if (resolved.machine == nullptr) return Invalid("the machine '%s' is not supported by emulator '%s'", choice.machine.value_or(""), caps.path);
  return resolved;
}

}  // namespace pleiad::qemu
