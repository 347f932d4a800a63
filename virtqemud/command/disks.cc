// SPDX-License-Identifier: Apache-2.0
// disks.cc: -blockdev for a disk's images and -device for what the guest sees of it.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/address.h"
#include "virtqemud/command/blockdev.h"
#include "virtqemud/command/boot_order.h"
#include "virtqemud/command/device_properties.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::DiskBus;
using conf::DiskDef;
using conf::DiskDevice;

// Floppy drives of boards without a controller for them hang on one of their own.
void AddFloppyController(Builder& b) {
  JsonObject device("driver", "isa-fdc");
  uint32_t index_a = 0, index_b = 0;
  bool any = false;
  for (const DiskDef& disk : b.def.devices.disks) {
    if (disk.target.bus != DiskBus::kFdc) continue;
    any = true;
    const auto* drive = disk.info.As<conf::DriveAddress>();
    (drive && drive->unit ? index_b : index_a) = BootIndexOf(b.def, disk.info);
  }
  if (!any) return;
  if (HasBuiltinFloppy(b.def)) {
    if (index_a) b.Add("-global", absl::StrCat("isa-fdc.bootindexA=", index_a));
    if (index_b) b.Add("-global", absl::StrCat("isa-fdc.bootindexB=", index_b));
    return;
  }
  b.Device(device.Given("bootindexA", uint64_t{index_a}).Given("bootindexB", uint64_t{index_b}));
}

const char* WriteCache(conf::DiskCache cache) {
  switch (cache) {
    case conf::DiskCache::kDefault: return "";
    case conf::DiskCache::kWritethrough:
    case conf::DiskCache::kDirectsync: return "off";
    default: return "on";
  }
}

const char* IdeDriver(const DiskDef& disk) { return disk.device == DiskDevice::kCdrom ? "ide-cd" : "ide-hd"; }
const char* ScsiDriver(const DiskDef& disk) {
  if (disk.device == DiskDevice::kLun) return "scsi-block";
  return disk.device == DiskDevice::kCdrom ? "scsi-cd" : "scsi-hd";
}

conf::DriveAddress DriveOf(const DiskDef& disk) {
  const auto* drive = disk.info.As<conf::DriveAddress>();
  return drive ? *drive : conf::DriveAddress{};
}

absl::StatusOr<JsonObject> IdeDisk(const Builder& b, const DiskDef& disk) {
  const conf::DriveAddress drive = DriveOf(disk);
  JsonObject device("driver", IdeDriver(disk));
  const conf::ControllerDef* const controller = FindController(b.def, conf::ControllerType::kIde, static_cast<int>(drive.controller));
  if (!controller) return InternalError("Could not find ide controller with index %d required for device", drive.controller);
  return device.String("bus", absl::StrCat(controller->info.alias, ".", drive.bus)).Number("unit", drive.unit);
}

absl::StatusOr<JsonObject> SataDisk(const Builder& b, const DiskDef& disk) {
  const conf::DriveAddress drive = DriveOf(disk);
  const conf::ControllerDef* const controller = FindController(b.def, conf::ControllerType::kSata, static_cast<int>(drive.controller));
  if (!controller) return InternalError("Could not find sata controller with index %d required for device", drive.controller);
  return JsonObject("driver", IdeDriver(disk)).String("bus", absl::StrCat(controller->info.alias, ".", drive.unit));
}

absl::StatusOr<JsonObject> ScsiDisk(const Builder& b, const DiskDef& disk) {
  const conf::DriveAddress drive = DriveOf(disk);
  const conf::ControllerDef* const controller = FindController(b.def, conf::ControllerType::kScsi, static_cast<int>(drive.controller));
  if (!controller) return InternalError("Could not find scsi controller with index %d required for device", drive.controller);
  JsonObject device("driver", ScsiDriver(disk));
  device.String("bus", controller->info.alias + ".0");
  if (controller->model == conf::ControllerModel::kLsilogic) {
    device.Number("scsi-id", drive.unit);
  } else {
    device.Number("channel", drive.bus).Number("scsi-id", drive.target).Number("lun", drive.unit);
  }
  // The name by which a guest's /dev/disk/by-id knows it, from before there were node names.
  if (disk.device != DiskDevice::kLun && disk.serial.empty()) device.String("device_id", "drive-" + disk.info.alias);
  return device;
}

absl::StatusOr<JsonObject> VirtioDisk(const Builder& b, const DiskDef& disk) {
  const bool vhost_user = disk.source.type == conf::StorageType::kVhostUser;
  JsonObject device = VirtioDevice(vhost_user ? "vhost-user-blk" : "virtio-blk", disk.info, disk.driver.virtio, disk.model);
  if (disk.driver.iothread) device.String("iothread", absl::StrCat("iothread", disk.driver.iothread));
  device.Given("ioeventfd", disk.driver.ioeventfd).Given("event_idx", disk.driver.event_idx);
  device.Given("num-queues", uint64_t{disk.driver.queues}).Given("queue-size", uint64_t{disk.driver.queue_size});
  RETURN_IF_ERROR(AddAddress(b, disk.info, device));
  return device;
}

absl::StatusOr<JsonObject> BusPart(const Builder& b, const DiskDef& disk) {
  switch (disk.target.bus) {
    case DiskBus::kIde: return IdeDisk(b, disk);
    case DiskBus::kSata: return SataDisk(b, disk);
    case DiskBus::kScsi: return ScsiDisk(b, disk);
    case DiskBus::kVirtio: return VirtioDisk(b, disk);
    case DiskBus::kFdc: return JsonObject("driver", "floppy").Number("unit", DriveOf(disk).unit);
    case DiskBus::kUsb: {
      JsonObject device("driver", "usb-storage");
      RETURN_IF_ERROR(AddAddress(b, disk.info, device));
      return device;
    }
    default:
      return InternalError("unsupported disk bus '%s' with device setup", xml::NameOf(conf::kDiskBuses, disk.target.bus));
  }
}

