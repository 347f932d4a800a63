// SPDX-License-Identifier: Apache-2.0
// emulator_capabilities.h: what one QEMU binary can do, as it told when it was probed. Immutable once made and shared by
// all who ask; for any thread. How it is learned is probe.h's, how it is kept capabilities_cache.h's.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pleiad::conf {
struct EmulatorFacts;
}

namespace pleiad::qemu {

// A sorted set of names: far smaller than a tree or hash of strings, and these sets are built once.
class NameSet {
 public:
  NameSet() = default;
  explicit NameSet(std::vector<std::string> names);
  bool Has(std::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }
  bool empty() const { return names_.empty(); }

 private:
  std::vector<std::string> names_;
};

struct MachineType {
  std::string name;      // canonical: "pc-i440fx-7.2"
  std::string alias;     // "pc", or empty
  uint32_t max_cpus = 0;
  bool hotplug_cpus = false;
  bool is_default = false;
  bool deprecated = false;
  bool numa_mem = false;         // takes -numa node,mem=
  std::string default_cpu;       // type name, e.g. "qemu64-x86_64-cpu"; may be empty
  std::string default_ram_id;    // id of its memory backend; empty when it has none
  std::optional<bool> acpi;      // whether it has ACPI at all; QEMU 8.0 and later say
};

enum class Usable { kUnknown, kYes, kNo };

// A CPU model under one accelerator.
struct CpuDefinition {
  std::string name;
  std::string type;
  Usable usable = Usable::kUnknown;
  std::vector<std::string> blockers;  // what the host lacks
  bool deprecated = false;
  bool migration_safe = false;
};

// What a CPU model is made of: x86 only.
struct CpuExpansion {
  std::string name;
  std::string vendor;  // "GenuineIntel"
  uint32_t family = 0, model = 0, stepping = 0;
  std::vector<std::string> features;  // in the emulator's spelling, those that are on
};

enum class Accelerator { kKvm, kTcg };

struct AcceleratorFacts {
  bool works = false;
  std::vector<CpuDefinition> cpus;    // in the emulator's order
  std::optional<CpuExpansion> host;   // the best CPU under it: "host" for KVM, "max" for TCG
};

struct SevFacts {
  std::string pdh, cert_chain, cpu0_id;
  uint32_t cbitpos = 0, reduced_phys_bits = 0;
};
struct GicFact {
  uint32_t version = 0;
  bool emulated = false, kernel = false;
};

struct EmulatorCapabilities {
  std::string path;
  std::string target;   // QEMU's word: "x86_64", "i386", "arm"
  std::string arch;     // libvirt's word: "x86_64", "i686", "armv7l"
  uint32_t version = 0; // major * 1000000 + minor * 1000 + micro, as virConnectGetVersion
  std::string package;

  std::vector<MachineType> machines;  // the preferred one first
  AcceleratorFacts kvm, tcg;
  std::vector<CpuExpansion> cpu_models;  // named models, without their versioned spellings; x86 only
  NameSet devices;                       // QOM types
  NameSet properties;                    // "device.property" of the devices that command lines depend on
  NameSet commands, schema;              // QMP commands; schema paths found, see schema_paths.h
  NameSet options;                       // "option" and "option.parameter" of the command line
  NameSet migration_capabilities;
  std::vector<std::string> tpm_models, tpm_types;
  std::vector<std::string> hyperv;       // enlightenments that KVM offers, in libvirt's spelling
  std::vector<GicFact> gic;
  std::optional<SevFacts> sev;
  // The same for those who complete documents; made by CapabilitiesCache, null in capabilities that come from elsewhere.
  std::shared_ptr<const conf::EmulatorFacts> completion;

  bool HasDevice(std::string_view type) const { return devices.Has(type); }
  bool HasProperty(std::string_view device, std::string_view property) const;
  bool HasCommand(std::string_view command) const { return commands.Has(command); }
  bool HasOption(std::string_view option, std::string_view parameter = {}) const;
  bool HasSchema(std::string_view path) const { return schema.Has(path); }
  bool AtLeast(uint32_t major, uint32_t minor) const { return version >= major * 1000000 + minor * 1000; }

  const AcceleratorFacts& facts(Accelerator accelerator) const { return accelerator == Accelerator::kKvm ? kvm : tcg; }
  // By canonical name or alias; null when there is none.
  const MachineType* FindMachine(std::string_view name) const;
  const MachineType* DefaultMachine() const { return machines.empty() ? nullptr : &machines.front(); }
  const CpuExpansion* FindCpuModel(std::string_view name) const;
  const CpuDefinition* FindCpu(Accelerator accelerator, std::string_view name) const;
};

using EmulatorPtr = std::shared_ptr<const EmulatorCapabilities>;

// libvirt's name for the architecture of qemu-system-TARGET; "" for one that libvirt has no word for.
std::string_view ArchOfTarget(std::string_view target);

}  // namespace pleiad::qemu
