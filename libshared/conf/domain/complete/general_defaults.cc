// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/general_defaults.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::conf {
namespace {

// The emulator's own choice of a model is written down, for it may be another after an upgrade.
void NameDefaultCpu(DomainDef& def, const EmulatorFacts& facts) {
  const MachineFact* machine = facts.FindMachine(def.os.machine);
  if (!machine || machine->default_cpu.empty()) return;
  if (!def.cpu) def.cpu.emplace();
  def.cpu->mode = CpuMode::kCustom;
  def.cpu->match = CpuMatch::kExact;
  def.cpu->check = CpuCheck::kNone;
  def.cpu->model = CpuModel{.name = machine->default_cpu, .fallback = CpuFallback::kForbid, .vendor_id = {}};
}

void CompleteCpu(DomainDef& def, const EmulatorFacts& facts) {
  if (!def.cpu || (!def.cpu->model && (def.cpu->mode == CpuMode::kNone || def.cpu->mode == CpuMode::kCustom))) return NameDefaultCpu(def, facts);
  CpuDef& cpu = *def.cpu;
  const bool kvm = def.virt_type == VirtType::kKvm;
  if (cpu.mode == CpuMode::kNone) cpu.mode = CpuMode::kCustom;
  switch (cpu.mode) {
    case CpuMode::kCustom:
      if (cpu.match == CpuMatch::kNone) cpu.match = CpuMatch::kExact;
      if (cpu.check == CpuCheck::kDefault) cpu.check = kvm ? CpuCheck::kPartial : CpuCheck::kNone;
      break;
    case CpuMode::kHostModel:
      if (cpu.check == CpuCheck::kDefault) cpu.check = CpuCheck::kPartial;
      break;
    case CpuMode::kHostPassthrough:
    case CpuMode::kMaximum:
      if (cpu.check == CpuCheck::kDefault) cpu.check = CpuCheck::kNone;
      if ((kvm || cpu.mode == CpuMode::kHostPassthrough) && !cpu.migratable) cpu.migratable = xml::OnOff{true};
      break;
    default: break;
  }
}

// Guest nodes and memory modules say how much there is, whatever <memory> says.
void CompleteMemory(DomainDef& def) {
  uint64_t nodes_kib = 0, modules_kib = 0;
  if (def.cpu) {
    for (const NumaCell& cell : def.cpu->numa.cells) nodes_kib += cell.memory_kib;
  }
  for (const MemoryDeviceDef& memory : def.devices.memories) modules_kib += memory.size_kib;
  if (nodes_kib != 0) def.memory.total_kib = nodes_kib + modules_kib;
}

bool HasDeviceBootOrder(const Devices& d) {
  bool any = false;
  ForEachInfo(d, [&](const DeviceInfo& info) { any = any || info.boot.order != 0; });
  return any;
}

void CompleteFeatures(DomainDef& def, const EmulatorFacts& facts, const MachineKind& machine) {
  if (!machine.Is(MachineFamily::kArmVirt)) return;
  if (!def.features.gic) def.features.gic.emplace();
  GicVersion& version = def.features.gic->version;
  if (version == GicVersion::kNone) version = facts.gic_version == 3 ? GicVersion::k3 : GicVersion::k2;
}

void RequireSecureBoot(Os& os) {
  // Keys that are enrolled are of no use otherwise.
  bool keys = false, named = false;
  for (const FirmwareFeature& feature : os.firmware_features) {
    keys = keys || (feature.name == FirmwareFeatureName::kEnrolledKeys && feature.enabled);
    named = named || feature.name == FirmwareFeatureName::kSecureBoot;
  }
  if (keys && !named) os.firmware_features.push_back({.name = FirmwareFeatureName::kSecureBoot, .enabled = true});
}

// A loader that the user chose has its variables in a file of the domain's. Automatic choice is made when the domain starts.
void CompleteFirmware(DomainDef& def, const CompleteOptions& options) {
  Os& os = def.os;
  RequireSecureBoot(os);
  if (!os.loader) return;
  if (os.loader->type == LoaderType::kNone && !os.loader->path.empty()) os.loader->type = LoaderType::kRom;
  const bool variables = os.firmware == Firmware::kNone && os.loader->type == LoaderType::kPflash && IsYes(os.loader->readonly) &&
                         !IsYes(os.loader->stateless);
  if (!variables) return;
  if (!os.nvram) os.nvram.emplace();
  if (os.nvram->source.type == StorageType::kNone) os.nvram->source.type = StorageType::kFile;
  if (os.nvram->source.type != StorageType::kFile || !os.nvram->source.path.empty()) return;
  os.nvram->source.path = options.nvram_dir + "/" + def.name + "_VARS.fd";
}

void CompleteSecLabels(DomainDef& def) {
  for (SecLabel& label : def.sec_labels) {
    if (label.type == SecLabelType::kDefault) label.type = SecLabelType::kDynamic;
    if (!label.relabel) label.relabel = label.type == SecLabelType::kDynamic;
  }
}

}  // namespace

absl::Status CompleteIdentity(DomainDef& def, const EmulatorFacts& facts, const CompleteOptions& options) {
  if (def.uuid.IsNull()) def.uuid = options.new_uuid();
  if (def.genid && def.genid->IsNull()) def.genid = options.new_uuid();
  if (def.devices.emulator.empty()) def.devices.emulator = facts.path;
  if (def.os.machine.empty()) {
    if (const MachineFact* machine = facts.DefaultMachine()) def.os.machine = machine->name;
    return absl::OkStatus();
  }
  const MachineFact* machine = facts.FindMachine(def.os.machine);
  if (!machine && !facts.machines.empty()) {
    return Error(ErrorDomain::kDomain, ErrorCode::kConfigUnsupported, "Emulator '%s' does not support machine type '%s'", def.devices.emulator,
                 def.os.machine);
  }
  if (machine) def.os.machine = machine->name;
  return absl::OkStatus();
}

absl::Status CompleteGeneral(DomainDef& def, const EmulatorFacts& facts, const MachineKind& machine, const CompleteOptions& options) {
  CompleteCpu(def, facts);
  CompleteFeatures(def, facts, machine);
  if (def.vcpus.placement == Placement::kDefault) def.vcpus.placement = Placement::kStatic;
  CompleteMemory(def);
  std::optional<uint64_t>& current = def.memory.current_kib;
  if (!current || *current == 0 || *current > def.memory.total_kib) current = def.memory.total_kib;
  if (def.os.type == "hvm" && def.os.boot.empty() && !HasDeviceBootOrder(def.devices)) def.os.boot.push_back(BootDevice::kHd);
  CompleteFirmware(def, options);
  CompleteSecLabels(def);
  return absl::OkStatus();
}

}  // namespace pleiad::conf
