// SPDX-License-Identifier: Apache-2.0
// pci_addresses.h: gives every PCI device of a domain its place, adding the bridges and ports that takes.
// A user's addresses are kept; what is free is handed out as libvirt does, so that a guest's hardware stays where it is.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/complete/options.h"
#include "libshared/conf/domain/devices.h"

namespace pleiad::conf {

// Controllers have their index and model.
//   Errors  XML_ERROR (27): double use, a bus that can't take the device, a wrong root, no room
absl::Status AssignPciAddresses(Devices& devices, const MachineKind& machine, const CompleteOptions& options);

// Fills in what a PCI controller tells QEMU of itself where the document doesn't: device, chassis, port, bus number.
// Called for all when they have their addresses.
void CompletePciControllers(Devices& devices, const MachineKind& machine);

}  // namespace pleiad::conf
