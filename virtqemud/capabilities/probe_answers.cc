// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/probe_answers.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace pleiad::qemu {
namespace {
namespace json = boost::json;

const json::array& ItemsOf(const json::value& value) {
  static const json::array kNone;
  return value.is_array() ? value.get_array() : kNone;
}

const json::object& ObjectOf(const json::value* value) {
  static const json::object kNone;
  return value != nullptr && value->is_object() ? value->get_object() : kNone;
}

std::string TextOf(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string().data(), value->get_string().size());
}

bool YesIn(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
  return value != nullptr && value->is_bool() && value->get_bool();
}

uint32_t NumberIn(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(json::string_view(key.data(), key.size()));
  if (value == nullptr) return 0;
  if (value->is_int64() && value->get_int64() >= 0) return static_cast<uint32_t>(value->get_int64());
  return value->is_uint64() ? static_cast<uint32_t>(value->get_uint64()) : 0;
}

MachineType MachineOf(const json::object& item) {
  MachineType machine;
  machine.name = TextOf(item, "name");
  machine.alias = TextOf(item, "alias");
  machine.max_cpus = NumberIn(item, "cpu-max");
  machine.hotplug_cpus = YesIn(item, "hotpluggable-cpus");
  machine.is_default = YesIn(item, "is-default");
  machine.deprecated = YesIn(item, "deprecated");
  machine.numa_mem = YesIn(item, "numa-mem-supported");
  machine.default_cpu = TextOf(item, "default-cpu-type");
  machine.default_ram_id = TextOf(item, "default-ram-id");
  if (item.contains("acpi")) machine.acpi = YesIn(item, "acpi");
  return machine;
}
}  // namespace

void TakeGreeting(const json::value& greeting, EmulatorCapabilities& caps) {
  const json::object& qmp = ObjectOf(greeting.is_object() ? greeting.get_object().if_contains("QMP") : nullptr);
  const json::object& version = ObjectOf(qmp.if_contains("version"));
  const json::object& numbers = ObjectOf(version.if_contains("qemu"));
  caps.version = NumberIn(numbers, "major") * 1000000 + NumberIn(numbers, "minor") * 1000 + NumberIn(numbers, "micro");
  caps.package = TextOf(version, "package");
}

void TakeTarget(const json::value& answer, EmulatorCapabilities& caps) {
  caps.target = TextOf(ObjectOf(&answer), "arch");
  caps.arch = std::string(ArchOfTarget(caps.target));
}

// The default machine stands first, as clients of the existing daemons find it. Arm emulators have none.
void TakeMachines(const json::value& answer, EmulatorCapabilities& caps) {
  for (const json::value& item : ItemsOf(answer)) {
    if (!item.is_object()) continue;
    MachineType machine = MachineOf(item.get_object());
    if (!machine.name.empty() && machine.name != "none") caps.machines.push_back(std::move(machine));
  }
  const auto preferred = std::find_if(caps.machines.begin(), caps.machines.end(), [&](const MachineType& machine) {
    return machine.is_default || (machine.name == "integratorcp" && (caps.target == "arm" || caps.target == "aarch64"));
  });
  if (preferred != caps.machines.end()) std::rotate(caps.machines.begin(), preferred, preferred + 1);
}

std::vector<CpuDefinition> CpuDefinitionsOf(const json::value& answer) {
  std::vector<CpuDefinition> cpus;
  for (const json::value& value : ItemsOf(answer)) {
    const json::object& item = ObjectOf(&value);
    CpuDefinition cpu;
    cpu.name = TextOf(item, "name");
    cpu.type = TextOf(item, "typename");
    cpu.deprecated = YesIn(item, "deprecated");
    cpu.migration_safe = YesIn(item, "migration-safe");
    if (const json::value* lacking = item.if_contains("unavailable-features")) {
      cpu.blockers = NamesOf(*lacking, "");
      cpu.usable = cpu.blockers.empty() ? Usable::kYes : Usable::kNo;
    }
    if (!cpu.name.empty()) cpus.push_back(std::move(cpu));
  }
  return cpus;
}

