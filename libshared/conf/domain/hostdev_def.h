// SPDX-License-Identifier: Apache-2.0
// hostdev_def.h: <hostdev>, a device of the host's that the guest uses: USB, PCI, SCSI, mediated; or, for containers, a
// device node or network interface (mode capabilities).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "libshared/base/uuid.h"
#include "libshared/conf/domain/disk_def.h"
#include "libshared/conf/domain/interface_def.h"
#include "libshared/conf/domain/storage_source.h"

namespace pleiad::conf {

enum class HostdevMode { kSubsystem, kCapabilities };
inline constexpr xml::EnumNames<HostdevMode> kHostdevModes = {{HostdevMode::kSubsystem, "subsystem"},
                                                              {HostdevMode::kCapabilities, "capabilities"}};
// The last three are of mode capabilities.
enum class HostdevType { kUsb, kPci, kScsi, kScsiHost, kMdev, kStorage, kMisc, kNet };
inline constexpr xml::EnumNames<HostdevType> kHostdevSubsystemTypes = {{HostdevType::kUsb, "usb"},
                                                                       {HostdevType::kPci, "pci"},
                                                                       {HostdevType::kScsi, "scsi"},
                                                                       {HostdevType::kScsiHost, "scsi_host"},
                                                                       {HostdevType::kMdev, "mdev"}};
inline constexpr xml::EnumNames<HostdevType> kHostdevCapabilityTypes = {
    {HostdevType::kStorage, "storage"}, {HostdevType::kMisc, "misc"}, {HostdevType::kNet, "net"}};

enum class GuestReset { kDefault, kOff, kUninitialized, kOn };
inline constexpr xml::EnumNames<GuestReset> kGuestResets = {
    {GuestReset::kOff, "off"}, {GuestReset::kUninitialized, "uninitialized"}, {GuestReset::kOn, "on"}};
enum class PciBackend { kDefault, kKvm, kVfio, kXen };
inline constexpr xml::EnumNames<PciBackend> kPciBackends = {{PciBackend::kKvm, "kvm"}, {PciBackend::kVfio, "vfio"}, {PciBackend::kXen, "xen"}};
// scsi_host and mdev
enum class HostdevModel { kDefault, kVirtio, kVirtioTransitional, kVirtioNonTransitional, kVfioPci, kVfioCcw, kVfioAp };
inline constexpr xml::EnumNames<HostdevModel> kScsiHostModels = {{HostdevModel::kVirtio, "virtio"},
                                                                 {HostdevModel::kVirtioTransitional, "virtio-transitional"},
                                                                 {HostdevModel::kVirtioNonTransitional, "virtio-non-transitional"}};
inline constexpr xml::EnumNames<HostdevModel> kMdevModels = {
    {HostdevModel::kVfioPci, "vfio-pci"}, {HostdevModel::kVfioCcw, "vfio-ccw"}, {HostdevModel::kVfioAp, "vfio-ap"}};

struct UsbHostDevice {
  uint32_t vendor = 0, product = 0;  // 0 is not given
  uint32_t bus = 0, device = 0;
  StartupPolicy startup_policy = StartupPolicy::kDefault;
  GuestReset guest_reset = GuestReset::kDefault;
  YesNo missing;
};
struct PciHostDevice {
  PciAddress address;
  PciBackend backend = PciBackend::kDefault;
  YesNo write_filtering;
};
struct ScsiHostDevice {
  bool iscsi = false;
  std::string adapter;
  uint32_t bus = 0, target = 0;
  uint64_t unit = 0;
  StorageSource source;  // iscsi: name, hosts, auth, initiator
  SgIo sgio = SgIo::kDefault;
  YesNo rawio;
};
struct ScsiVhostDevice {
  std::string wwpn;
};
struct MediatedDevice {
  Uuid uuid;
  OnOff display, ramfb;
};
// Mode capabilities: the path of the block or character device, or the interface's name.
struct CapabilityDevice {
  std::string node;
  std::vector<IpDef> ips;
  std::vector<RouteDef> routes;
};

struct HostdevDef {
  HostdevMode mode = HostdevMode::kSubsystem;
  HostdevType type = HostdevType::kUsb;
  bool managed = false;
  HostdevModel model = HostdevModel::kDefault;
  UsbHostDevice usb;
  PciHostDevice pci;
  ScsiHostDevice scsi;
  ScsiVhostDevice scsi_host;
  MediatedDevice mdev;
  CapabilityDevice capability;
  TeamingDef teaming;
  bool readonly = false, shareable = false;
  DeviceInfo info;
};

void Fields(xml::Reader&, HostdevDef&);
void Fields(xml::Writer&, HostdevDef&);

}  // namespace pleiad::conf
