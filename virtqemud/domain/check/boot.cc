// SPDX-License-Identifier: Apache-2.0
// How a domain boots, what becomes of it afterwards, and how it is labelled.
#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
using conf::LifecycleAction;

// QEMU keeps names outside opt/ to itself, and firmware some of those inside.
absl::Status CheckFwCfg(const conf::Sysinfo& sysinfo) {
  for (const conf::SysinfoEntry& entry : sysinfo.fw_cfg) {
    if (!entry.name.starts_with("opt/")) return Unsupported("Invalid firmware name");
    if (entry.name.starts_with("opt/ovmf/") || entry.name.starts_with("opt/org.qemu/")) return Unsupported("That firmware name is reserved");
  }
  return absl::OkStatus();
}

absl::Status CheckActions(const conf::DomainDef& def) {
  for (const LifecycleAction action : {def.on_reboot, def.on_poweroff, def.on_crash}) {
    if (action != LifecycleAction::kRestartRename) continue;
    return Unsupported("qemu driver doesn't support the 'rename-restart' action for 'on_reboot'/'on_poweroff'/'on_crash'");
  }
  if (def.on_reboot == LifecycleAction::kPreserve || def.on_poweroff == LifecycleAction::kPreserve) {
    return Unsupported("qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'");
  }
  return absl::OkStatus();
}

absl::Status CheckLabels(const conf::DomainDef& def) {
  for (const conf::SecLabel& label : def.sec_labels) {
    if (label.model.empty() && label.type == conf::SecLabelType::kStatic) return BadXml("missing security model in domain seclabel");
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckBoot(const CheckInput& in) {
  const conf::DomainDef& def = in.def;
  if (!def.bootloader.empty()) return Unsupported("bootloader is not supported by QEMU");
  if (def.os.type == "exe" && def.os.init.empty()) return BadXml("init binary must be specified");
  if (conf::IsYes(def.os.bios.use_serial) && def.devices.serials.empty()) return BadXml("need at least one serial port to use BIOS serial output");
  for (const conf::Sysinfo& sysinfo : def.sysinfo) RETURN_IF_ERROR(CheckFwCfg(sysinfo));
  RETURN_IF_ERROR(CheckActions(def));
  RETURN_IF_ERROR(CheckLabels(def));
  if (def.genid && !in.emulator.HasDevice("vmgenid")) return Unsupported("this QEMU does not support the 'genid' capability");
  const bool protected_s390 = def.launch_security && def.launch_security->type == conf::LaunchSecurityType::kS390Pv;
  if (protected_s390 && !in.emulator.HasDevice("s390-pv-guest")) {
    return Unsupported("S390 PV launch security is not supported with this QEMU binary");
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
