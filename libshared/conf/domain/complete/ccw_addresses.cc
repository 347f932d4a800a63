// SPDX-License-Identifier: Apache-2.0
// Channel devices of s390 machines; see bus_addresses.h.
#include <set>
#include <tuple>
#include <vector>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/bus_addresses.h"

namespace pleiad::conf {
namespace {

constexpr uint32_t kVirtioCss = 0xfe, kMaxDevno = 0xffff;
using Taken = std::set<std::tuple<uint32_t, uint32_t, uint32_t>>;

// The devices that sit on the channel subsystem unless the user says otherwise, in the order of their numbers.
std::vector<DeviceInfo*> CcwDevices(Devices& d) {
  std::vector<DeviceInfo*> infos;
  for (DiskDef& disk : d.disks) {
    if (disk.target.bus == DiskBus::kVirtio) infos.push_back(&disk.info);
  }
  for (InterfaceDef& nic : d.interfaces) {
    if (nic.IsVirtio()) infos.push_back(&nic.info);
  }
  for (HostdevDef& hostdev : d.hostdevs) {
    const bool ccw = (hostdev.type == HostdevType::kMdev && hostdev.model == HostdevModel::kVfioCcw) || hostdev.type == HostdevType::kScsiHost;
    if (hostdev.mode == HostdevMode::kSubsystem && ccw) infos.push_back(&hostdev.info);
  }
  for (VideoDef& video : d.videos) {
    if (video.type == VideoType::kVirtio) infos.push_back(&video.info);
  }
  for (ControllerDef& c : d.controllers) {
    const bool virtio_scsi = c.type == ControllerType::kScsi && c.model == ControllerModel::kVirtioScsi;
    if (virtio_scsi || c.type == ControllerType::kVirtioSerial) infos.push_back(&c.info);
  }
  for (InputDef& input : d.inputs) {
    if (input.bus == InputBus::kVirtio) infos.push_back(&input.info);
  }
  for (FilesystemDef& fs : d.filesystems) infos.push_back(&fs.info);
  if (d.memballoon && d.memballoon->model == MemballoonModel::kVirtio) infos.push_back(&d.memballoon->info);
  for (RngDef& rng : d.rngs) infos.push_back(&rng.info);
  if (d.vsock) infos.push_back(&d.vsock->info);
  return infos;
}

absl::Status Take(Taken& taken, const CcwId& id) {
  if (taken.emplace(id.cssid, id.ssid, id.devno).second) return absl::OkStatus();
  return Error(ErrorDomain::kDomain, ErrorCode::kXmlError, "The CCW devno '%x.%x.%04x' is in use already", id.cssid, id.ssid, id.devno);
}

}  // namespace

absl::Status AssignCcwAddresses(Devices& d, const MachineKind& machine) {
  if (!machine.Is(MachineFamily::kS390Ccw)) return absl::OkStatus();
  const std::vector<DeviceInfo*> infos = CcwDevices(d);
  Taken taken;
  for (const DeviceInfo* info : infos) {
    if (const auto* given = info->As<CcwAddress>(); given && given->id) RETURN_IF_ERROR(Take(taken, *given->id));
  }
  uint32_t next = 0;
  for (DeviceInfo* info : infos) {
    auto* given = info->As<CcwAddress>();
    if ((given && given->id) || (info->HasAddress() && !given)) continue;
    while (taken.contains({kVirtioCss, 0, next})) ++next;
    if (next > kMaxDevno) return MakeError(ErrorDomain::kDomain, ErrorCode::kInternalError, "There are no more free CCW devnos.");
    const CcwId id{.cssid = kVirtioCss, .devno = next};
    RETURN_IF_ERROR(Take(taken, id));
    info->address = CcwAddress{.id = id};
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf
