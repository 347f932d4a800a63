// SPDX-License-Identifier: Apache-2.0
// bus_addresses.h: places on the buses that are neither PCI nor USB: drives, virtio-serial ports, CCID slots, channel
// devices of s390, spapr-vio registers, virtio-mmio. One function for each kind, in the file of its name.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/devices.h"

namespace pleiad::conf {

// A disk's drive address follows from its target's name: sdb is the second unit of the first controller. SCSI host devices
// take the first unit that is free; disks come first for them. drive_addresses.cc
void AssignDriveAddresses(Devices& devices);
void AssignScsiHostdevs(Devices& devices);
// Controller and port of channels on virtio-serial; adds a controller when the ports run out. virtio_serial_addresses.cc
//   Errors  XML_ERROR (27) "virtio serial port P on controller C is already occupied"
absl::Status AssignVirtioSerialAddresses(Devices& devices);
// ccid_addresses.cc
absl::Status AssignCcidAddresses(Devices& devices);
// ccw_addresses.cc
//   Errors  XML_ERROR (27) "The CCW devno 'fe.0.0001' is in use already"
absl::Status AssignCcwAddresses(Devices& devices, const MachineKind& machine);
// spapr_vio_addresses.cc
//   Errors  XML_ERROR (27) "spapr-vio address 0x1000 already in use"
absl::Status AssignSpaprVioAddresses(Devices& devices, const MachineKind& machine);
// Virtio devices of arm boards without PCI, or where the document began with virtio-mmio. virtio_mmio_addresses.cc
void AssignVirtioMmioAddresses(Devices& devices, const MachineKind& machine);
// Slots of pluggable memory modules. dimm_addresses.cc
absl::Status AssignDimmSlots(Devices& devices, uint64_t slots);

}  // namespace pleiad::conf
