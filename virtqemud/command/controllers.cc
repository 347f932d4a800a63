// SPDX-License-Identifier: Apache-2.0
// controllers.cc: the buses that other devices are plugged into. Those on the board are not mentioned.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::ControllerDef;
using conf::ControllerModel;
using conf::ControllerType;

constexpr ControllerType kOrder[] = {ControllerType::kPci, ControllerType::kUsb, ControllerType::kScsi, ControllerType::kIde,
                                     ControllerType::kSata, ControllerType::kVirtioSerial, ControllerType::kCcid};

bool IsOnBoard(const Builder& b, const ControllerDef& controller) {
  switch (controller.type) {
    case ControllerType::kPci:
      if (controller.model == ControllerModel::kPcieRoot) return true;
      return controller.model == ControllerModel::kPciRoot && controller.index == 0;
    case ControllerType::kIde:
      return controller.index == 0 && HasBuiltinIde(b.def);
    case ControllerType::kSata:
      return controller.index == 0 && HasBuiltinSata(b.def);
    case ControllerType::kScsi:
      return HasBuiltinEsp(b.def) && controller.model == ControllerModel::kNcr53c90;
    case ControllerType::kUsb:
      return controller.model == ControllerModel::kNone;
    default:
      return false;
  }
}

const char* UsbDriver(ControllerModel model) {
  switch (model) {
    case ControllerModel::kPiix3Uhci: return "piix3-usb-uhci";
    case ControllerModel::kPiix4Uhci: return "piix4-usb-uhci";
    case ControllerModel::kEhci: return "usb-ehci";
    case ControllerModel::kIch9Ehci1: return "ich9-usb-ehci1";
    case ControllerModel::kIch9Uhci1: return "ich9-usb-uhci1";
    case ControllerModel::kIch9Uhci2: return "ich9-usb-uhci2";
    case ControllerModel::kIch9Uhci3: return "ich9-usb-uhci3";
    case ControllerModel::kVt82c686bUhci: return "vt82c686b-usb-uhci";
    case ControllerModel::kPciOhci: return "pci-ohci";
    case ControllerModel::kNecXhci: return "nec-usb-xhci";
    case ControllerModel::kQemuXhci: return "qemu-xhci";
    default: return nullptr;
  }
}

absl::StatusOr<JsonObject> UsbController(const Builder& b, const ControllerDef& controller) {
  const char* const driver = UsbDriver(controller.model);
  if (!driver) return Unsupported("usb controller type %s doesn't support '%s' with this QEMU binary", "", "usb");
  if (!b.emulator.HasDevice(driver)) {
    return Unsupported("controller model '%s' not supported in this QEMU binary", xml::NameOf(conf::ControllerModels(controller.type), controller.model));
  }
  JsonObject device("driver", driver);
  if (controller.ports) device.Number("p2", *controller.ports).Number("p3", *controller.ports);
  // A companion has the name of its master, and so no id of its own.
  if (controller.master_start_port) {
    device.String("masterbus", controller.info.alias + ".0").Number("firstport", *controller.master_start_port);
  } else {
    device.String("id", controller.info.alias);
  }
  return device;
}

conf::VirtioModel VirtioModelOf(ControllerModel model) {
  if (model == ControllerModel::kVirtioTransitional) return conf::VirtioModel::kVirtioTransitional;
  if (model == ControllerModel::kVirtioNonTransitional) return conf::VirtioModel::kVirtioNonTransitional;
  return conf::VirtioModel::kDefault;
}

absl::StatusOr<JsonObject> ScsiController(const Builder&, const ControllerDef& controller) {
  const char* driver = nullptr;
  switch (controller.model) {
    case ControllerModel::kVirtioScsi:
    case ControllerModel::kVirtioTransitional:
    case ControllerModel::kVirtioNonTransitional: {
      JsonObject device = VirtioDevice("virtio-scsi", controller.info, controller.driver.virtio, VirtioModelOf(controller.model));
      if (controller.driver.iothread) device.String("iothread", absl::StrCat("iothread", controller.driver.iothread));
      device.Given("ioeventfd", controller.driver.ioeventfd);
      device.String("id", controller.info.alias);
      device.Given("num_queues", uint64_t{controller.driver.queues});
      device.Given("cmd_per_lun", uint64_t{controller.driver.cmd_per_lun}).Given("max_sectors", uint64_t{controller.driver.max_sectors});
      return device;
    }
    case ControllerModel::kLsilogic: driver = "lsi"; break;
    case ControllerModel::kIbmvscsi: driver = "spapr-vscsi"; break;
    case ControllerModel::kLsisas1068: driver = "mptsas1068"; break;
    case ControllerModel::kLsisas1078: driver = "megasas"; break;
    case ControllerModel::kVmpvscsi: driver = "pvscsi"; break;
    case ControllerModel::kAm53c974: driver = "am53c974"; break;
    case ControllerModel::kDc390: driver = "dc390"; break;
    default:
      return Unsupported("Unsupported controller model: %s", xml::NameOf(conf::ControllerModels(controller.type), controller.model));
  }
  JsonObject device("driver", driver);
  device.String("id", controller.info.alias);
  return device;
}

