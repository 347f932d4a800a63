// SPDX-License-Identifier: Apache-2.0
// device_defaults.h: what a device of a document becomes where the document leaves the choice open: buses, models, sizes.
// Devices that the document does not have at all are in default_devices.h.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "libshared/conf/domain/complete/emulator_facts.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/complete/options.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

// Bus by the target's name (sda is scsi), driver and format, ports of hosts; puts the disks in the order of their names.
void CompleteDisks(Devices& devices);
// Model, MAC address.
void CompleteInterfaces(Devices& devices, const EmulatorFacts& facts, const MachineKind& machine, const CompleteOptions& options);
// Type, memory, heads; the primary card first.
void CompleteVideos(Devices& devices, const EmulatorFacts& facts, const MachineKind& machine);
// Index of those that have none, order, models of usb and scsi.
void CompleteControllers(Devices& devices, const EmulatorFacts& facts, const MachineKind& machine);
// All others.
void CompleteSmallDevices(Devices& devices, const EmulatorFacts& facts, const MachineKind& machine);
// Ports and target types of serial and parallel ports and consoles; the first console and the first serial port are one.
//   Errors  CONFIG_UNSUPPORTED (67) "Only the first console can be a serial port"
absl::Status CompleteChardevs(Devices& devices, const MachineKind& machine);

VideoType DefaultVideoType(const EmulatorFacts& facts, const MachineKind& machine);
ControllerModel DefaultScsiModel(const EmulatorFacts& facts, const MachineKind& machine);
// `implicit`: for the controller that no document asked for.
ControllerModel DefaultUsbModel(const EmulatorFacts& facts, const MachineKind& machine, bool implicit);

}  // namespace pleiad::conf
