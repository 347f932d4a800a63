// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/command/address.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {
namespace {
absl::Status AddPci(const Builder& b, const conf::DeviceInfo& info, const conf::PciAddress& pci, JsonObject& device) {
  const conf::ControllerDef* const controller = FindController(b.def, conf::ControllerType::kPci, static_cast<int>(pci.bus));
  std::string bus;
  if (controller) {
    bus = controller->info.alias;
    // Every host bridge of a pseries machine has a bus named after itself.
    if (controller->pci.model_name == conf::PciModelName::kSpaprPciHostBridge && controller->pci.index.value_or(0) != 0) bus += ".0";
  } else if (b.def.os.arch == "s390x") {
    bus = "pci.0";
  } else {
    return InternalError("Could not find PCI controller with index '%u' required for device at address '%04x:%02x:%02x.%x'", pci.bus, pci.domain,
                         pci.bus, pci.slot, pci.function);
  }
  device.String("bus", bus);
  if (pci.multifunction) device.Bool("multifunction", pci.multifunction->value);
  device.String("addr", pci.function ? absl::StrFormat("0x%x.0x%x", pci.slot, pci.function) : absl::StrFormat("0x%x", pci.slot));
  device.Given("acpi-index", uint64_t{info.acpi_index});
  return absl::OkStatus();
}
}  // namespace

absl::Status AddAddress(const Builder& b, const conf::DeviceInfo& info, JsonObject& device) {
  if (const auto* pci = info.As<conf::PciAddress>()) return AddPci(b, info, *pci, device);
  if (const auto* usb = info.As<conf::UsbAddress>()) {
    ASSIGN_OR_RETURN(const std::string bus, BusOf(b.def, conf::ControllerType::kUsb, static_cast<int>(usb->bus)));
    device.String("bus", bus).Given("port", absl::StrJoin(usb->port, "."));
  } else if (const auto* spapr = info.As<conf::SpaprVioAddress>()) {
    if (spapr->reg) device.Number("reg", *spapr->reg);
  } else if (const auto* ccw = info.As<conf::CcwAddress>(); ccw && ccw->id) {
    device.String("devno", absl::StrFormat("%x.%x.%04x", ccw->id->cssid, ccw->id->ssid, ccw->id->devno));
  } else if (const auto* isa = info.As<conf::IsaAddress>()) {
    device.Given("iobase", uint64_t{isa->iobase}).Given("irq", uint64_t{isa->irq});
  } else if (const auto* dimm = info.As<conf::DimmAddress>()) {
    device.Number("slot", dimm->slot).Given("addr", dimm->base);
  }
  return absl::OkStatus();
}

const conf::ControllerDef* FindController(const conf::DomainDef& def, conf::ControllerType type, int index) {
  for (const conf::ControllerDef& controller : def.devices.controllers) {
    if (controller.type == type && controller.index == index) return &controller;
  }
  return nullptr;
}

absl::StatusOr<std::string> BusOf(const conf::DomainDef& def, conf::ControllerType type, int index) {
  const conf::ControllerDef* const controller = FindController(def, type, index);
  if (!controller) {
    return InternalError("Could not find %s controller with index %d required for device", xml::NameOf(conf::kControllerTypes, type), index);
  }
  return controller->info.alias + ".0";
}

std::string VirtioName(const std::string& base, const conf::DeviceInfo& info, conf::VirtioModel model) {
  const char* bus = "-device";
  if (info.As<conf::PciAddress>()) bus = "-pci";
  else if (info.As<conf::CcwAddress>()) bus = "-ccw";
  const char* suffix = "";
  if (model == conf::VirtioModel::kVirtioTransitional) suffix = "-transitional";
  if (model == conf::VirtioModel::kVirtioNonTransitional) suffix = "-non-transitional";
  return absl::StrCat(base, bus, suffix);
}

JsonObject VirtioDevice(const std::string& base, const conf::DeviceInfo& info, const conf::VirtioOptions& options, conf::VirtioModel model) {
  JsonObject device("driver", VirtioName(base, info, model));
  device.Given("iommu_platform", options.iommu).Given("ats", options.ats).Given("packed", options.packed);
  return device.Given("page-per-vq", options.page_per_vq);
}

void AddRom(const conf::DeviceInfo& info, JsonObject& device) {
  if (conf::IsNo(info.rom.enabled)) {
    device.String("romfile", "");
    return;
  }
  if (info.rom.bar) device.Number("rombar", info.rom.bar->value ? 1 : 0);
  device.Given("romfile", info.rom.file);
}

}  // namespace pleiad::qemu
