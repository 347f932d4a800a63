// SPDX-License-Identifier: Apache-2.0
// hostdevs.cc: devices of the host's that the guest has to itself.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/blockdev.h"
#include "virtqemud/command/boot_order.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::HostdevDef;
using conf::HostdevType;

std::string PciName(const conf::PciAddress& pci) { return absl::StrFormat("%04x:%02x:%02x.%d", pci.domain, pci.bus, pci.slot, pci.function); }

absl::StatusOr<JsonObject> UsbDevice(const HostdevDef& hostdev) {
  const conf::UsbHostDevice& usb = hostdev.usb;
  JsonObject device("driver", "usb-host");
  if (!conf::IsYes(usb.missing)) {
    if (!usb.bus && !usb.device) return InternalError("USB host device is missing bus/device information");
    device.String("hostdevice", absl::StrFormat("/dev/bus/usb/%03u/%03u", usb.bus, usb.device));
  }
  device.String("id", hostdev.info.alias);
  switch (usb.guest_reset) {
    case conf::GuestReset::kOff: device.Bool("guest-reset", false); break;
    case conf::GuestReset::kUninitialized: device.Bool("guest-reset", true).Bool("guest-resets-all", false); break;
    case conf::GuestReset::kOn: device.Bool("guest-reset", true).Bool("guest-resets-all", true); break;
    case conf::GuestReset::kDefault: break;
  }
  return device.Given("bootindex", uint64_t{hostdev.info.boot.order});
}

JsonObject PciDevice(const conf::PciAddress& host, const conf::DeviceInfo& info, uint32_t bootindex, const conf::TeamingDef& teaming) {
  JsonObject device("driver", "vfio-pci");
  device.String("host", PciName(host)).String("id", info.alias).Given("bootindex", uint64_t{bootindex});
  if (teaming.type == conf::TeamingType::kTransient) device.Given("failover_pair_id", teaming.persistent);
  return device;
}

const char* MdevDriver(conf::HostdevModel model) {
  switch (model) {
    case conf::HostdevModel::kVfioCcw: return "vfio-ccw";
    case conf::HostdevModel::kVfioAp: return "vfio-ap";
    default: return "vfio-pci";
  }
}

JsonObject MediatedDevice(const HostdevDef& hostdev) {
  JsonObject device("driver", MdevDriver(hostdev.model));
  device.String("id", hostdev.info.alias);
  if (hostdev.mdev.display) device.String("display", OnOffText(hostdev.mdev.display->value));
  device.Given("ramfb", hostdev.mdev.ramfb);
  device.String("sysfsdev", "/sys/bus/mdev/devices/" + hostdev.mdev.uuid.ToString());
  return device.Given("bootindex", uint64_t{hostdev.info.boot.order});
}

absl::Status AddScsi(Builder& b, const HostdevDef& hostdev) {
  if (!hostdev.scsi.iscsi) return Unsupported("SCSI host devices by adapter are not supported yet");
  const std::string node_name = absl::StrCat("libvirt-", hostdev.info.alias, "-backend");
  conf::StorageSource source = hostdev.scsi.source;
  source.type = conf::StorageType::kNetwork;
  source.protocol = conf::NetProtocol::kIscsi;
  JsonObject node = ProtocolNode(source);
  b.Blockdev(node.String("node-name", node_name).Bool("read-only", hostdev.readonly));
  const auto* drive = hostdev.info.As<conf::DriveAddress>();
  const auto* controller = FindController(b.def, conf::ControllerType::kScsi, drive ? static_cast<int>(drive->controller) : 0);
  if (!drive || !controller) return InternalError("Could not find scsi controller with index %d required for device", drive ? drive->controller : 0);
  JsonObject device("driver", "scsi-generic");
  device.String("bus", controller->info.alias + ".0");
  if (controller->model == conf::ControllerModel::kLsilogic) device.Number("scsi-id", drive->unit);
  else device.Number("channel", drive->bus).Number("scsi-id", drive->target).Number("lun", drive->unit);
  device.IfTrue("share-rw", hostdev.shareable);
  b.Device(device.String("drive", node_name).String("id", hostdev.info.alias).Given("bootindex", uint64_t{hostdev.info.boot.order}));
  return absl::OkStatus();
}

absl::Status AddHostdev(Builder& b, const HostdevDef& hostdev) {
  if (hostdev.mode != conf::HostdevMode::kSubsystem) return Unsupported("hostdev mode '%s' not supported", "capabilities");
  JsonObject device;
  switch (hostdev.type) {
    case HostdevType::kUsb: {
      ASSIGN_OR_RETURN(device, UsbDevice(hostdev));
      break;
    }
    case HostdevType::kPci:
      if (hostdev.info.As<conf::UnassignedAddress>()) return absl::OkStatus();
      device = PciDevice(hostdev.pci.address, hostdev.info, hostdev.info.boot.order, hostdev.teaming);
      break;
    case HostdevType::kMdev:
      device = MediatedDevice(hostdev);
      break;
    case HostdevType::kScsi:
      return AddScsi(b, hostdev);
    default:
      return Unsupported("hostdev subsystem type '%s' is not supported yet", xml::NameOf(conf::kHostdevSubsystemTypes, hostdev.type));
  }
  RETURN_IF_ERROR(AddAddress(b, hostdev.info, device));
  AddRom(hostdev.info, device);
  b.Device(std::move(device));
  return absl::OkStatus();
}

// Interfaces that are a network card of the host's.
absl::Status AddInterface(Builder& b, const conf::InterfaceDef& interface) {
  JsonObject device = PciDevice(interface.source.hostdev_pci, interface.info, BootIndexOf(b.def, interface.info), interface.teaming);
  RETURN_IF_ERROR(AddAddress(b, interface.info, device));
  AddRom(interface.info, device);
  b.Device(std::move(device));
  return absl::OkStatus();
}
}  // namespace

absl::Status AddHostdevs(Builder& b) {
  for (const conf::InterfaceDef& interface : b.def.devices.interfaces) {
    if (interface.type == conf::InterfaceType::kHostdev && !b.context.standalone) RETURN_IF_ERROR(AddInterface(b, interface));
  }
  for (const HostdevDef& hostdev : b.def.devices.hostdevs) RETURN_IF_ERROR(AddHostdev(b, hostdev));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