JsonObject VirtioSerial(const ControllerDef& controller) {
  JsonObject device = VirtioDevice("virtio-serial", controller.info, controller.driver.virtio, VirtioModelOf(controller.model));
  device.String("id", controller.info.alias);
  if (controller.ports) device.Number("max_ports", *controller.ports);
  if (controller.vectors) device.Number("vectors", *controller.vectors);
  return device;
}

absl::StatusOr<JsonObject> PciController(const ControllerDef& controller) {
  const conf::PciControllerOptions& pci = controller.pci;
  JsonObject device("driver", xml::NameOf(conf::kPciModelNames, pci.model_name));
  switch (controller.model) {
    case ControllerModel::kPciBridge:
      device.Number("chassis_nr", pci.chassis_nr.value_or(0)).String("id", controller.info.alias);
      if (pci.hotplug) device.Bool("shpc", pci.hotplug->value);
      return device;
    case ControllerModel::kPciExpanderBus:
    case ControllerModel::kPcieExpanderBus:
      device.Number("bus_nr", pci.bus_nr.value_or(0)).String("id", controller.info.alias).Given("numa_node", pci.numa_node);
      return device;
    case ControllerModel::kDmiToPciBridge:
    case ControllerModel::kPcieToPciBridge:
    case ControllerModel::kPcieSwitchUpstreamPort:
      device.String("id", controller.info.alias);
      return device;
    case ControllerModel::kPcieRootPort:
    case ControllerModel::kPcieSwitchDownstreamPort:
      device.Number("port", pci.port.value_or(0)).Number("chassis", pci.chassis.value_or(0)).String("id", controller.info.alias);
      if (pci.hotplug) device.Bool("hotplug", pci.hotplug->value);
      return device;
    case ControllerModel::kPciRoot:
      device.Number("index", pci.index.value_or(0)).String("id", controller.info.alias).Given("numa_node", pci.numa_node);
      return device;
    default:
      return InternalError("wrong function called for %s", xml::NameOf(conf::ControllerModels(controller.type), controller.model));
  }
}

absl::StatusOr<JsonObject> ControllerDevice(const Builder& b, const ControllerDef& controller) {
  JsonObject device;
  switch (controller.type) {
    case ControllerType::kPci:
      return PciController(controller);
    case ControllerType::kUsb:
      return UsbController(b, controller);
    case ControllerType::kScsi:
      return ScsiController(b, controller);
    case ControllerType::kVirtioSerial:
      return VirtioSerial(controller);
    case ControllerType::kSata:
      return JsonObject("driver", "ahci").String("id", controller.info.alias);
    case ControllerType::kCcid:
      return JsonObject("driver", "usb-ccid").String("id", controller.info.alias);
    case ControllerType::kIde:
      return Unsupported("IDE controllers are unsupported for this QEMU binary or machine type");
    default:
      return Unsupported("Unsupported controller type: %s", xml::NameOf(conf::kControllerTypes, controller.type));
  }
}

void AddPciHole(Builder& b) {
  for (const ControllerDef& controller : b.def.devices.controllers) {
    if (controller.type != ControllerType::kPci || !controller.pci.hole64_kib) continue;
    const char* const host = controller.model == ControllerModel::kPcieRoot ? "q35-pcihost" : "i440FX-pcihost";
    b.Add("-global", absl::StrCat(host, ".pci-hole64-size=", *controller.pci.hole64_kib, "K"));
  }
}

bool NeedsLegacyUsb(const Builder& b, const ControllerDef& controller) {
  return controller.type == ControllerType::kUsb && controller.model == ControllerModel::kDefault && !IsS390(b.def);
}

// Boards that documents give no USB controller, not even model none, have their own.
bool HasUnnamedUsb(const conf::DomainDef& def) {
  if (IsQ35(def) || IsVirtBoard(def) || IsS390(def)) return false;
  for (const ControllerDef& controller : def.devices.controllers) {
    if (controller.type == ControllerType::kUsb) return false;
  }
  return true;
}
}  // namespace

absl::Status AddControllers(Builder& b) {
  AddPciHole(b);
  bool legacy_usb = HasUnnamedUsb(b.def);
  for (const ControllerType type : kOrder) {
    for (const ControllerDef& controller : b.def.devices.controllers) {
      if (controller.type != type || IsOnBoard(b, controller)) continue;
      if (NeedsLegacyUsb(b, controller)) {
        if (legacy_usb) return Unsupported("Multiple legacy USB controllers are not supported");
        legacy_usb = true;
        continue;
      }
      ASSIGN_OR_RETURN(JsonObject device, ControllerDevice(b, controller));
      RETURN_IF_ERROR(AddAddress(b, controller.info, device));
      b.Device(std::move(device));
    }
  }
  if (legacy_usb) b.Add("-usb");
  return absl::OkStatus();
}

absl::Status AddHubs(Builder& b) {
  for (const conf::HubDef& hub : b.def.devices.hubs) {
    if (hub.type != "usb") return Unsupported("hub type %s not supported", hub.type);
    JsonObject device("driver", "usb-hub");
    device.String("id", hub.info.alias);
    RETURN_IF_ERROR(AddAddress(b, hub.info, device));
    b.Device(std::move(device));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
