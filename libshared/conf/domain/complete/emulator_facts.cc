// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/emulator_facts.h"

namespace pleiad::conf {

const MachineFact* EmulatorFacts::FindMachine(std::string_view name) const {
  for (const MachineFact& machine : machines) {
    if (machine.name == name || (!machine.alias.empty() && machine.alias == name)) return &machine;
  }
  return nullptr;
}

const MachineFact* EmulatorFacts::DefaultMachine() const {
  for (const MachineFact& machine : machines) {
    if (machine.is_default) return &machine;
  }
  return nullptr;
}

EmulatorFacts Qemu72X86Facts(std::string_view arch) {
  EmulatorFacts facts;
  facts.arch = arch;
  const std::string cpu = arch == "i686" ? "qemu32" : "qemu64";
  const auto add = [&](std::string name, std::string alias, uint32_t max_cpus) -> MachineFact& {
    return facts.machines.emplace_back(MachineFact{.name = std::move(name), .alias = std::move(alias), .default_cpu = cpu, .max_cpus = max_cpus});
  };
  add("pc-i440fx-7.2", "pc", 255).is_default = true;
  add("pc-q35-7.2", "q35", 288);
  add("isapc", "", 1);
  add("microvm", "", 288);
  for (const char* version : {"7.1", "7.0", "6.2", "6.1", "6.0", "5.2", "5.1", "5.0", "4.2", "4.1", "4.0", "3.1", "3.0", "2.12", "2.11",
                              "2.10", "2.9", "2.8", "2.7", "2.6", "2.5", "2.4"}) {
    add(std::string("pc-i440fx-") + version, "", 255);
    // Older q35 machines had fewer local APIC ids.
    add(std::string("pc-q35-") + version, "", version == std::string_view("2.4") || version == std::string_view("2.5") ||
                                                      version == std::string_view("2.6") || version == std::string_view("2.7")
                                                  ? 255
                                                  : 288);
  }
  for (const char* version : {"2.3", "2.2", "2.1", "2.0", "1.7", "1.6", "1.5", "1.4"}) add(std::string("pc-i440fx-") + version, "", 255);
  return facts;
}

}  // namespace pleiad::conf
