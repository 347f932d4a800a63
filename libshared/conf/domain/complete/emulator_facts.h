// SPDX-License-Identifier: Apache-2.0
// emulator_facts.h: what completion asks about the emulator that will run a domain. A plain value: the QEMU driver fills
// one from what it probed, tests write one down. Nothing here is about the host.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"

namespace pleiad::conf {

struct MachineFact {
  std::string name;         // "pc-q35-7.2"
  std::string alias;        // "q35"; empty when there is none
  std::string default_cpu;  // the CPU model of a domain that names none ("qemu64"); empty when the emulator doesn't tell
  uint32_t max_cpus = 0;    // 0 is not known
  bool is_default = false;  // of the emulator
};

struct EmulatorFacts {
  std::string arch;  // libvirt's name: "x86_64", "i686", "aarch64", "armv7l", "ppc64", "riscv64", "s390x"
  std::string path;  // what <emulator> becomes when it is left out
  std::vector<MachineFact> machines;
  // Names of the emulator's devices ("lsi53c895a", "qemu-xhci", "cirrus-vga"). Empty: not known, all are taken to exist.
  absl::flat_hash_set<std::string> devices;
  bool has_maximum_cpu = true;       // cpu mode 'maximum'
  bool has_host_model_tcg = true;    // cpu mode 'host-model' without KVM
  bool has_sev = false;
  int gic_version = 2;  // of an arm virt machine that names none

  bool HasDevice(std::string_view name) const { return devices.empty() || devices.contains(std::string(name)); }
  // By name or alias; null when the emulator has no such machine.
  const MachineFact* FindMachine(std::string_view name) const;
  const MachineFact* DefaultMachine() const;
};

// QEMU 7.2 for x86 ("x86_64" or "i686") with the machines and devices of Debian 12: for tests, and to complete a document
// where no emulator is at hand.
EmulatorFacts Qemu72X86Facts(std::string_view arch);

}  // namespace pleiad::conf
