// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/machine_kind.h"

namespace pleiad::conf {
namespace {

// "virt" is "virt" and "virt-7.2", but not "virtual".
bool IsVersionOf(std::string_view machine, std::string_view family) {
  return machine == family || (machine.starts_with(family) && machine[family.size()] == '-');
}

MachineFamily X86Family(std::string_view machine) {
  if (machine == "isapc") return MachineFamily::kIsapc;
  if (machine == "microvm") return MachineFamily::kMicrovm;
  if (machine == "q35" || machine.starts_with("pc-q35-")) return MachineFamily::kQ35;
  if (machine == "pc" || machine.starts_with("pc-") || machine.starts_with("rhel")) return MachineFamily::kI440fx;
  return MachineFamily::kOther;
}

MachineFamily FamilyOf(const MachineKind& kind, std::string_view machine) {
  if (kind.x86) return X86Family(machine);
  if (kind.arm && IsVersionOf(machine, "virt")) return MachineFamily::kArmVirt;
  if (kind.arm && machine.starts_with("versatile")) return MachineFamily::kVersatile;
  if (kind.arm && machine.starts_with("vexpress-")) return MachineFamily::kVexpress;
  if (kind.riscv && IsVersionOf(machine, "virt")) return MachineFamily::kRiscvVirt;
  if (kind.ppc64 && IsVersionOf(machine, "pseries")) return MachineFamily::kPseries;
  if (kind.s390 && machine.starts_with("s390-ccw")) return MachineFamily::kS390Ccw;
  if (machine == "malta") return MachineFamily::kMalta;
  return MachineFamily::kOther;
}

}  // namespace

MachineKind MachineKindOf(std::string_view arch, std::string_view machine) {
  MachineKind kind;
  kind.x86 = arch == "x86_64" || arch == "i686";
  kind.arm = arch == "aarch64" || arch.starts_with("arm");
  kind.ppc64 = arch == "ppc64" || arch == "ppc64le";
  kind.riscv = arch == "riscv32" || arch == "riscv64";
  kind.s390 = arch == "s390x" || arch == "s390";
  kind.family = FamilyOf(kind, machine);

  const MachineFamily family = kind.family;
  kind.pcie_root = family == MachineFamily::kQ35 || family == MachineFamily::kArmVirt || family == MachineFamily::kRiscvVirt;
  kind.pci_root = family == MachineFamily::kI440fx || family == MachineFamily::kVersatile || kind.ppc64 || kind.s390 ||
                  (!kind.x86 && !kind.arm && !kind.riscv);
  kind.builtin_ide = family == MachineFamily::kI440fx || family == MachineFamily::kMalta || machine.starts_with("sun4u") || machine == "g3beige";
  kind.default_usb = !kind.arm && !kind.riscv && !kind.s390;
  kind.default_balloon = !kind.arm;
  return kind;
}

}  // namespace pleiad::conf
