// SPDX-License-Identifier: Apache-2.0
// What a domain shares with its host: folders, devices, memory modules.
#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
absl::Status CheckVirtiofs(const CheckInput& in, const conf::FilesystemDef& fs) {
  if (fs.readonly) return Unsupported("virtiofs does not yet support read-only mode");
  if (fs.access_mode != conf::AccessMode::kDefault && fs.access_mode != conf::AccessMode::kPassthrough) {
    return Unsupported("virtiofs only supports passthrough accessmode");
  }
  if (fs.multidevs != conf::Multidevs::kDefault) return Unsupported("virtiofs does not support multidevs");
  const bool cells = in.def.cpu && !in.def.cpu->numa.cells.empty();
  // Cells have a word of their own about their memory, which the start looks at.
  if (!cells && in.def.memory_backing.access != conf::MemoryAccess::kShared)
    return Unsupported("'virtiofs' requires shared memory");
  return absl::OkStatus();
}

absl::Status CheckFilesystem(const CheckInput& in, const conf::FilesystemDef& fs) {
  if (fs.type != conf::FilesystemType::kMount) return Unsupported("only supports mount filesystem type");
  if (fs.driver == conf::FilesystemDriver::kVirtiofs) return CheckVirtiofs(in, fs);
  if ((!fs.fmode.empty() || !fs.dmode.empty()) && fs.access_mode != conf::AccessMode::kMapped) {
    return Unsupported("fmode and dmode must be used with accessmode=mapped");
  }
  return absl::OkStatus();
}

absl::Status CheckShmem(const conf::ShmemDef& shmem) {
  if (shmem.model == conf::ShmemModel::kIvshmemPlain && shmem.server) {
    return Unsupported("shmem model 'ivshmem-plain' is supported only with server option disabled");
  }
  if (shmem.model == conf::ShmemModel::kIvshmemDoorbell && !shmem.server) {
    return Unsupported("shmem model 'ivshmem-doorbell' is supported only with server option enabled");
  }
  return absl::OkStatus();
}

absl::Status CheckModule(const CheckInput& in, const conf::MemoryDeviceDef& module) {
  const size_t cells = in.def.cpu ? in.def.cpu->numa.cells.size() : 0;
  const bool nvdimm = module.model == conf::MemoryModel::kNvdimm;
  if (nvdimm && module.uuid && !in.machine.ppc64) return Unsupported("UUID is not supported for NVDIMM device");
  if (in.def.memory.max_kib == 0) return Unsupported("cannot use/hotplug a memory device when domain 'maxMemory' is not defined");
  if (cells == 0 || (!nvdimm && module.model != conf::MemoryModel::kDimm)) return absl::OkStatus();
  if (module.node < 0) return Unsupported("target NUMA node needs to be specified for memory device");
  if (static_cast<size_t>(module.node) < cells) return absl::OkStatus();
  return Error(ErrorDomain::kQemu, ErrorCode::kXmlDetail,
               "can't add memory backend for guest node '%d' as the guest has only '%u' NUMA nodes configured", module.node,
               cells);
}

// Whether both mean the same device of the host.
bool SameHostdev(const conf::HostdevDef& a, const conf::HostdevDef& b) {
  using conf::HostdevType;
  if (a.mode != conf::HostdevMode::kSubsystem || b.mode != a.mode || a.type != b.type) return false;
  switch (a.type) {
    case HostdevType::kUsb:
      if (a.usb.bus != 0 || b.usb.bus != 0) return a.usb.bus == b.usb.bus && a.usb.device == b.usb.device;
      return a.usb.vendor == b.usb.vendor && a.usb.product == b.usb.product;
    case HostdevType::kPci: {
      const conf::PciAddress &x = a.pci.address, &y = b.pci.address;
      return x.domain == y.domain && x.bus == y.bus && x.slot == y.slot && x.function == y.function;
    }
    case HostdevType::kScsi:
      if (a.scsi.iscsi || b.scsi.iscsi)
        return a.scsi.iscsi && b.scsi.iscsi && a.scsi.source.path == b.scsi.source.path && !a.scsi.source.path.empty();
      return a.scsi.adapter == b.scsi.adapter && a.scsi.bus == b.scsi.bus && a.scsi.target == b.scsi.target &&
             a.scsi.unit == b.scsi.unit;
    case HostdevType::kScsiHost:
      return a.scsi_host.wwpn == b.scsi_host.wwpn;
    case HostdevType::kMdev:
      return a.mdev.uuid == b.mdev.uuid;
    default:
      return false;
  }
}

absl::Status CheckHostdevs(const std::vector<conf::HostdevDef>& hostdevs) {
  for (size_t i = 0; i < hostdevs.size(); ++i) {
    if (hostdevs[i].mode != conf::HostdevMode::kSubsystem)
      return Unsupported("hostdev mode 'capabilities' is not supported in qemu");
    for (size_t j = i + 1; j < hostdevs.size(); ++j) {
      if (!SameHostdev(hostdevs[i], hostdevs[j])) continue;
      return MakeError(ErrorDomain::kDomain, ErrorCode::kXmlError, "Hostdev already exists in the domain configuration");
    }
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckSharing(const CheckInput& in) {
  const conf::Devices& d = in.def.devices;
  for (const conf::FilesystemDef& fs : d.filesystems) RETURN_IF_ERROR(CheckFilesystem(in, fs));
  for (const conf::ShmemDef& shmem : d.shmems) RETURN_IF_ERROR(CheckShmem(shmem));
  for (const conf::MemoryDeviceDef& module : d.memories) RETURN_IF_ERROR(CheckModule(in, module));
  return CheckHostdevs(d.hostdevs);
}

}  // namespace pleiad::qemu
