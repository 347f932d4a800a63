// SPDX-License-Identifier: Apache-2.0
// address.h: where a device is plugged in, as properties of the device; and the name of a virtio device, which its bus decides.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"
#include "virtqemud/command/builder.h"

namespace pleiad::qemu {

// Adds bus and addr, port, reg or devno of a PCI, USB, spapr-vio, CCW or ISA address.
//   Errors  INTERNAL_ERROR when the definition lacks the controller
absl::Status AddAddress(const Builder& b, const conf::DeviceInfo& info, JsonObject& device);

// The controller of this kind and index; null when there is none.
const conf::ControllerDef* FindController(const conf::DomainDef& def, conf::ControllerType type, int index);
// Its alias, with ".0" behind: the name of its bus.
absl::StatusOr<std::string> BusOf(const conf::DomainDef& def, conf::ControllerType type, int index);

// "virtio-blk" becomes "virtio-blk-pci", "-ccw" or "-device", for transitional models "virtio-blk-pci-transitional".
std::string VirtioName(const std::string& base, const conf::DeviceInfo& info, conf::VirtioModel model = conf::VirtioModel::kDefault);
// {"driver":…} with what <driver> says of every virtio device.
JsonObject VirtioDevice(const std::string& base, const conf::DeviceInfo& info, const conf::VirtioOptions& options,
                        conf::VirtioModel model = conf::VirtioModel::kDefault);
// Adds rombar and romfile.
void AddRom(const conf::DeviceInfo& info, JsonObject& device);

}  // namespace pleiad::qemu
