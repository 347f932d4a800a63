// SPDX-License-Identifier: Apache-2.0
// machine_kind.h: which family of board a domain's machine is, and what follows from the family alone.
#pragma once

#include <string_view>

#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

enum class MachineFamily { kOther, kI440fx, kQ35, kIsapc, kMicrovm, kArmVirt, kRiscvVirt, kPseries, kS390Ccw, kVersatile, kVexpress, kMalta };

// The facts about a board that completion asks for. Made once from architecture and machine name.
struct MachineKind {
  MachineFamily family = MachineFamily::kOther;
  bool x86 = false, arm = false, ppc64 = false, riscv = false, s390 = false;
  bool pci_root = false, pcie_root = false;  // what its first PCI bus is; neither: it has none
  bool builtin_ide = false;                  // one controller for two channels is part of the board
  bool default_usb = true;                   // a USB controller is added when there is none
  bool default_balloon = true;

  bool HasPci() const { return pci_root || pcie_root; }
  bool Is(MachineFamily other) const { return family == other; }
};

MachineKind MachineKindOf(std::string_view arch, std::string_view machine);
inline MachineKind MachineKindOf(const DomainDef& def) { return MachineKindOf(def.os.arch, def.os.machine); }

}  // namespace pleiad::conf
