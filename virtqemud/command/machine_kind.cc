// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/machine_kind.h"

#include "libshared/conf/cpu/arch.h"

namespace pleiad::qemu {

bool IsMachine(std::string_view machine, std::string_view name) {
  return machine.starts_with(name) && (machine.size() == name.size() || machine[name.size()] == '-');
}

bool IsX86(const conf::DomainDef& def) { return conf::IsX86(def.os.arch); }
bool IsPpc64(const conf::DomainDef& def) { return def.os.arch == "ppc64" || def.os.arch == "ppc64le"; }
bool IsArm(const conf::DomainDef& def) { return conf::IsArm(def.os.arch); }
bool IsRiscv(const conf::DomainDef& def) { return def.os.arch.starts_with("riscv"); }
bool IsS390(const conf::DomainDef& def) { return def.os.arch == "s390x" || def.os.arch == "s390"; }
bool IsQ35(const conf::DomainDef& def) { return IsX86(def) && (IsMachine(def.os.machine, "pc-q35") || def.os.machine == "q35"); }
bool IsI440fx(const conf::DomainDef& def) {
  const std::string& machine = def.os.machine;
  return IsX86(def) && (machine == "pc" || IsMachine(machine, "pc-i440fx") || machine.starts_with("pc-0.") || machine.starts_with("pc-1.") ||
                        machine.starts_with("rhel"));
}
bool IsPseries(const conf::DomainDef& def) { return IsPpc64(def) && IsMachine(def.os.machine, "pseries"); }
bool IsVirtBoard(const conf::DomainDef& def) {
  return (IsArm(def) || IsRiscv(def) || def.os.arch == "loongarch64") && IsMachine(def.os.machine, "virt");
}

bool HasPciMultiBus(const conf::DomainDef& def) {
  return IsX86(def) || def.os.arch == "ppc" || IsPpc64(def) || IsS390(def) || IsVirtBoard(def);
}
bool HasBuiltinIde(const conf::DomainDef& def) {
  const std::string& machine = def.os.machine;
  return IsI440fx(def) || machine == "malta" || machine == "sun4u" || machine == "g3beige" || machine == "mac99";
}
bool HasBuiltinSata(const conf::DomainDef& def) { return IsQ35(def); }
bool HasBuiltinEsp(const conf::DomainDef& def) {
  return def.os.arch == "sparc" || def.os.machine == "magnum" || def.os.machine == "pica61" || def.os.machine == "q800";
}
bool HasBuiltinFloppy(const conf::DomainDef& def) {
  return !IsQ35(def) || def.os.machine == "pc-q35-2.3" || def.os.machine == "pc-q35-2.2" || def.os.machine == "pc-q35-2.1" ||
         def.os.machine == "pc-q35-2.0";
}

bool HasBuiltinSerial(const conf::DomainDef& def, const conf::ChardevDef& serial) {
  if (serial.kind != conf::ChardevKind::kSerial) return false;
  // The PL011 of ARM boards and the 16550A of RISC-V's.
  return serial.target == conf::ChardevTarget::kSystemSerial ||
         ((IsArm(def) || IsRiscv(def)) && serial.target == conf::ChardevTarget::kNone && !serial.info.HasAddress());
}

bool HasBuiltinInterface(const conf::DomainDef& def, const conf::InterfaceDef& interface) {
  return IsArm(def) && !IsVirtBoard(def) && (interface.model == "smc91c111" || interface.model == "lan9118");
}

}  // namespace pleiad::qemu
