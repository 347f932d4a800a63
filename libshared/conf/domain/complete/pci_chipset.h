// SPDX-License-Identifier: Apache-2.0
// pci_chipset.h: what of bus 0 belongs to the board, and the devices that have their place there: IDE, the first USB
// controllers, SATA, the ICH9 sound chip, the first graphics card.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/complete/machine_kind.h"

#include "libshared/conf/domain/complete/pci_address_set.h"

namespace pleiad::conf {

// Reserves the board's functions and gives these devices their addresses. Called after the user's addresses are taken.
//   Errors  XML_ERROR (27): a user's device is where the board is, or a board's device has another address
absl::Status PlaceChipset(Devices& devices, const MachineKind& machine, PciAddressSet& set);

// A controller of the board: PlaceChipset sees to the address that the user gave it, which may be wrong.
bool IsPlacedByChipset(const MachineKind& machine, const ControllerDef& controller);

}  // namespace pleiad::conf
