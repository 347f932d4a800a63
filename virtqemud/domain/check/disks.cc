// SPDX-License-Identifier: Apache-2.0
// What a disk of one bus or kind cannot do.
#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
using conf::DiskBus;
using conf::DiskDef;
using conf::DiskDevice;

const char* BusName(const DiskDef& disk) { return xml::NameOf(conf::kDiskBuses, disk.target.bus); }

// A SCSI device of the host handed through.
absl::Status CheckLun(const DiskDef& disk) {
  if (disk.device != DiskDevice::kLun) return absl::OkStatus();
  if (disk.target.bus != DiskBus::kScsi && disk.target.bus != DiskBus::kVirtio) {
    return Unsupported("disk device='lun' is not supported for bus='%s'", BusName(disk));
  }
  const conf::StorageSource& source = disk.source;
  if (source.type == conf::StorageType::kFile || source.type == conf::StorageType::kDir) {
    return Unsupported("disk device='lun' is only valid for block type disk source");
  }
  if (source.format != conf::StorageFormat::kRaw && source.format != conf::StorageFormat::kNone) {
    return Unsupported("disk device 'lun' must use 'raw' format");
  }
  if (disk.sgio == conf::SgIo::kUnfiltered) return Unsupported("unfiltered sgio is no longer supported");
  return absl::OkStatus();
}

absl::Status CheckReadonly(const DiskDef& disk) {
  const bool plain = disk.device == DiskDevice::kDisk;
  if (!disk.readonly) {
    if (plain && disk.source.type == conf::StorageType::kDir && disk.source.format == conf::StorageFormat::kFat) {
      return Unsupported("virtual FAT storage can't be accessed in read-write mode");
    }
    return absl::OkStatus();
  }
  if (plain && (disk.target.bus == DiskBus::kIde || disk.target.bus == DiskBus::kSata)) {
    return Unsupported("readonly %s disks are not supported", BusName(disk));
  }
  if (conf::IsOn(disk.driver.copy_on_read))
    return Unsupported("copy_on_read is not compatible with read-only disk '%s'", disk.target.dev);
  if (disk.transient) return Unsupported("transient disk '%s' must not be read-only", disk.target.dev);
  return absl::OkStatus();
}

absl::Status CheckDriver(const conf::DomainDef& def, const DiskDef& disk) {
  const conf::DiskDriver& driver = disk.driver;
  const bool cached = driver.cache != conf::DiskCache::kNone && driver.cache != conf::DiskCache::kDirectsync;
  if (driver.io == conf::DiskIo::kNative && cached)
    return Unsupported("io='native' needs either no disk cache or directsync cache mode");
  if (disk.target.bus == DiskBus::kVirtio) {
    if (driver.iothread == 0 || HasIoThread(def.io_threads, driver.iothread)) return absl::OkStatus();
    return Unsupported("Disk iothread '%u' not defined in iothreadid", driver.iothread);
  }
  if (driver.iothread != 0) return Unsupported("IOThreads not available for bus %s target %s", BusName(disk), disk.target.dev);
  if (driver.queues != 0) return Unsupported("queues attribute in disk driver element is only supported by virtio-blk");
  if (driver.event_idx) return Unsupported("disk event_idx mode supported only for virtio bus");
  if (driver.ioeventfd) return Unsupported("disk ioeventfd mode supported only for virtio bus");
  if (disk.model != conf::VirtioModel::kDefault) {
    return Unsupported("disk model '%s' not supported for bus '%s'", xml::NameOf(conf::kVirtioModels, disk.model), BusName(disk));
  }
  return absl::OkStatus();
}

absl::Status CheckNames(const DiskDef& disk) {
  if ((!disk.vendor.empty() || !disk.product.empty()) && disk.target.bus != DiskBus::kScsi) {
    return Unsupported("Only scsi disk supports vendor and product");
  }
  const auto safe = [](unsigned char c) {
    return std::isalnum(c) || std::string_view("-_.+ ").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (std::all_of(disk.serial.begin(), disk.serial.end(), safe)) return absl::OkStatus();
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "driver serial '%s' contains unsafe characters", disk.serial);
}

