// SPDX-License-Identifier: Apache-2.0
// cpu.cc: -cpu: the model, its features, and what timers and the hypervisor's own interfaces add to it.
#include "absl/strings/str_cat.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/x86_features.h"
#include "virtqemud/capabilities/cpu_models.h"
#include "virtqemud/command/families.h"

namespace pleiad::qemu {
namespace {
using conf::CpuFeaturePolicy;
using conf::CpuMode;

std::string QemuFeature(const std::string& name) {
  const std::optional<size_t> found = conf::FindX86Feature(name);
  return found ? std::string(conf::X86Features()[*found].qemu()) : name;
}

void AppendFeatures(std::string& out, const std::vector<conf::CpuFeature>& features) {
  for (const conf::CpuFeature& feature : features) {
    const bool on = feature.policy == CpuFeaturePolicy::kForce || feature.policy == CpuFeaturePolicy::kRequire;
    const bool off = feature.policy == CpuFeaturePolicy::kDisable || feature.policy == CpuFeaturePolicy::kForbid;
    if (on || off) absl::StrAppend(&out, ",", QemuFeature(feature.name), "=", OnOffText(on));
  }
}

// The host's processor as far as this accelerator can show it, with the document's changes.
absl::StatusOr<std::string> HostModel(const Builder& b, const conf::CpuDef& cpu) {
  const auto host = HostModelOf(b.emulator, b.UsesKvm() ? ::pleiad::qemu::Accelerator::kKvm : ::pleiad::qemu::Accelerator::kTcg);
  if (!host) return Unsupported("CPU mode '%s' for %s %s domain on %s host is not supported by hypervisor", "host-model", b.def.os.arch,
                                xml::NameOf(conf::kVirtTypes, b.def.virt_type), b.emulator.arch);
  std::string out = host->model;
  std::vector<conf::CpuFeature> features = cpu.features;
  const auto add = [&](const std::vector<std::string>& names, CpuFeaturePolicy policy) {
    for (const std::string& name : names) {
      if (!cpu.FindFeature(name)) features.push_back({name, policy});
    }
  };
  features.clear();
  add(host->required, CpuFeaturePolicy::kRequire);
  add(host->disabled, CpuFeaturePolicy::kDisable);
  features.insert(features.end(), cpu.features.begin(), cpu.features.end());
  AppendFeatures(out, features);
  return out;
}

absl::StatusOr<std::string> Model(const Builder& b, const conf::CpuDef& cpu) {
  std::string out;
  switch (cpu.mode) {
    case CpuMode::kHostPassthrough:
      out = b.UsesKvm() ? "host" : "max";
      break;
    case CpuMode::kMaximum:
      out = "max";
      break;
    case CpuMode::kHostModel: {
      if (IsPpc64(b.def)) {
        out = "host";
        if (cpu.model) absl::StrAppend(&out, ",compat=", cpu.model->name);
        break;
      }
      ASSIGN_OR_RETURN(out, HostModel(b, cpu));
      return out;
    }
    default:
      if (cpu.model) out = cpu.model->name;
      break;
  }
  if (out.empty()) return out;
  if (cpu.migratable) absl::StrAppend(&out, ",migratable=", OnOffText(cpu.migratable->value));
  // Another architecture's documents name features as QEMU does.
  if (cpu.model && !cpu.model->vendor_id.empty()) absl::StrAppend(&out, ",vendor=", cpu.model->vendor_id);
  AppendFeatures(out, cpu.features);
  return out;
}

void AppendTimers(std::string& out, const conf::Clock& clock) {
  for (const conf::Timer& timer : clock.timers) {
    if (timer.name == conf::TimerName::kKvmclock && timer.present) absl::StrAppend(&out, ",kvmclock=", OnOffText(*timer.present));
    if (timer.name == conf::TimerName::kHypervclock && conf::IsYes(timer.present)) out += ",hv-time=on";
    if (timer.name == conf::TimerName::kTsc && timer.frequency_hz > 0) absl::StrAppend(&out, ",tsc-frequency=", timer.frequency_hz);
    if (timer.name == conf::TimerName::kArmvtimer) {
      if (timer.tick_policy == conf::TickPolicy::kDelay) out += ",kvm-no-adjvtime=off";
      if (timer.tick_policy == conf::TickPolicy::kDiscard) out += ",kvm-no-adjvtime=on";
    }
  }
}

void AppendHyperv(std::string& out, const conf::Hyperv& hyperv) {
  if (hyperv.mode == conf::HypervMode::kPassthrough) {
    out += ",hv-passthrough=on";
    return;
  }
  const auto flag = [&](const char* name, const conf::OnOff& value) {
    if (conf::IsOn(value)) absl::StrAppend(&out, ",hv-", name, "=on");
  };
  flag("relaxed", hyperv.relaxed), flag("vapic", hyperv.vapic);
  if (conf::IsOn(hyperv.spinlocks)) absl::StrAppend(&out, absl::StrFormat(",hv-spinlocks=0x%x", hyperv.spinlock_retries));
  flag("vpindex", hyperv.vpindex), flag("runtime", hyperv.runtime), flag("synic", hyperv.synic), flag("stimer", hyperv.stimer);
  if (conf::IsOn(hyperv.stimer)) flag("stimer-direct", hyperv.stimer_direct);
  flag("reset", hyperv.reset);
  if (conf::IsOn(hyperv.vendor_id)) absl::StrAppend(&out, ",hv-vendor-id=", hyperv.vendor_id_value);
  flag("frequencies", hyperv.frequencies), flag("reenlightenment", hyperv.reenlightenment), flag("tlbflush", hyperv.tlbflush);
  flag("ipi", hyperv.ipi), flag("evmcs", hyperv.evmcs), flag("avic", hyperv.avic);
}

void AppendKvm(std::string& out, const conf::Kvm& kvm) {
  if (conf::IsOn(kvm.hidden)) out += ",kvm=off";
  if (conf::IsOn(kvm.hint_dedicated)) out += ",kvm-hint-dedicated=on";
  if (conf::IsOn(kvm.poll_control)) out += ",kvm-poll-control=on";
  if (conf::IsOn(kvm.pv_ipi)) out += ",kvm-pv-ipi=off";
}

void AppendHypervisorFeatures(std::string& out, const conf::Features& features) {
  if (features.apic_eoi) absl::StrAppend(&out, ",kvm-pv-eoi=", OnOffText(features.apic_eoi->value));
  if (features.pvspinlock) absl::StrAppend(&out, ",kvm-pv-unhalt=", OnOffText(features.pvspinlock->value));
  if (features.hyperv) AppendHyperv(out, *features.hyperv);
  if (features.kvm) AppendKvm(out, *features.kvm);
  if (features.pmu) absl::StrAppend(&out, ",pmu=", OnOffText(features.pmu->value));
}

void AppendCache(std::string& out, const conf::CpuDef& cpu) {
  if (!cpu.cache) return;
  switch (cpu.cache->mode) {
    case conf::CpuCacheMode::kEmulate: out += ",l3-cache=on"; break;
    case conf::CpuCacheMode::kPassthrough: out += ",host-cache-info=on,l3-cache=off"; break;
    case conf::CpuCacheMode::kDisable: out += ",l3-cache=off"; break;
  }
}

void AppendPhysAddr(std::string& out, const conf::CpuDef& cpu) {
  if (!cpu.max_phys_addr) return;
  if (cpu.max_phys_addr->mode == conf::PhysAddrMode::kPassthrough) out += ",host-phys-bits=on";
  else if (cpu.max_phys_addr->bits && *cpu.max_phys_addr->bits > 0) absl::StrAppend(&out, ",phys-bits=", *cpu.max_phys_addr->bits);
}

// The model when only features are asked for.
std::string DefaultModel(const Builder& b) {
  if (b.UsesKvm() && (IsArm(b.def) || IsPpc64(b.def))) return "host";
  return b.def.os.arch == "i686" ? "qemu32" : "qemu64";
}
}  // namespace

absl::Status AddCpu(Builder& b) {
  const conf::DomainDef& def = b.def;
  std::string model, features;
  if (def.cpu) {
    ASSIGN_OR_RETURN(model, Model(b, *def.cpu));
  }
  // A 32-bit guest of a 64-bit ARM emulator.
  if (def.os.arch == "armv7l" && b.emulator.arch == "aarch64") features += ",aarch64=off";
  AppendTimers(features, def.clock);
  AppendHypervisorFeatures(features, def.features);
  if (def.cpu) {
    AppendCache(features, *def.cpu);
    AppendPhysAddr(features, *def.cpu);
  }
  if (model.empty() && features.empty()) return absl::OkStatus();
  b.Add("-cpu", (model.empty() ? DefaultModel(b) : model) + features);
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