std::optional<CpuExpansion> ExpansionOf(std::string_view name, const json::value& answer) {
  const json::object& model = ObjectOf(ObjectOf(&answer).if_contains("model"));
  const json::object& properties = ObjectOf(model.if_contains("props"));
  if (model.empty()) return std::nullopt;
  CpuExpansion expansion;
  expansion.name = name;
  expansion.vendor = TextOf(properties, "vendor");
  expansion.family = NumberIn(properties, "family");
  expansion.model = NumberIn(properties, "model");
  expansion.stepping = NumberIn(properties, "stepping");
  for (const auto& property : properties) {
    if (property.value().is_bool() && property.value().get_bool()) expansion.features.emplace_back(property.key().data(), property.key().size());
  }
  std::sort(expansion.features.begin(), expansion.features.end());
  return expansion;
}

std::vector<std::string> HypervFeaturesOf(const json::value& answer) {
  // libvirt's names in its order, and QEMU's properties.
  constexpr struct {
    const char *name, *property;
  } kFeatures[] = {{"relaxed", "hv-relaxed"}, {"vapic", "hv-vapic"},         {"spinlocks", "hv-spinlocks"},     {"vpindex", "hv-vpindex"},
                   {"runtime", "hv-runtime"}, {"synic", "hv-synic"},         {"stimer", "hv-stimer"},           {"reset", "hv-reset"},
                   {"vendor_id", "hv-vendor-id"}, {"frequencies", "hv-frequencies"}, {"reenlightenment", "hv-reenlightenment"},
                   {"tlbflush", "hv-tlbflush"}, {"ipi", "hv-ipi"},           {"evmcs", "hv-evmcs"},             {"avic", "hv-avic"}};
  const json::object& properties = ObjectOf(ObjectOf(ObjectOf(&answer).if_contains("model")).if_contains("props"));
  std::vector<std::string> names;
  for (const auto& feature : kFeatures) {
    const json::value* value = properties.if_contains(feature.property);
    if (value == nullptr) continue;
    // Those that take a value rather than a switch (spinlocks, vendor_id) are there whenever the property is.
    if (!value->is_bool() || value->get_bool()) names.emplace_back(feature.name);
  }
  return names;
}

void TakeOptions(const json::value& answer, EmulatorCapabilities& caps) {
  std::vector<std::string> names;
  for (const json::value& value : ItemsOf(answer)) {
    const json::object& item = ObjectOf(&value);
    const std::string option = TextOf(item, "option");
    names.push_back(option);
    if (const json::value* parameters = item.if_contains("parameters")) {
      for (const std::string& parameter : NamesOf(*parameters, "name")) names.push_back(option + "." + parameter);
    }
  }
  caps.options = NameSet(std::move(names));
}

void TakeGic(const json::value& answer, EmulatorCapabilities& caps) {
  for (const json::value& value : ItemsOf(answer)) {
    const json::object& item = ObjectOf(&value);
    caps.gic.push_back({.version = NumberIn(item, "version"), .emulated = YesIn(item, "emulated"), .kernel = YesIn(item, "kernel")});
  }
}

void TakeSev(const json::value& answer, EmulatorCapabilities& caps) {
  if (!answer.is_object()) return;
  const json::object& item = answer.get_object();
  caps.sev = SevFacts{.pdh = TextOf(item, "pdh"),
                      .cert_chain = TextOf(item, "cert-chain"),
                      .cpu0_id = TextOf(item, "cpu0-id"),
                      .cbitpos = NumberIn(item, "cbitpos"),
                      .reduced_phys_bits = NumberIn(item, "reduced-phys-bits")};
}

std::vector<std::string> NamesOf(const json::value& answer, std::string_view key) {
  std::vector<std::string> names;
  for (const json::value& item : ItemsOf(answer)) {
    if (item.is_string() && key.empty()) names.emplace_back(item.get_string().data(), item.get_string().size());
    if (item.is_object() && !key.empty()) names.push_back(TextOf(item.get_object(), key));
  }
  return names;
}

}  // namespace pleiad::qemu
