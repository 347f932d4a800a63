// SPDX-License-Identifier: Apache-2.0
// Features that only some boards have.
#include "virtqemud/domain/check/check.h"

namespace pleiad::qemu {
namespace {
// Features of pSeries boards alone; null when none of them is set.
const char* PseriesFeature(const conf::Features& f) {
  if (f.hpt_resizing != conf::HptResizing::kNone || f.hpt_max_page_bytes) return "hpt";
  if (f.htm) return "htm";
  if (f.nested_hv) return "nested-hv";
  if (f.ccf_assist) return "ccf-assist";
  if (f.cfpc != conf::Workaround::kNone) return "cfpc";
  if (f.sbbc != conf::Workaround::kNone) return "sbbc";
  if (f.ibs != conf::Ibs::kNone) return "ibs";
  return nullptr;
}

const char* MisplacedFeature(const CheckInput& in) {
  const conf::Features& f = in.def.features;
  if (!in.machine.Is(conf::MachineFamily::kPseries)) {
    if (const char* name = PseriesFeature(f)) return name;
  }
  if (f.gic && !in.machine.Is(conf::MachineFamily::kArmVirt)) return "gic";
  if (f.ioapic != conf::IoapicDriver::kNone && !in.machine.x86) return "ioapic";
  if (f.pvspinlock && !in.machine.x86) return "pvspinlock";
  return nullptr;
}

absl::Status CheckSleep(const CheckInput& in) {
  if (in.machine.x86) return absl::OkStatus();
  if (in.def.pm.suspend_to_mem) return Unsupported("setting ACPI S3 not supported");
  if (in.def.pm.suspend_to_disk) return Unsupported("setting ACPI S4 not supported");
  return absl::OkStatus();
}
}  // namespace

absl::Status CheckFeatures(const CheckInput& in) {
  const conf::Features& f = in.def.features;
  if (const char* name = MisplacedFeature(in)) {
    return Unsupported("The '%s' feature is not supported for architecture '%s' or machine type '%s'", name, in.def.os.arch, in.def.os.machine);
  }
  if (f.hyperv && f.hyperv->mode != conf::HypervMode::kNone && !in.machine.x86 && in.def.os.arch != "aarch64") {
    return Unsupported("Hyperv features are not supported for architecture '%s' or machine type '%s'", in.def.os.arch, in.def.os.machine);
  }
  if (f.smm_tseg_bytes && !in.machine.Is(conf::MachineFamily::kQ35)) return Unsupported("SMM TSEG is only supported with q35 machine type");
  if (f.vmport && !in.machine.x86) return Unsupported("vmport is not available with this QEMU binary");
  if (conf::IsOn(f.vmcoreinfo) && !in.emulator.HasDevice("vmcoreinfo")) return Unsupported("vmcoreinfo is not available with this QEMU binary");
  return CheckSleep(in);
}

}  // namespace pleiad::qemu
