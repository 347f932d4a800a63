// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/complete/pci_connect.h"

namespace pleiad::conf {
namespace {

constexpr uint32_t kConventional = kPciDevice | kPciHotplug;
constexpr uint32_t kExpress = kPcieDevice | kPciHotplug;

// Collects in libvirt's order.
class Collector {
 public:
  Collector(Devices& devices, const MachineKind& machine, const CompleteOptions& options)
      : d_(devices), machine_(machine), options_(options), express_(machine.pcie_root ? kExpress : kConventional) {}

  std::vector<PciUser> Collect() {
    BridgesAndFilesystems();
    InterfacesAndSounds();
    for (ControllerDef& c : d_.controllers) {
      if (c.type != ControllerType::kPci) Add(c.info, FlagsOf(c), &c);
    }
    DisksAndHostdevs();
    MemoryEntropyWatchdog();
    VideosAndTheRest();
    return std::move(users_);
  }

 private:
  void Add(DeviceInfo& info, uint32_t flags, ControllerDef* controller = nullptr) {
    if (flags != 0 && (!info.HasAddress() || info.As<PciAddress>())) users_.push_back({&info, flags, controller});
  }
  uint32_t Virtio(VirtioModel model = VirtioModel::kVirtio) const { return PciConnectOfVirtio(machine_, model); }

  void BridgesAndFilesystems() {
    for (ControllerDef& c : d_.controllers) {
      if (c.type == ControllerType::kPci) Add(c.info, PciConnectOfController(c.model), &c);
    }
    for (FilesystemDef& fs : d_.filesystems) Add(fs.info, Virtio(fs.model));
  }

  void InterfacesAndSounds() {
    for (InterfaceDef& nic : d_.interfaces) Add(nic.info, FlagsOf(nic));
    for (SoundDef& sound : d_.sounds) Add(sound.info, FlagsOf(sound));
  }

  void DisksAndHostdevs() {
    for (DiskDef& disk : d_.disks) {
      if (disk.target.bus == DiskBus::kVirtio) Add(disk.info, Virtio(disk.model));
    }
    for (HostdevDef& hostdev : d_.hostdevs) Add(hostdev.info, FlagsOf(hostdev));
  }

  void MemoryEntropyWatchdog() {
    if (d_.memballoon && d_.memballoon->model != MemballoonModel::kNone && d_.memballoon->model != MemballoonModel::kXen) {
      const bool transitional = d_.memballoon->model == MemballoonModel::kVirtioTransitional;
      Add(d_.memballoon->info, Virtio(transitional ? VirtioModel::kVirtioTransitional : VirtioModel::kVirtio));
    }
    for (RngDef& rng : d_.rngs) Add(rng.info, Virtio(rng.model));
    if (d_.watchdog && d_.watchdog->model == WatchdogModel::kI6300esb) Add(d_.watchdog->info, kConventional);
  }

  void VideosAndTheRest() {
    for (VideoDef& video : d_.videos) Add(video.info, FlagsOf(video));
    for (ShmemDef& shmem : d_.shmems) Add(shmem.info, kConventional);
    for (InputDef& input : d_.inputs) {
      if (input.bus == InputBus::kVirtio) Add(input.info, Virtio(input.model));
    }
    for (ChardevDef& serial : d_.serials) {
      if (serial.target == ChardevTarget::kPciSerial) Add(serial.info, kConventional);
    }
    if (d_.vsock) Add(d_.vsock->info, Virtio(d_.vsock->model));
    for (MemoryDeviceDef& memory : d_.memories) {
      if (memory.model == MemoryModel::kVirtioMem || memory.model == MemoryModel::kVirtioPmem) Add(memory.info, express_);
    }
    // Part of the root complex, so that it can translate for every bus.
    if (d_.iommu && d_.iommu->model == IommuModel::kVirtio) Add(d_.iommu->info, machine_.pcie_root ? kPcieDevice : kPciDevice);
  }

