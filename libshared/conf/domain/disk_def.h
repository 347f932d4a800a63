// SPDX-License-Identifier: Apache-2.0
// disk_def.h: <disk>. Its image is described in storage_source.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/conf/domain/storage_source.h"

namespace pleiad::conf {

enum class DiskDevice { kDisk, kCdrom, kFloppy, kLun };
inline constexpr xml::EnumNames<DiskDevice> kDiskDevices = {
    {DiskDevice::kDisk, "disk"}, {DiskDevice::kCdrom, "cdrom"}, {DiskDevice::kFloppy, "floppy"}, {DiskDevice::kLun, "lun"}};

enum class DiskBus { kNone, kIde, kFdc, kScsi, kVirtio, kXen, kUsb, kUml, kSata, kSd };
inline constexpr xml::EnumNames<DiskBus> kDiskBuses = {{DiskBus::kIde, "ide"}, {DiskBus::kFdc, "fdc"}, {DiskBus::kScsi, "scsi"},
                                                       {DiskBus::kVirtio, "virtio"}, {DiskBus::kXen, "xen"}, {DiskBus::kUsb, "usb"},
                                                       {DiskBus::kUml, "uml"},       {DiskBus::kSata, "sata"}, {DiskBus::kSd, "sd"}};

enum class DiskCache { kDefault, kNone, kWritethrough, kWriteback, kDirectsync, kUnsafe };
inline constexpr xml::EnumNames<DiskCache> kDiskCaches = {{DiskCache::kDefault, "default"},       {DiskCache::kNone, "none"},
                                                          {DiskCache::kWritethrough, "writethrough"}, {DiskCache::kWriteback, "writeback"},
                                                          {DiskCache::kDirectsync, "directsync"}, {DiskCache::kUnsafe, "unsafe"}};

enum class DiskErrorPolicy { kDefault, kStop, kReport, kIgnore, kEnospace };
inline constexpr xml::EnumNames<DiskErrorPolicy> kDiskErrorPolicies = {{DiskErrorPolicy::kStop, "stop"},
                                                                       {DiskErrorPolicy::kReport, "report"},
                                                                       {DiskErrorPolicy::kIgnore, "ignore"},
                                                                       {DiskErrorPolicy::kEnospace, "enospace"}};
enum class DiskIo { kDefault, kNative, kThreads, kIoUring };
inline constexpr xml::EnumNames<DiskIo> kDiskIos = {{DiskIo::kNative, "native"}, {DiskIo::kThreads, "threads"}, {DiskIo::kIoUring, "io_uring"}};

enum class DiskDiscard { kDefault, kUnmap, kIgnore };
inline constexpr xml::EnumNames<DiskDiscard> kDiskDiscards = {{DiskDiscard::kUnmap, "unmap"}, {DiskDiscard::kIgnore, "ignore"}};

enum class DetectZeroes { kDefault, kOff, kOn, kUnmap };
inline constexpr xml::EnumNames<DetectZeroes> kDetectZeroes = {
    {DetectZeroes::kOff, "off"}, {DetectZeroes::kOn, "on"}, {DetectZeroes::kUnmap, "unmap"}};

// The image's format and metadata cache stand here in the document too, but belong to the StorageSource.
struct DiskDriver {
  std::string name;
  DiskCache cache = DiskCache::kDefault;
  DiskErrorPolicy error_policy = DiskErrorPolicy::kDefault, rerror_policy = DiskErrorPolicy::kDefault;
  DiskIo io = DiskIo::kDefault;
  OnOff ioeventfd, event_idx, copy_on_read;
  DiskDiscard discard = DiskDiscard::kDefault;
  DetectZeroes detect_zeroes = DetectZeroes::kDefault;
  uint32_t iothread = 0, queues = 0, queue_size = 0;  // 0 is not given
  VirtioOptions virtio;
};

enum class TrayState { kClosed, kOpen };
inline constexpr xml::EnumNames<TrayState> kTrayStates = {{TrayState::kClosed, "closed"}, {TrayState::kOpen, "open"}};

struct DiskTarget {
  std::string dev;
  DiskBus bus = DiskBus::kNone;
  TrayState tray = TrayState::kClosed;
  OnOff removable;
  uint32_t rotation_rate = 0;
};

enum class GeometryTrans { kDefault, kNone, kAuto, kLba };
inline constexpr xml::EnumNames<GeometryTrans> kGeometryTrans = {{GeometryTrans::kNone, "none"},
                                                                {GeometryTrans::kAuto, "auto"},       {GeometryTrans::kLba, "lba"}};
struct DiskGeometry {
  uint32_t cylinders = 0, heads = 0, sectors = 0;
  GeometryTrans trans = GeometryTrans::kDefault;
};

struct DiskBlockIo {
  uint32_t logical_block_size = 0, physical_block_size = 0;
};

// Throttling; 0 is no limit.
struct DiskIoTune {
  uint64_t total_bytes_sec = 0, read_bytes_sec = 0, write_bytes_sec = 0;
  uint64_t total_iops_sec = 0, read_iops_sec = 0, write_iops_sec = 0;
  uint64_t total_bytes_sec_max = 0, read_bytes_sec_max = 0, write_bytes_sec_max = 0;
  uint64_t total_iops_sec_max = 0, read_iops_sec_max = 0, write_iops_sec_max = 0;
  uint64_t size_iops_sec = 0;
  std::string group_name;
  uint64_t total_bytes_sec_max_length = 0, read_bytes_sec_max_length = 0, write_bytes_sec_max_length = 0;
  uint64_t total_iops_sec_max_length = 0, read_iops_sec_max_length = 0, write_iops_sec_max_length = 0;
};

enum class MirrorJob { kCopy, kActiveCommit };
inline constexpr xml::EnumNames<MirrorJob> kMirrorJobs = {{MirrorJob::kCopy, "copy"}, {MirrorJob::kActiveCommit, "active-commit"}};
enum class MirrorState { kNone, kReady, kAbort, kPivot };
inline constexpr xml::EnumNames<MirrorState> kMirrorStates = {
    {MirrorState::kReady, "yes"}, {MirrorState::kAbort, "abort"}, {MirrorState::kPivot, "pivot"}};

// A block copy or commit that is running.
struct DiskMirror {
  StorageSource source;
  MirrorJob job = MirrorJob::kCopy;
  MirrorState state = MirrorState::kNone;
};

enum class DiskSnapshot { kDefault, kNo, kInternal, kExternal, kManual };
inline constexpr xml::EnumNames<DiskSnapshot> kDiskSnapshots = {
    {DiskSnapshot::kNo, "no"}, {DiskSnapshot::kInternal, "internal"}, {DiskSnapshot::kExternal, "external"}, {DiskSnapshot::kManual, "manual"}};

enum class SgIo { kDefault, kFiltered, kUnfiltered };
inline constexpr xml::EnumNames<SgIo> kSgIos = {{SgIo::kFiltered, "filtered"}, {SgIo::kUnfiltered, "unfiltered"}};

struct DiskDef {
  DiskDevice device = DiskDevice::kDisk;
  VirtioModel model = VirtioModel::kDefault;
  YesNo rawio;
  SgIo sgio = SgIo::kDefault;
  DiskSnapshot snapshot = DiskSnapshot::kDefault;
  DiskDriver driver;
  StorageSource source;
  std::string backend_domain;
  DiskGeometry geometry;
  DiskBlockIo blockio;
  std::optional<DiskMirror> mirror;
  DiskTarget target;
  DiskIoTune iotune;
  bool readonly = false, shareable = false, transient = false;
  YesNo transient_share_backing;
  std::string serial, wwn, vendor, product;
  DeviceInfo info;

  // A drive whose medium can be taken out.
  bool IsRemovable() const { return device == DiskDevice::kCdrom || device == DiskDevice::kFloppy; }
};

void Fields(xml::Reader&, DiskDef&);
void Fields(xml::Writer&, DiskDef&);
absl::Status Check(const DiskDef& disk);

// The number of a target name (sda is 0, sdb 1, sdaa 26); -1 when it is none.
int DiskIndexOf(const std::string& target);

}  // namespace pleiad::conf
