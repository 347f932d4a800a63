// SPDX-License-Identifier: Apache-2.0
// Virtio devices on the memory bus of arm boards; see bus_addresses.h.
#include <algorithm>
#include <vector>

#include "libshared/conf/domain/complete/bus_addresses.h"

namespace pleiad::conf {
namespace {

std::vector<DeviceInfo*> VirtioDevices(Devices& d) {
  std::vector<DeviceInfo*> infos;
  for (DiskDef& disk : d.disks) {
    if (disk.target.bus == DiskBus::kVirtio) infos.push_back(&disk.info);
  }
  for (InterfaceDef& nic : d.interfaces) {
    if (nic.IsVirtio()) infos.push_back(&nic.info);
  }
  for (ControllerDef& c : d.controllers) {
    const bool virtio_scsi = c.type == ControllerType::kScsi && c.model == ControllerModel::kVirtioScsi;
    if (virtio_scsi || c.type == ControllerType::kVirtioSerial) infos.push_back(&c.info);
  }
  for (FilesystemDef& fs : d.filesystems) infos.push_back(&fs.info);
  for (InputDef& input : d.inputs) {
    if (input.bus == InputBus::kVirtio) infos.push_back(&input.info);
  }
  if (d.memballoon && d.memballoon->model == MemballoonModel::kVirtio) infos.push_back(&d.memballoon->info);
  for (RngDef& rng : d.rngs) infos.push_back(&rng.info);
  return infos;
}

}  // namespace

void AssignVirtioMmioAddresses(Devices& d, const MachineKind& machine) {
  if (!machine.Is(MachineFamily::kArmVirt) && !machine.Is(MachineFamily::kVexpress)) return;
  const std::vector<DeviceInfo*> infos = VirtioDevices(d);
  const bool any = std::any_of(infos.begin(), infos.end(), [](DeviceInfo* info) { return info->As<VirtioMmioAddress>(); });
  // Where there is PCI, it is preferred, unless the document was made for the memory bus.
  if (machine.HasPci() && !any) return;
  for (DeviceInfo* info : infos) {
    if (!info->HasAddress()) info->address = VirtioMmioAddress{};
  }
}

}  // namespace pleiad::conf