  uint32_t FlagsOf(const ControllerDef& c) const {
    switch (c.type) {
      case ControllerType::kIde:
        // The board's own is put at its place with the chipset.
        return machine_.builtin_ide && c.index == 0 ? kConventional : 0;
      case ControllerType::kSata: return kConventional;
      case ControllerType::kScsi: return ScsiFlags(c.model);
      case ControllerType::kVirtioSerial:
        return Virtio(c.model == ControllerModel::kVirtioTransitional ? VirtioModel::kVirtioTransitional : VirtioModel::kVirtio);
      case ControllerType::kUsb:
        if (c.model == ControllerModel::kNone) return 0;
        return c.model == ControllerModel::kNecXhci || c.model == ControllerModel::kQemuXhci ? express_ : kConventional;
      default: return 0;
    }
  }
  uint32_t ScsiFlags(ControllerModel model) const {
    switch (model) {
      case ControllerModel::kDefault: return 0;
      case ControllerModel::kIbmvscsi: return 0;
      case ControllerModel::kVirtioScsi:
      case ControllerModel::kVirtioNonTransitional: return Virtio();
      case ControllerModel::kVirtioTransitional: return Virtio(VirtioModel::kVirtioTransitional);
      default: return kConventional;
    }
  }
  uint32_t FlagsOf(const InterfaceDef& nic) const {
    if (nic.type == InterfaceType::kHostdev) return nic.source.hostdev_type == "usb" ? 0 : HostPciFlags(nic.source.hostdev_pci);
    if (nic.model == "spapr-vlan" || nic.model == "usb-net" || nic.model == "netfront") return 0;
    if (nic.model == "virtio-transitional") return Virtio(VirtioModel::kVirtioTransitional);
    if (nic.IsVirtio() || nic.model == "e1000e") return express_;
    // On boards without PCI the model is the board's own chip.
    return nic.model == "lan9118" || nic.model == "smc91c111" ? 0 : kConventional;
  }
  uint32_t FlagsOf(const SoundDef& sound) const {
    switch (sound.model) {
      case SoundModel::kSb16:
      case SoundModel::kPcspk:
      case SoundModel::kUsb: return 0;
      default: return kConventional;
    }
  }
  uint32_t HostPciFlags(const PciAddress& address) const {
    const bool express = !options_.is_pci_express || options_.is_pci_express(address);
    return express ? express_ : kConventional;
  }
  uint32_t FlagsOf(const HostdevDef& hostdev) const {
    if (hostdev.mode != HostdevMode::kSubsystem) return 0;
    switch (hostdev.type) {
      case HostdevType::kPci: return HostPciFlags(hostdev.pci.address);
      case HostdevType::kMdev: return hostdev.model == HostdevModel::kVfioPci ? express_ : 0;
      case HostdevType::kScsiHost:
        return Virtio(hostdev.model == HostdevModel::kVirtioTransitional ? VirtioModel::kVirtioTransitional : VirtioModel::kVirtio);
      default: return 0;
    }
  }
  uint32_t FlagsOf(const VideoDef& video) const {
    switch (video.type) {
      case VideoType::kNone:
      case VideoType::kRamfb:
      case VideoType::kDefault: return 0;
      case VideoType::kVirtio: return express_;
      default: return kConventional;
    }
  }

  Devices& d_;
  const MachineKind& machine_;
  const CompleteOptions& options_;
  const uint32_t express_;
  std::vector<PciUser> users_;
};

}  // namespace

uint32_t PciConnectOfVirtio(const MachineKind& machine, VirtioModel model) {
  return machine.pcie_root && model != VirtioModel::kVirtioTransitional ? kExpress : kConventional;
}

std::vector<PciUser> PciUsers(Devices& devices, const MachineKind& machine, const CompleteOptions& options) {
  return Collector(devices, machine, options).Collect();
}

}  // namespace pleiad::conf
