// SPDX-License-Identifier: Apache-2.0
// pci_connect.h: which devices of a domain are PCI devices, and of which kind.
#pragma once

#include <cstdint>
#include <vector>

#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/complete/options.h"
#include "libshared/conf/domain/complete/pci_bus.h"
#include "libshared/conf/domain/devices.h"

namespace pleiad::conf {

struct PciUser {
  DeviceInfo* info = nullptr;
  uint32_t flags = 0;                   // PciConnect
  ControllerDef* controller = nullptr;  // when it is one
};

// The PCI devices in the order in which they are given addresses, which decides who is where: a guest must find its hardware
// at the same place under libvirt and here. Roots are not among them. Devices that have an address of another kind are left out.
std::vector<PciUser> PciUsers(Devices& devices, const MachineKind& machine, const CompleteOptions& options);

// PCI on this machine for a virtio device: on PCIe machines Express, unless it is of the transitional kind.
uint32_t PciConnectOfVirtio(const MachineKind& machine, VirtioModel model);

}  // namespace pleiad::conf
