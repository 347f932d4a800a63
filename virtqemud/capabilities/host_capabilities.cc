// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/host_capabilities.h"

#include "absl/strings/str_cat.h"
#include "libshared/conf/cpu/arch.h"
#include "libshared/host/features.h"
#include "virtqemud/capabilities/cpu_models.h"

namespace pleiad::qemu {
namespace {
conf::CapsGuest MakeGuest(const std::string& arch, const EmulatorCapabilities& caps) {
  conf::CapsGuest guest;
  guest.arch = arch;
  guest.word_size = conf::FindArch(arch)->word_size;
  guest.emulator = caps.path;
  for (const MachineType& machine : caps.machines) {
    guest.machines.push_back({.name = machine.name, .canonical = {}, .max_cpus = machine.max_cpus, .deprecated = machine.deprecated});
    if (machine.alias.empty()) continue;
    guest.machines.push_back({.name = machine.alias, .canonical = machine.name, .max_cpus = machine.max_cpus, .deprecated = machine.deprecated});
  }
  guest.domain_types.push_back("qemu");
  if (caps.kvm.works) guest.domain_types.push_back("kvm");
  guest.pae = arch == "i686";
  guest.acpi = conf::IsX86(arch) || arch == "aarch64";
  guest.apic = conf::IsX86(arch);
  return guest;
}

std::vector<conf::CapsCell> MakeCells(const host::Topology& topology) {
  std::vector<conf::CapsCell> cells;
  for (const host::Cell& cell : topology.cells) {
    conf::CapsCell& made = cells.emplace_back();
    made.id = cell.id;
    made.memory_kib = cell.memory_kib;
    for (const host::PagePool& pool : cell.pages) made.pages.push_back({.size_kib = pool.size_kib, .count = pool.count});
    for (const host::CellDistance& distance : cell.distances) made.distances.push_back({.id = distance.id, .value = distance.value});
    for (const host::CellCpu& cpu : cell.cpus) {
      made.cpus.push_back({.id = cpu.id, .known = cpu.known, .socket = cpu.socket, .die = cpu.die, .core = cpu.core, .siblings = cpu.siblings});
    }
  }
  return cells;
}

uint32_t CountDies(const host::Topology& topology) {
  uint32_t most = 1;
  for (const host::Cell& cell : topology.cells) {
    for (const host::CellCpu& cpu : cell.cpus) most = std::max(most, cpu.die + 1);
  }
  return most;
}
}  // namespace

std::vector<conf::CapsSecurityModel> DacSecurityModels(uint32_t uid, uint32_t gid) {
  const std::string label = absl::StrCat("+", uid, ":+", gid);
  conf::CapsSecurityModel none, dac;
  none.model = "none";
  dac.model = "dac";
  dac.base_labels = {{"kvm", label}, {"qemu", label}};
  return {none, dac};
}

conf::CapsHostCpu HostCapabilities::MakeCpu(const EmulatorCapabilities* native) const {
  const host::CpuInfo& info = host_.cpu();
  conf::CapsHostCpu cpu;
  cpu.arch = HostArch();
  const host::NodeInfo node = host_.node_info();
  const uint32_t dies = CountDies(host_.topology());
  cpu.topology = {.sockets = node.sockets, .dies = dies, .cores = std::max(1u, node.cores / dies), .threads = node.threads};
  for (uint64_t size : host::ReadPageSizes(host_.root())) cpu.pages.push_back({.size_kib = size, .count = std::nullopt});
  if (!conf::IsX86(cpu.arch)) return cpu;
  cpu.vendor = conf::ShortVendor(info.vendor_id);
  cpu.microcode = info.microcode;
  cpu.signature = conf::CapsSignature{.family = info.family, .model = info.model, .stepping = info.stepping};
  const host::KvmFacts& kvm = host_.kvm();
  if (kvm.tsc_hz > 0) cpu.counter = conf::CapsTscCounter{.frequency_hz = kvm.tsc_hz, .scaling = kvm.tsc_scaling};
  if (info.physical_addr_bits > 0) cpu.physical_addr_bits = info.physical_addr_bits;
  const conf::X86FeatureSet features = HostFeatures(host_);
  if (native == nullptr) {
    cpu.features = conf::NamesOfFeatures(features);
    return cpu;
  }
  const std::vector<conf::X86Model> models = ModelsOf(*native);
  const conf::X86Choice choice = conf::ChooseX86Model(features, cpu.vendor, models, /*exact_subset=*/true);
  if (choice.model != nullptr) cpu.model = choice.model->name;
  cpu.features = conf::NamesOfFeatures(choice.model ? choice.added : features);
  return cpu;
}

conf::CapsHost HostCapabilities::MakeHost(const EmulatorCapabilities* native, const host::Topology& topology) const {
  conf::CapsHost made;
  made.uuid = options_.uuid.value_or(host_.uuid());
  made.cpu = MakeCpu(native);
  const host::SleepStates sleep = host::ReadSleepStates(host_.root());
  made.power_management = {.suspend_memory = sleep.memory, .suspend_disk = sleep.disk, .suspend_hybrid = sleep.hybrid};
  made.iommu = host::HasIommu(host_.root());
  made.migration_transports = {"tcp", "rdma"};
  made.cells = MakeCells(topology);
  for (const host::CacheBank& bank : host_.topology().caches) {
    made.caches.push_back({.id = bank.id, .level = bank.level, .type = bank.type, .size_kib = bank.size_kib, .cpus = bank.cpus});
  }
  made.security_models = options_.security_models;
  return made;
}

conf::CapabilitiesDef HostCapabilities::Make(const std::vector<std::pair<std::string, EmulatorPtr>>& emulators, const host::Topology& topology) const {
  conf::CapabilitiesDef capabilities;
  const EmulatorCapabilities* native = nullptr;
  for (const auto& [arch, caps] : emulators) {
    if (arch == HostArch()) native = caps.get();
    capabilities.guests.push_back(MakeGuest(arch, *caps));
  }
  capabilities.host = MakeHost(native, topology);
  return capabilities;
}

std::string HostCapabilities::Xml() {
  auto emulators = cache_.GetAll();
  const host::Topology topology = host_.FreshTopology();
  std::string memory;
  for (const host::Cell& cell : topology.cells) {
    absl::StrAppend(&memory, cell.memory_kib, ";");
    for (const host::PagePool& pool : cell.pages) absl::StrAppend(&memory, pool.count, ",");
  }
  absl::MutexLock lock(&mutex_);
  if (xml_.empty() || emulators != made_from_ || memory != made_with_memory_) {
    xml_ = FormatCapabilities(Make(emulators, topology));
    made_from_ = std::move(emulators);
    made_with_memory_ = std::move(memory);
  }
  return xml_;
}

}  // namespace pleiad::qemu
