// SPDX-License-Identifier: Apache-2.0
// Inputs, TPMs and the devices with little to choose; see device_defaults.h.
#include "libshared/conf/domain/complete/device_defaults.h"

namespace pleiad::conf {
namespace {

constexpr uint64_t kDefaultShmemBytes = 4 << 20;

InputBus DefaultInputBus(InputType type, const MachineKind& machine) {
  switch (type) {
    case InputType::kEvdev: return InputBus::kNone;
    case InputType::kPassthrough: return InputBus::kVirtio;
    case InputType::kMouse:
    case InputType::kKeyboard:
      if (machine.x86) return InputBus::kPs2;
      break;
    default: break;
  }
  return machine.s390 ? InputBus::kVirtio : InputBus::kUsb;
}

void Complete(TpmDef& tpm, const MachineKind& machine) {
  if (tpm.model == TpmModel::kDefault) tpm.model = machine.Is(MachineFamily::kPseries) ? TpmModel::kSpapr : TpmModel::kTis;
  if (tpm.backend != TpmBackend::kEmulator || tpm.version != TpmVersion::kDefault) return;
  // The classic interface began with 1.2, and a guest must not find another chip than before.
  const bool modern = tpm.model != TpmModel::kTis || machine.Is(MachineFamily::kArmVirt);
  tpm.version = modern ? TpmVersion::k20 : TpmVersion::k12;
}

PanicModel DefaultPanic(const MachineKind& machine) {
  if (machine.Is(MachineFamily::kPseries)) return PanicModel::kPseries;
  if (machine.s390) return PanicModel::kS390;
  return machine.arm ? PanicModel::kPvpanic : PanicModel::kIsa;
}

void CompleteHostdevs(Devices& d) {
  for (HostdevDef& hostdev : d.hostdevs) {
    const bool mdev = hostdev.mode == HostdevMode::kSubsystem && hostdev.type == HostdevType::kMdev;
    if (mdev && hostdev.model == HostdevModel::kVfioPci && !hostdev.mdev.display) hostdev.mdev.display = xml::OnOff{false};
  }
}

void CompleteMemories(Devices& d) {
  for (MemoryDeviceDef& memory : d.memories) {
    // What the guest flushes must reach the file.
    if (memory.model == MemoryModel::kVirtioPmem && memory.access == MemoryAccess::kDefault) memory.access = MemoryAccess::kShared;
  }
}

}  // namespace

void CompleteSmallDevices(Devices& d, const EmulatorFacts&, const MachineKind& machine) {
  for (InputDef& input : d.inputs) {
    if (input.bus == InputBus::kDefault) input.bus = DefaultInputBus(input.type, machine);
  }
  for (TpmDef& tpm : d.tpms) Complete(tpm, machine);
  for (PanicDef& panic : d.panics) {
    if (panic.model == PanicModel::kDefault) panic.model = DefaultPanic(machine);
  }
  for (FilesystemDef& fs : d.filesystems) {
    if (fs.access_mode == AccessMode::kDefault) fs.access_mode = AccessMode::kPassthrough;
  }
  for (RngDef& rng : d.rngs) {
    if (rng.backend == RngBackend::kRandom && rng.device.empty()) rng.device = "/dev/random";
  }
  for (ShmemDef& shmem : d.shmems) {
    if (!shmem.size && shmem.model == ShmemModel::kIvshmemPlain) shmem.size = kDefaultShmemBytes;
  }
  if (d.vsock) {
    if (d.vsock->model == VirtioModel::kDefault) d.vsock->model = VirtioModel::kVirtio;
    if (d.vsock->cid == 0 && !d.vsock->auto_cid) d.vsock->auto_cid = true;
  }
  CompleteHostdevs(d);
  CompleteMemories(d);
}

}  // namespace pleiad::conf
