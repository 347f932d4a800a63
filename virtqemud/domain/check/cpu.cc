// SPDX-License-Identifier: Apache-2.0
// <cpu> and <vcpus> as QEMU takes them.
#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
using conf::CpuCacheMode;
using conf::CpuMode;

absl::Status CheckCache(const conf::CpuDef& cpu) {
  if (!cpu.cache) return absl::OkStatus();
  const bool host = cpu.mode == CpuMode::kHostPassthrough || cpu.mode == CpuMode::kMaximum;
  if (cpu.cache->mode == CpuCacheMode::kPassthrough && !host) {
    return Unsupported("CPU cache mode 'passthrough' can only be used with 'host-passthrough' / 'maximum' CPUs");
  }
  if (cpu.cache->mode == CpuCacheMode::kEmulate) {
    if (cpu.cache->level == 3) return absl::OkStatus();
    return Unsupported("CPU cache mode 'emulate' can only be used with level='3'");
  }
  if (!cpu.cache->level) return absl::OkStatus();
  return Unsupported("unsupported CPU cache level for mode '%s'", cpu.cache->mode == CpuCacheMode::kDisable ? "disable" : "passthrough");
}

absl::Status CheckAddressBits(const CheckInput& in) {
  const auto& limit = in.def.cpu->max_phys_addr;
  if (!limit) return absl::OkStatus();
  if (!in.machine.x86) {
    return Unsupported("CPU maximum physical address bits specification is not supported for '%s' architecture", in.def.os.arch);
  }
  if (limit->mode == conf::PhysAddrMode::kPassthrough && limit->bits) {
    return Unsupported("CPU maximum physical address bits number specification cannot be used with mode='passthrough'");
  }
  if (limit->mode == conf::PhysAddrMode::kEmulate && !limit->bits) {
    return Unsupported("if using CPU maximum physical address mode='emulate', bits= must be specified too");
  }
  return absl::OkStatus();
}

// The first vCPU boots the guest; the others may come and go.
absl::Status CheckVcpus(const conf::Vcpus& vcpus) {
  bool ordered = false, unordered = false;
  for (const conf::Vcpu& vcpu : vcpus.list) {
    if (vcpu.id == 0 && !vcpu.enabled) return Unsupported("vcpu 0 can't be offline");
    if (vcpu.id == 0 && conf::IsYes(vcpu.hotpluggable)) return Unsupported("vcpu0 can't be hotpluggable");
    if (!vcpu.enabled && conf::IsNo(vcpu.hotpluggable)) return Unsupported("vcpu '%u' is both offline and not hotpluggable", vcpu.id);
    if (!vcpu.enabled) continue;
    (vcpu.order != 0 ? ordered : unordered) = true;
  }
  if (ordered && unordered) return Unsupported("all vcpus must have either set or unset order");
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckCpu(const CheckInput& in) {
  RETURN_IF_ERROR(CheckVcpus(in.def.vcpus));
  if (!in.def.cpu) return absl::OkStatus();
  RETURN_IF_ERROR(CheckCache(*in.def.cpu));
  return CheckAddressBits(in);
}

}  // namespace pleiad::qemu
