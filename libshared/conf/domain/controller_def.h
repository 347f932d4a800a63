// SPDX-License-Identifier: Apache-2.0
// controller_def.h: <controller>, what other devices are plugged into.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class ControllerType { kIde, kFdc, kScsi, kSata, kVirtioSerial, kCcid, kUsb, kPci, kXenbus, kIsa };
inline constexpr xml::EnumNames<ControllerType> kControllerTypes = {
    {ControllerType::kIde, "ide"},   {ControllerType::kFdc, "fdc"},   {ControllerType::kScsi, "scsi"}, {ControllerType::kSata, "sata"},
    {ControllerType::kVirtioSerial, "virtio-serial"}, {ControllerType::kCcid, "ccid"}, {ControllerType::kUsb, "usb"},
    {ControllerType::kPci, "pci"},   {ControllerType::kXenbus, "xenbus"}, {ControllerType::kIsa, "isa"}};

// The models of all types; a type's own are those of ControllerModels(type).
enum class ControllerModel {
  kDefault,
  // scsi; the last two with virtio-serial too
  kAuto, kBuslogic, kLsilogic, kLsisas1068, kVmpvscsi, kIbmvscsi, kVirtioScsi, kLsisas1078, kNcr53c90, kDc390, kAm53c974,
  kVirtio, kVirtioTransitional, kVirtioNonTransitional,
  // usb
  kPiix3Uhci, kPiix4Uhci, kEhci, kIch9Ehci1, kIch9Uhci1, kIch9Uhci2, kIch9Uhci3, kVt82c686bUhci, kPciOhci, kNecXhci, kQusb1, kQusb2,
  kQemuXhci, kNone,
  // ide
  kPiix3, kPiix4, kIch6,
  // pci
  kPciRoot, kPcieRoot, kPciBridge, kDmiToPciBridge, kPcieToPciBridge, kPcieRootPort, kPcieSwitchUpstreamPort, kPcieSwitchDownstreamPort,
  kPciExpanderBus, kPcieExpanderBus
};
const xml::EnumNames<ControllerModel>& ControllerModels(ControllerType type);

// The device that plays a PCI controller: <model name='pcie-root-port'/>.
enum class PciModelName {
  kNone, kPciBridge, kI82801b11Bridge, kPciePciBridge, kIoh3420, kX3130Upstream, kXio3130Downstream, kPxb, kPxbPcie, kPcieRootPort,
  kSpaprPciHostBridge
};
inline constexpr xml::EnumNames<PciModelName> kPciModelNames = {{PciModelName::kNone, "none"},
                                                                {PciModelName::kPciBridge, "pci-bridge"},
                                                                {PciModelName::kI82801b11Bridge, "i82801b11-bridge"},
                                                                {PciModelName::kPciePciBridge, "pcie-pci-bridge"},
                                                                {PciModelName::kIoh3420, "ioh3420"},
                                                                {PciModelName::kX3130Upstream, "x3130-upstream"},
                                                                {PciModelName::kXio3130Downstream, "xio3130-downstream"},
                                                                {PciModelName::kPxb, "pxb"},
                                                                {PciModelName::kPxbPcie, "pxb-pcie"},
                                                                {PciModelName::kPcieRootPort, "pcie-root-port"},
                                                                {PciModelName::kSpaprPciHostBridge, "spapr-pci-host-bridge"}};

struct PciControllerOptions {
  PciModelName model_name = PciModelName::kNone;
  // Absent is not chosen yet.
  std::optional<uint32_t> chassis_nr, chassis, port, bus_nr, index;
  OnOff hotplug;
  std::optional<uint32_t> numa_node;
  std::optional<uint64_t> hole64_kib;  // only of the root
};

struct ControllerDriver {
  uint32_t queues = 0, cmd_per_lun = 0, max_sectors = 0;  // 0 is not given
  OnOff ioeventfd;
  uint32_t iothread = 0;
  VirtioOptions virtio;
};

struct ControllerDef {
  ControllerType type = ControllerType::kIde;
  int index = -1;  // -1: the next free one
  ControllerModel model = ControllerModel::kDefault;
  std::optional<uint32_t> ports;    // usb, virtio-serial
  std::optional<uint32_t> vectors;  // virtio-serial
  std::optional<uint32_t> max_grant_frames, max_event_channels;  // xenbus
  std::optional<uint32_t> master_start_port;                     // usb: a companion of the first of its index
  ControllerDriver driver;
  PciControllerOptions pci;
  DeviceInfo info;
};

void Fields(xml::Reader&, ControllerDef&);
void Fields(xml::Writer&, ControllerDef&);
absl::Status Check(const ControllerDef& controller);

}  // namespace pleiad::conf
