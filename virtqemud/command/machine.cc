// SPDX-License-Identifier: Apache-2.0
// machine.cc: -machine, with the board's own features, and -accel.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::Workaround;

const char* HptText(conf::HptResizing resizing) {
  switch (resizing) {
    case conf::HptResizing::kEnabled: return "enabled";
    case conf::HptResizing::kDisabled: return "disabled";
    case conf::HptResizing::kRequired: return "required";
    default: return "";
  }
}
const char* WorkaroundText(Workaround value) {
  switch (value) {
    case Workaround::kBroken: return "broken";
    case Workaround::kWorkaround: return "workaround";
    case Workaround::kFixed: return "fixed";
    default: return "";
  }
}
const char* IbsText(conf::Ibs value) {
  switch (value) {
    case conf::Ibs::kBroken: return "broken";
    case conf::Ibs::kWorkaround: return "workaround";
    case conf::Ibs::kFixedIbs: return "fixed-ibs";
    case conf::Ibs::kFixedCcd: return "fixed-ccd";
    case conf::Ibs::kFixedNa: return "fixed-na";
    default: return "";
  }
}
const char* GicText(conf::GicVersion version) {
  switch (version) {
    case conf::GicVersion::k2: return "2";
    case conf::GicVersion::k3: return "3";
    case conf::GicVersion::kHost: return "host";
    default: return "";
  }
}

std::string Part(const char* name, const std::string& value) { return value.empty() ? std::string() : absl::StrCat(",", name, "=", value); }

// What <features> ask of the board.
std::string FeatureParts(const Builder& b) {
  const conf::Features& features = b.def.features;
  std::string out;
  // 32-bit boards have the second version and no choice.
  const bool gic_choice = b.emulator.arch == "aarch64" || (features.gic && features.gic->version != conf::GicVersion::k2);
  if (features.gic && gic_choice) absl::StrAppend(&out, Part("gic-version", GicText(features.gic->version)));
  if (features.ioapic == conf::IoapicDriver::kQemu) out += ",kernel_irqchip=split";
  if (features.ioapic == conf::IoapicDriver::kKvm) out += ",kernel_irqchip=on";
  absl::StrAppend(&out, Part("resize-hpt", HptText(features.hpt_resizing)));
  if (features.hpt_max_page_bytes) absl::StrAppend(&out, ",cap-hpt-max-page-size=", *features.hpt_max_page_bytes / 1024, "k");
  absl::StrAppend(&out, OnOffPart("cap-htm", features.htm), OnOffPart("cap-nested-hv", features.nested_hv),
                  OnOffPart("cap-ccf-assist", features.ccf_assist));
  absl::StrAppend(&out, Part("cap-cfpc", WorkaroundText(features.cfpc)), Part("cap-sbbc", WorkaroundText(features.sbbc)),
                  Part("cap-ibs", IbsText(features.ibs)));
  return out;
}

std::string KeyWrapParts(const Builder& b) {
  if (!IsS390(b.def)) return {};
  return OnOffPart("aes-key-wrap", b.def.key_wrap.aes) + OnOffPart("dea-key-wrap", b.def.key_wrap.dea);
}

bool HasMemoryModel(const conf::DomainDef& def, conf::MemoryModel model) {
  for (const conf::MemoryDeviceDef& memory : def.devices.memories) {
    if (memory.model == model) return true;
  }
  return false;
}

// The enclave memory of SGX stands at the board, not in devices.
std::string EnclaveParts(const conf::DomainDef& def) {
  std::string out;
  int index = 0;
  for (const conf::MemoryDeviceDef& memory : def.devices.memories) {
    if (memory.model != conf::MemoryModel::kSgxEpc) continue;
    absl::StrAppend(&out, ",sgx-epc.", index, ".memdev=mem", memory.info.alias);
    if (memory.node >= 0) absl::StrAppend(&out, ",sgx-epc.", index, ".node=", memory.node);
    ++index;
  }
  return out;
}

std::string MemoryParts(const Builder& b) {
  const conf::DomainDef& def = b.def;
  const bool dump = def.memory.dump_core ? def.memory.dump_core->value : b.context.config.dump_guest_core;
  std::string out = absl::StrCat(",dump-guest-core=", OnOffText(dump));
  if (def.memory_backing.no_share_pages) out += ",mem-merge=off";
  if (HasMemoryModel(def, conf::MemoryModel::kNvdimm)) out += ",nvdimm=on";
  if (def.devices.iommu && def.devices.iommu->model == conf::IommuModel::kSmmuv3) out += ",iommu=smmuv3";
  return out;
}

// The flash images of the firmware, if it has any: nodes that AddFirmwareNodes made.
std::string FlashParts(const conf::DomainDef& def) {
  std::string out;
  if (def.os.loader && def.os.loader->type == conf::LoaderType::kPflash) out += ",pflash0=libvirt-pflash0-format";
  if (def.os.nvram && !def.os.nvram->source.IsEmpty()) out += ",pflash1=libvirt-pflash1-format";
  return out;
}

bool HasHmat(const conf::DomainDef& def) {
  if (!def.cpu) return false;
  if (!def.cpu->numa.interconnects.empty()) return true;
  for (const conf::NumaCell& cell : def.cpu->numa.cells) {
    if (!cell.caches.empty()) return true;
  }
  return false;
}

absl::StatusOr<std::string> AcceleratorOption(const Builder& b) {
  const conf::Features& features = b.def.features;
  switch (b.def.virt_type) {
    case conf::VirtType::kQemu:
      if (features.tcg_tb_cache_bytes) return absl::StrCat("tcg,tb-size=", *features.tcg_tb_cache_bytes >> 20);
      return std::string("tcg");
    case conf::VirtType::kKvm:
      if (features.kvm && conf::IsOn(features.kvm->dirty_ring)) return absl::StrCat("kvm,dirty-ring-size=", features.kvm->dirty_ring_size);
      return std::string("kvm");
    default:
      return Unsupported("the QEMU binary does not support %s", xml::NameOf(conf::kVirtTypes, b.def.virt_type));
  }
}
}  // namespace

absl::Status AddMachine(Builder& b) {
  const conf::DomainDef& def = b.def;
  const MachineType* const machine = b.emulator.FindMachine(def.os.machine);
  if (!machine) {
    return Unsupported("Emulator '%s' does not support machine type '%s'", b.emulator.path, def.os.machine);
  }
  // The board must not make a USB controller of its own: the document has them all.
  std::string value = def.os.machine + ",usb=off";
  absl::StrAppend(&value, OnOffPart("vmport", def.features.vmport), OnOffPart("smm", def.features.smm), KeyWrapParts(b));
  absl::StrAppend(&value, FeatureParts(b), MemoryParts(b), EnclaveParts(def));
  if (def.launch_security) value += ",confidential-guest-support=lsec0";
  const bool numa = def.cpu && !def.cpu->numa.cells.empty();
  if (!numa && !machine->default_ram_id.empty()) absl::StrAppend(&value, ",memory-backend=", machine->default_ram_id);
  absl::StrAppend(&value, FlashParts(def));
  if (numa && HasHmat(def)) value += ",hmat=on";
  b.Add("-machine", value);
  ASSIGN_OR_RETURN(std::string accelerator, AcceleratorOption(b));
  b.Add("-accel", std::move(accelerator));
  if (def.features.smm_tseg_bytes) b.Add("-global", absl::StrCat("mch.extended-tseg-mbytes=", *def.features.smm_tseg_bytes >> 20));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
