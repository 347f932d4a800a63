// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/completion_facts.h"

namespace pleiad::qemu {
namespace {
// "qemu64-x86_64-cpu" names the model "qemu64".
std::string ModelOfType(const EmulatorCapabilities& caps, const std::string& type) {
  for (const CpuDefinition& cpu : caps.tcg.cpus) {
    if (cpu.type == type) return cpu.name;
  }
  const std::string suffix = "-" + caps.target + "-cpu";
  return type.ends_with(suffix) ? type.substr(0, type.size() - suffix.size()) : type;
}
}  // namespace

conf::EmulatorFacts CompletionFactsOf(const EmulatorCapabilities& caps) {
  conf::EmulatorFacts facts;
  facts.arch = caps.arch;
  for (const MachineType& machine : caps.machines) {
    conf::MachineFact fact;
    fact.name = machine.name;
    fact.alias = machine.alias;
    if (!machine.default_cpu.empty()) fact.default_cpu = ModelOfType(caps, machine.default_cpu);
    fact.max_cpus = machine.max_cpus;
    fact.is_default = &machine == caps.DefaultMachine();
    facts.machines.push_back(std::move(fact));
  }
  facts.devices.insert(caps.devices.names().begin(), caps.devices.names().end());
  facts.has_maximum_cpu = caps.FindCpu(Accelerator::kTcg, "max") != nullptr;
  facts.has_host_model_tcg = caps.tcg.host.has_value();
  facts.has_sev = caps.sev.has_value();
  return facts;
}

}  // namespace pleiad::qemu
