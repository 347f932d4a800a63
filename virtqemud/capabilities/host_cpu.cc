// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/host_cpu.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/arch.h"
#include "virtqemud/capabilities/cpu_models.h"

namespace pleiad::qemu {
namespace {
// What libvirt 9.0 names, in its order, whatever the emulators here know.
constexpr const char* kX86Names[] = {
    "486", "pentium", "pentium2", "pentium3", "pentiumpro", "coreduo", "n270", "core2duo", "qemu32", "kvm32", "cpu64-rhel5",
    "cpu64-rhel6", "qemu64", "kvm64", "Conroe", "Penryn", "Nehalem", "Nehalem-IBRS", "Westmere", "Westmere-IBRS", "SandyBridge",
    "SandyBridge-IBRS", "IvyBridge", "IvyBridge-IBRS", "Haswell-noTSX", "Haswell-noTSX-IBRS", "Haswell", "Haswell-IBRS",
    "Broadwell-noTSX", "Broadwell-noTSX-IBRS", "Broadwell", "Broadwell-IBRS", "Skylake-Client", "Skylake-Client-IBRS",
    "Skylake-Client-noTSX-IBRS", "Skylake-Server", "Skylake-Server-IBRS", "Skylake-Server-noTSX-IBRS", "Cascadelake-Server",
    "Cascadelake-Server-noTSX", "Icelake-Client", "Icelake-Client-noTSX", "Icelake-Server", "Icelake-Server-noTSX", "Cooperlake",
    "Snowridge", "athlon", "phenom", "Opteron_G1", "Opteron_G2", "Opteron_G3", "Opteron_G4", "Opteron_G5", "EPYC", "EPYC-IBPB",
    "EPYC-Rome", "EPYC-Milan", "Dhyana",
};

absl::Status NotForArch(std::string_view arch) {
  return Error(ErrorDomain::kCpu, ErrorCode::kNoSupport, "'%s' architecture is not supported by CPU driver", std::string(arch));
}

absl::StatusOr<int32_t> Verdict(const conf::CpuComparison& comparison, uint32_t flags) {
  if (comparison.result == conf::CpuCompare::kIncompatible && (flags & HostCpu::kFailIncompatible)) {
    return MakeError(ErrorDomain::kCpu, ErrorCode::kCpuIncompatible, comparison.reason);
  }
  return static_cast<int32_t>(comparison.result);
}

// The best processor that guests have with this choice.
absl::StatusOr<conf::X86Processor> GuestProcessor(const ResolvedChoice& choice) {
  const auto& host = choice.caps->facts(choice.accelerator).host;
  if (!conf::IsX86(choice.arch) || !host) return NotForArch(choice.arch);
  return conf::X86Processor{
      .arch = choice.arch, .vendor = std::string(conf::ShortVendor(host->vendor)), .features = conf::FeaturesOfNames(host->features)};
}

absl::StatusOr<std::vector<conf::CpuDocument>> ParseAll(const std::vector<std::string>& xml) {
  std::vector<conf::CpuDocument> cpus;
  for (const std::string& text : xml) {
    ASSIGN_OR_RETURN(conf::CpuDocument cpu, conf::ParseCpuDocument(text));
    if (cpu.model.empty()) return MakeError(ErrorDomain::kCpu, ErrorCode::kXmlError, "no CPU model specified");
    cpus.push_back(std::move(cpu));
  }
  return cpus;
}

conf::BaselineOptions OptionsOf(uint32_t flags) {
  return {.expand_features = (flags & HostCpu::kExpandFeatures) != 0, .migratable = (flags & HostCpu::kMigratable) != 0, .limit = nullptr};
}
}  // namespace

absl::StatusOr<int32_t> HostCpu::Compare(std::string_view xml, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kFailIncompatible | kValidateXml, flags, "qemuConnectCompareCPU", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const conf::CpuDocument cpu, conf::ParseCpuDocument(xml));
  if (!conf::IsX86(HostArch())) return NotForArch(HostArch());
  ASSIGN_OR_RETURN(const EmulatorPtr caps, cache_.GetForArch(HostArch()));
  const conf::X86Processor host{
      .arch = HostArch(), .vendor = std::string(conf::ShortVendor(host_.cpu().vendor_id)), .features = HostFeatures(host_)};
  ASSIGN_OR_RETURN(const conf::CpuComparison comparison, CompareX86(host, cpu, ModelsOf(*caps)));
  return Verdict(comparison, flags);
}

absl::StatusOr<int32_t> HostCpu::CompareHypervisor(const EmulatorChoice& choice, std::string_view xml, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kFailIncompatible | kValidateXml, flags, "qemuConnectCompareHypervisorCPU", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const ResolvedChoice resolved, Resolve(cache_, choice));
  ASSIGN_OR_RETURN(const conf::CpuDocument cpu, conf::ParseCpuDocument(xml));
  ASSIGN_OR_RETURN(const conf::X86Processor guest, GuestProcessor(resolved));
  ASSIGN_OR_RETURN(const conf::CpuComparison comparison, CompareX86(guest, cpu, ModelsOf(*resolved.caps)));
  return Verdict(comparison, flags);
}

absl::StatusOr<std::string> HostCpu::Baseline(const std::vector<std::string>& xml, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kExpandFeatures | kMigratable, flags, "qemuConnectBaselineCPU", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const std::vector<conf::CpuDocument> cpus, ParseAll(xml));
  if (!conf::IsX86(HostArch())) return NotForArch(HostArch());
  ASSIGN_OR_RETURN(const EmulatorPtr caps, cache_.GetForArch(HostArch()));
  return BaselineX86(cpus, ModelsOf(*caps), OptionsOf(flags));
}

absl::StatusOr<std::string> HostCpu::BaselineHypervisor(const EmulatorChoice& choice, const std::vector<std::string>& xml, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kExpandFeatures | kMigratable, flags, "qemuConnectBaselineHypervisorCPU", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const ResolvedChoice resolved, Resolve(cache_, choice));
  ASSIGN_OR_RETURN(const std::vector<conf::CpuDocument> cpus, ParseAll(xml));
  ASSIGN_OR_RETURN(const conf::X86Processor guest, GuestProcessor(resolved));
  conf::BaselineOptions options = OptionsOf(flags);
  options.limit = &guest.features;
  return BaselineX86(cpus, ModelsOf(*resolved.caps), options);
}

absl::StatusOr<std::vector<std::string>> HostCpu::ModelNames(const std::string& arch) {
  if (conf::FindArch(arch) == nullptr) return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "cannot find architecture %s", arch);
  // On Arm and s390x any model may be named: the list is empty.
  if (conf::IsArm(arch) || arch.starts_with("s390")) return std::vector<std::string>();
  if (arch.starts_with("ppc64")) return std::vector<std::string>{"POWER6", "POWER7", "POWER8", "POWER9", "POWER10", "POWERPC_e5500", "POWERPC_e6500"};
  if (!conf::IsX86(arch)) return NotForArch(arch);
  return std::vector<std::string>(std::begin(kX86Names), std::end(kX86Names));
}

}  // namespace pleiad::qemu