// All but the lengths, which go to QEMU only with a burst.
std::array<uint64_t, 13> LimitsOf(const conf::DiskIoTune& t) {
  return {t.total_bytes_sec,   t.read_bytes_sec,      t.write_bytes_sec,    t.total_iops_sec,      t.read_iops_sec,
          t.write_iops_sec,    t.total_bytes_sec_max, t.read_bytes_sec_max, t.write_bytes_sec_max, t.total_iops_sec_max,
          t.read_iops_sec_max, t.write_iops_sec_max,  t.size_iops_sec};
}
std::array<uint64_t, 6> LengthsOf(const conf::DiskIoTune& t) {
  return {t.total_bytes_sec_max_length, t.read_bytes_sec_max_length, t.write_bytes_sec_max_length,
          t.total_iops_sec_max_length,  t.read_iops_sec_max_length,  t.write_iops_sec_max_length};
}

absl::Status CheckThrottle(const DiskDef& disk) {
  constexpr uint64_t kLargest = 1000000000000000;  // of QEMU
  const conf::DiskIoTune& t = disk.iotune;
  const auto limits = LimitsOf(t);
  if (std::any_of(std::begin(limits), std::end(limits), [](uint64_t limit) { return limit > kLargest; })) {
    return Error(ErrorDomain::kQemu, ErrorCode::kArgumentUnsupported,
                 "block I/O throttle limit must be no more than %u using QEMU", kLargest);
  }
  const bool set = std::any_of(std::begin(limits), std::end(limits), [](uint64_t limit) { return limit != 0; });
  if (!set && !t.group_name.empty()) return Unsupported("group_name can be configured only together with settings");
  return absl::OkStatus();
}

// Disks of one group are throttled together, so all must say the same.
absl::Status CheckThrottleGroups(const std::vector<DiskDef>& disks) {
  for (size_t i = 0; i < disks.size(); ++i) {
    for (size_t j = i + 1; j < disks.size(); ++j) {
      const bool same_group = !disks[i].iotune.group_name.empty() && disks[i].iotune.group_name == disks[j].iotune.group_name;
      const conf::DiskIoTune &a = disks[i].iotune, &b = disks[j].iotune;
      if (!same_group || (LimitsOf(a) == LimitsOf(b) && LengthsOf(a) == LengthsOf(b))) continue;
      return Unsupported("different iotunes for disks %s and %s", disks[i].target.dev, disks[j].target.dev);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckGeometry(const DiskDef& disk) {
  const conf::DiskGeometry& geometry = disk.geometry;
  if (geometry.cylinders == 0 && geometry.heads == 0 && geometry.sectors == 0) return absl::OkStatus();
  if (disk.target.bus == DiskBus::kUsb || disk.target.bus == DiskBus::kSd) {
    return Unsupported("CHS geometry can not be set for '%s' bus", BusName(disk));
  }
  if (geometry.trans != conf::GeometryTrans::kDefault && disk.target.bus != DiskBus::kIde) {
    return Unsupported("CHS translation mode can only be set for 'ide' bus not '%s'", BusName(disk));
  }
  return absl::OkStatus();
}
}  // namespace

bool HasIoThread(const conf::IoThreads& threads, uint32_t id) {
  if (threads.list.empty()) return id <= threads.count;
  return std::any_of(threads.list.begin(), threads.list.end(), [id](const conf::IoThread& thread) { return thread.id == id; });
}

absl::Status CheckDisks(const CheckInput& in) {
  for (const DiskDef& disk : in.def.devices.disks) {
    RETURN_IF_ERROR(CheckLun(disk));
    RETURN_IF_ERROR(CheckReadonly(disk));
    RETURN_IF_ERROR(CheckDriver(in.def, disk));
    RETURN_IF_ERROR(CheckNames(disk));
    RETURN_IF_ERROR(CheckGeometry(disk));
    RETURN_IF_ERROR(CheckThrottle(disk));
  }
  return CheckThrottleGroups(in.def.devices.disks);
}

}  // namespace pleiad::qemu
