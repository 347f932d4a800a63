// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/domain_capabilities.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/arch.h"
#include "virtqemud/capabilities/cpu_models.h"
#include "virtqemud/capabilities/device_capabilities.h"

namespace pleiad::qemu {
namespace {
using conf::DomCapsPart;

// Firmware of before descriptors, told where none fits: the defaults of the setting "nvram".
constexpr const char* kOldFirmware[] = {"/usr/share/OVMF/OVMF_CODE.fd", "/usr/share/OVMF/OVMF_CODE.secboot.fd", "/usr/share/AAVMF/AAVMF_CODE.fd",
                                        "/usr/share/AAVMF/AAVMF32_CODE.fd"};

DomCapsPart Feature(const char* name, bool supported) { return {.name = name, .supported = supported, .values = {}, .enums = {}}; }

const char* UsableText(Usable usable) {
  switch (usable) {
    case Usable::kYes: return "yes";
    case Usable::kNo: return "no";
    case Usable::kUnknown: break;
  }
  return "unknown";
}

// The names that documents have for POWER's generations.
std::optional<std::string> PowerName(const std::string& name) {
  for (const char* generation : {"10", "9", "8", "7"}) {
    if (name == std::string("power") + generation) return std::string("POWER") + generation;
  }
  return std::nullopt;
}

bool IsListed(const EmulatorCapabilities& caps, const std::string& name) {
  if (caps.arch.starts_with("ppc")) return PowerName(name).has_value();
  if (!conf::IsX86(caps.arch)) return name != "host";
  return caps.FindCpuModel(name) != nullptr && !conf::IsUnlistedModel(name);
}

conf::DomCapsCpuModel ModelOf(const EmulatorCapabilities& caps, const CpuDefinition& cpu) {
  conf::DomCapsCpuModel model{.name = cpu.name, .usable = UsableText(cpu.usable), .vendor = {}, .deprecated = cpu.deprecated};
  if (caps.arch.starts_with("ppc")) {
    model.name = *PowerName(cpu.name);
    model.vendor = "IBM";
  }
  const CpuExpansion* expansion = caps.FindCpuModel(cpu.name);
  if (expansion != nullptr) model.vendor = conf::VendorOfModel(cpu.name, expansion->vendor);
  if (model.vendor.empty()) model.vendor = "unknown";
  return model;
}

conf::DomCapsCpu MakeCpu(const ResolvedChoice& choice) {
  const EmulatorCapabilities& caps = *choice.caps;
  const AcceleratorFacts& facts = caps.facts(choice.accelerator);
  conf::DomCapsCpu cpu;
  cpu.host_passthrough = choice.accelerator == Accelerator::kKvm;
  // A guest of the host's own architecture may be told only what migrates; others get all there is.
  if (caps.arch == HostArch()) cpu.host_passthrough_migratable.push_back("on");
  cpu.host_passthrough_migratable.push_back("off");
  cpu.maximum = caps.FindCpu(choice.accelerator, "max") != nullptr;
  cpu.maximum_migratable = {"on", "off"};
  if (auto host = HostModelOf(caps, choice.accelerator)) {
    conf::DomCapsHostModel& model = cpu.host_model.emplace();
    model.model = host->model;
    model.vendor = host->vendor;
    for (const std::string& name : host->required) model.features.push_back({.name = name, .policy = "require"});
    for (const std::string& name : host->disabled) model.features.push_back({.name = name, .policy = "disable"});
  }
  for (const CpuDefinition& definition : facts.cpus) {
    if (IsListed(caps, definition.name)) cpu.models.push_back(ModelOf(caps, definition));
  }
  return cpu;
}

std::vector<DomCapsPart> MakeFeatures(const ResolvedChoice& choice) {
  const EmulatorCapabilities& caps = *choice.caps;
  DomCapsPart gic = Feature("gic", false);
  conf::DomCapsEnum versions{"version", {}};
  for (uint32_t version : {2u, 3u}) {
    const bool there = std::any_of(caps.gic.begin(), caps.gic.end(), [&](const GicFact& fact) {
      return fact.version == version && (choice.accelerator == Accelerator::kKvm ? fact.kernel : fact.emulated);
    });
    if (there) versions.values.push_back(absl::StrCat(version));
  }
  const bool virt = choice.machine->name == "virt" || choice.machine->name.starts_with("virt-");
  if (conf::IsArm(choice.arch) && virt && !versions.values.empty()) {
    gic.supported = true;
    gic.enums.push_back(std::move(versions));
  }
  std::vector<DomCapsPart> features = {std::move(gic), Feature("vmcoreinfo", caps.HasDevice("vmcoreinfo")), Feature("genid", caps.HasDevice("vmgenid")),
                                       Feature("backingStoreInput", true), Feature("backup", true)};
  if (choice.arch == "s390x") features.push_back(Feature("s390-pv", caps.HasDevice("s390-pv-guest") && choice.accelerator == Accelerator::kKvm));
  return features;
}

std::vector<DomCapsPart> MakeLateFeatures(const EmulatorCapabilities& caps) {
  std::vector<DomCapsPart> features = {Feature("sgx", false)};
  if (conf::IsX86(caps.arch)) {
    DomCapsPart& hyperv = features.emplace_back(Feature("hyperv", true));
    // What takes a value rather than a switch needs no KVM.
    hyperv.enums.push_back({"features", caps.hyperv.empty() ? std::vector<std::string>{"spinlocks", "vendor_id"} : caps.hyperv});
  }
  return features;
}
}  // namespace

void DomainCapabilities::AddFirmware(const ResolvedChoice& choice, conf::DomainCapabilitiesDef& def) const {
  def.firmware.name = "firmware";
  def.loader = {.name = "loader", .supported = true, .values = {}, .enums = {}};
  bool uefi = false, bios = false, secure = false;
  for (const FirmwareDescriptor& firmware : firmware_.For(choice.arch, choice.machine->name)) {
    uefi |= firmware.uefi;
    bios |= firmware.bios;
    secure |= firmware.secure_boot;
    def.loader.values.push_back(firmware.executable);
  }
  if (bios) def.firmware.values.push_back("bios");
  if (uefi) def.firmware.values.push_back("efi");
  if (def.loader.values.empty()) {
    for (const char* path : kOldFirmware) {
      if (host_.root().Exists(path)) def.loader.values.push_back(path);
    }
  }
  def.loader.enums = {{"type", {"rom", "pflash"}}, {"readonly", {"yes", "no"}}, {"secure", {"no"}}};
  if (secure) def.loader.enums.back().values = {"yes", "no"};
}

absl::StatusOr<conf::DomainCapabilitiesDef> DomainCapabilities::Make(const ResolvedChoice& choice) const {
  const EmulatorCapabilities& caps = *choice.caps;
  const bool kvm = choice.accelerator == Accelerator::kKvm;
  conf::DomainCapabilitiesDef def;
  def.path = caps.path;
  def.domain = kvm ? "kvm" : "qemu";
  def.machine = choice.machine->name;
  def.arch = choice.arch;
  def.max_vcpus = choice.machine->max_cpus;
  if (kvm && host_.kvm().max_vcpus > 0) def.max_vcpus = std::min(def.max_vcpus, host_.kvm().max_vcpus);
  def.iothreads = caps.HasDevice("iothread");
  AddFirmware(choice, def);
  def.cpu = MakeCpu(choice);
  def.memory_backing = {.name = "memoryBacking", .supported = true, .values = {}, .enums = {{"sourceType", {"file", "anonymous"}}}};
  if (caps.HasDevice("memory-backend-memfd")) def.memory_backing.enums[0].values.push_back("memfd");
  def.devices = DeviceCapabilitiesOf(choice, host_);
  def.features = MakeFeatures(choice);
  if (caps.sev && kvm) def.sev = conf::DomCapsSev{.cbitpos = caps.sev->cbitpos, .reduced_phys_bits = caps.sev->reduced_phys_bits};
  def.late_features = MakeLateFeatures(caps);
  return def;
}

absl::StatusOr<std::string> DomainCapabilities::Xml(const EmulatorChoice& choice) {
  ASSIGN_OR_RETURN(const ResolvedChoice resolved, Resolve(cache_, choice));
  const std::string key = absl::StrCat(resolved.caps->path, "\n", resolved.arch, "\n", resolved.machine->name, "\n", static_cast<int>(resolved.accelerator));
  std::string firmware;
  for (const FirmwareDescriptor& one : firmware_.For(resolved.arch, resolved.machine->name)) absl::StrAppend(&firmware, one.executable, "\n");
  {
    absl::MutexLock lock(&mutex_);
    const auto at = kept_.find(key);
    if (at != kept_.end() && at->second.made_from == resolved.caps && at->second.firmware == firmware) return at->second.xml;
  }
  ASSIGN_OR_RETURN(const conf::DomainCapabilitiesDef def, Make(resolved));
  std::string xml = FormatDomainCapabilities(def);
  absl::MutexLock lock(&mutex_);
  kept_[key] = {.made_from = resolved.caps, .firmware = std::move(firmware), .xml = xml};
  return xml;
}

}  // namespace pleiad::qemu
