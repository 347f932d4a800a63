// SPDX-License-Identifier: Apache-2.0
// default_devices.h: devices that a domain has though its document doesn't: what the board has, what the document's devices
// are plugged into, and what every guest is given.
#pragma once

#include "libshared/conf/domain/complete/emulator_facts.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/devices.h"

namespace pleiad::conf {

// SCSI controllers for host devices that are SCSI devices; gives those their addresses. Before the board's, as their places tell.
void AddControllersForHostdevs(Devices& devices, const EmulatorFacts& facts, const MachineKind& machine);
// USB, SATA and the first PCI controller; memory balloon, panic device.
void AddBoardDevices(Devices& devices, const EmulatorFacts& facts, const MachineKind& machine);
// Mouse and keyboard, a graphics card for a screen, the sound's way out.
void AddPeripherals(Devices& devices, const MachineKind& machine);
// The controllers that drive, virtio-serial and ccid addresses name, and those below them.
void AddControllersForAddresses(Devices& devices, const EmulatorFacts& facts, const MachineKind& machine);

}  // namespace pleiad::conf
