// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/emulator_capabilities.h"

#include <algorithm>

#include "libshared/conf/cpu/arch.h"

namespace pleiad::qemu {

NameSet::NameSet(std::vector<std::string> names) : names_(std::move(names)) {
  std::sort(names_.begin(), names_.end());
  names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  names_.shrink_to_fit();
}

bool NameSet::Has(std::string_view name) const { return std::binary_search(names_.begin(), names_.end(), name, std::less<>()); }

bool EmulatorCapabilities::HasProperty(std::string_view device, std::string_view property) const {
  std::string key(device);
  key += '.';
  key += property;
  return properties.Has(key);
}

bool EmulatorCapabilities::HasOption(std::string_view option, std::string_view parameter) const {
  std::string key(option);
  if (!parameter.empty()) {
    key += '.';
    key += parameter;
  }
  return options.Has(key);
}

const MachineType* EmulatorCapabilities::FindMachine(std::string_view name) const {
  for (const MachineType& machine : machines) {
    if (machine.name == name || (!machine.alias.empty() && machine.alias == name)) return &machine;
  }
  return nullptr;
}

const CpuExpansion* EmulatorCapabilities::FindCpuModel(std::string_view name) const {
  for (const CpuExpansion& model : cpu_models) {
    if (model.name == name) return &model;
  }
  return nullptr;
}

const CpuDefinition* EmulatorCapabilities::FindCpu(Accelerator accelerator, std::string_view name) const {
  for (const CpuDefinition& cpu : facts(accelerator).cpus) {
    if (cpu.name == name) return &cpu;
  }
  return nullptr;
}

std::string_view ArchOfTarget(std::string_view target) {
  if (target == "i386") return "i686";
  if (target == "arm") return "armv7l";
  if (target == "or1k") return "or32";
  return conf::FindArch(target) != nullptr ? target : std::string_view();
}

}  // namespace pleiad::qemu