void AddIdentity(const DiskDef& disk, JsonObject& device) {
  if (!disk.wwn.empty()) {
    device.String("wwn", "0x" + disk.wwn);
  }
  device.Given("rotation_rate", uint64_t{disk.target.rotation_rate}).Given("vendor", disk.vendor).Given("product", disk.product);
}

void AddGeometry(const DiskDef& disk, JsonObject& device) {
  if (!disk.geometry.cylinders) return;
  device.Number("cyls", disk.geometry.cylinders).Number("heads", disk.geometry.heads).Number("secs", disk.geometry.sectors);
  if (disk.geometry.trans != conf::GeometryTrans::kDefault) {
    device.String("bios-chs-trans", xml::NameOf(conf::kGeometryTrans, disk.geometry.trans));
  }
}

void AddPolicies(const DiskDef& disk, JsonObject& device) {
  const conf::DiskErrorPolicy write = disk.driver.error_policy;
  conf::DiskErrorPolicy read = disk.driver.rerror_policy;
  if (read == conf::DiskErrorPolicy::kDefault) read = write;
  // Reading does not know of a full disk.
  if (read == conf::DiskErrorPolicy::kEnospace) read = conf::DiskErrorPolicy::kDefault;
  const auto text = [](conf::DiskErrorPolicy policy) {
    return policy == conf::DiskErrorPolicy::kEnospace ? "enospc" : xml::NameOf(conf::kDiskErrorPolicies, policy);
  };
  if (write != conf::DiskErrorPolicy::kDefault) device.String("werror", text(write));
  if (read != conf::DiskErrorPolicy::kDefault) device.String("rerror", text(read));
}

std::string SdDrive(const DiskDef& disk) {
  const std::string format = xml::NameOf(conf::kStorageFormats, disk.source.format == conf::StorageFormat::kNone ? conf::StorageFormat::kRaw
                                                                                                              : disk.source.format);
  std::string value = absl::StrCat("file=", Escaped(disk.source.path), ",format=", format, ",if=sd,index=", conf::DiskIndexOf(disk.target.dev));
  if (disk.readonly) value += ",readonly=on";
  if (disk.driver.cache != conf::DiskCache::kDefault) absl::StrAppend(&value, ",cache=", xml::NameOf(conf::kDiskCaches, disk.driver.cache));
  return value;
}

// The values are in files that only this domain's user may read; a command line can be read by everybody.
absl::Status AddSecrets(Builder& b, const DiskDef& disk) {
  for (const DiskSecret& needed : SecretsOf(disk)) {
    if (!b.context.secret_file) {
      return needed.secret->uuid ? Error(ErrorDomain::kQemu, ErrorCode::kNoSecret, "no secret with matching uuid '%s'", needed.secret->uuid->ToString())
                                 : Error(ErrorDomain::kQemu, ErrorCode::kNoSecret, "no secret with matching usage '%s'", needed.secret->usage);
    }
    ASSIGN_OR_RETURN(const std::string file, b.context.secret_file(*needed.secret, needed.id));
    b.Object(JsonObject("qom-type", "secret").String("id", needed.id).String("format", "raw").String("file", file));
  }
  return absl::OkStatus();
}

absl::Status AddDisk(Builder& b, const DiskDef& disk) {
  if (disk.target.bus == DiskBus::kSd) {
    b.Add("-drive", SdDrive(disk));
    return absl::OkStatus();
  }
  if (disk.source.type == conf::StorageType::kVhostUser) {
    b.Add("-chardev", absl::StrCat("socket,id=chr-vu-", disk.info.alias, ",path=", Escaped(disk.source.vhost_user.path)));
  } else {
    RETURN_IF_ERROR(AddSecrets(b, disk));
    ASSIGN_OR_RETURN(const std::vector<JsonObject> nodes, DiskNodes(disk));
    for (const JsonObject& node : nodes) b.Blockdev(node);
  }
  ASSIGN_OR_RETURN(JsonObject device, DeviceOf(b, disk));
  b.Device(std::move(device));
  return absl::OkStatus();
}
}  // namespace

absl::StatusOr<JsonObject> DeviceOf(const Builder& b, const DiskDef& disk) {
  ASSIGN_OR_RETURN(JsonObject device, BusPart(b, disk));
  device.IfTrue("share-rw", disk.shareable);
  if (disk.source.type == conf::StorageType::kVhostUser) device.String("chardev", "chr-vu-" + disk.info.alias);
  else device.Given("drive", TopNode(disk));
  device.String("id", disk.info.alias);
  if (disk.target.bus != DiskBus::kFdc) {
    device.Given("bootindex", uint64_t{BootIndexOf(b.def, disk.info)}).Given("loadparm", disk.info.boot.loadparm);
  }
  device.Given("logical_block_size", uint64_t{disk.blockio.logical_block_size});
  device.Given("physical_block_size", uint64_t{disk.blockio.physical_block_size});
  AddIdentity(disk, device);
  if (disk.target.bus == DiskBus::kUsb) device.Bool("removable", conf::IsOn(disk.target.removable));
  if (disk.device != DiskDevice::kLun && disk.target.bus != DiskBus::kFdc) device.Given("write-cache", std::string(WriteCache(disk.driver.cache)));
  AddGeometry(disk, device);
  device.Given("serial", disk.serial);
  AddPolicies(disk, device);
  return device;
}

absl::Status AddDisks(Builder& b) {
  AddFloppyController(b);
  for (const DiskDef& disk : b.def.devices.disks) RETURN_IF_ERROR(AddDisk(b, disk));
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
