// SPDX-License-Identifier: Apache-2.0
// facts.h: what the emulators of QEMU 7.2 say of themselves, as far as completion asks: for tests.
#pragma once

#include "libshared/conf/domain/complete/emulator_facts.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

inline EmulatorFacts Qemu72Facts(const std::string& arch) {
  if (arch == "x86_64" || arch == "i686") return Qemu72X86Facts(arch);
  EmulatorFacts facts;
  facts.arch = arch;
  const auto add = [&](const char* name, const char* alias, const char* cpu) {
    MachineFact& machine = facts.machines.emplace_back();
    machine.name = name, machine.alias = alias, machine.default_cpu = cpu;
  };
  if (arch == "aarch64" || arch == "armv7l") {
    add("virt-7.2", "virt", "cortex-a15");
    add("vexpress-a9", "", "cortex-a9");
    add("vexpress-a15", "", "cortex-a15");
  } else if (arch == "ppc64" || arch == "ppc64le") {
    add("pseries-7.2", "pseries", "POWER9");
  } else if (arch == "riscv64") {
    add("virt", "", "");
    facts.has_maximum_cpu = false;
  } else if (arch == "s390x") {
    add("s390-ccw-virtio-7.2", "s390-ccw-virtio", "qemu");
  }
  if (!facts.machines.empty()) facts.machines[0].is_default = true;
  return facts;
}

}  // namespace pleiad::conf
