// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/capabilities/host_cpu.h"

#include "libshared/base/error.h"
#include "libshared/base/host_constants.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/arch.h"
#include "libshared/conf/cpu/cpu_calls.h"
#include "virtqemud/capabilities/cpu_models.h"

namespace pleiad::qemu {
namespace {
absl::Status CheckCompareFlags(uint32_t flags, const char* function) {
  return RejectFlagsOutside(vir::kConnectCompareCpuFailIncompatible | vir::kConnectCompareCpuValidateXml, flags, function,
                            ErrorDomain::kQemu);
}

absl::Status CheckBaselineFlags(uint32_t flags, const char* function) {
  return RejectFlagsOutside(vir::kConnectBaselineCpuExpandFeatures | vir::kConnectBaselineCpuMigratable, flags, function,
                            ErrorDomain::kQemu);
}

// The best processor that guests have with this choice.
absl::StatusOr<conf::X86Processor> GuestProcessor(const ResolvedChoice& choice) {
  const auto& host = choice.caps->facts(choice.accelerator).host;
  if (!conf::IsX86(choice.arch) || !host) return conf::NoCpuModels(choice.arch);
  return conf::X86Processor{
      .arch = choice.arch, .vendor = std::string(conf::ShortVendor(host->vendor)), .features = conf::FeaturesOfNames(host->features)};
}
}  // namespace

absl::StatusOr<int32_t> HostCpu::Compare(std::string_view xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckCompareFlags(flags, "qemuConnectCompareCPU"));
  if (!conf::IsX86(HostArch())) return conf::NoCpuModels(HostArch());
  ASSIGN_OR_RETURN(const EmulatorPtr caps, cache_.GetForArch(HostArch()));
  const conf::X86Processor host{
      .arch = HostArch(), .vendor = std::string(conf::ShortVendor(host_.cpu().vendor_id)), .features = HostFeatures(host_)};
  return conf::CompareCpu(host, xml, flags, ModelsOf(*caps));
}

absl::StatusOr<int32_t> HostCpu::CompareHypervisor(const EmulatorChoice& choice, std::string_view xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckCompareFlags(flags, "qemuConnectCompareHypervisorCPU"));
  ASSIGN_OR_RETURN(const ResolvedChoice resolved, Resolve(cache_, choice));
  ASSIGN_OR_RETURN(const conf::X86Processor guest, GuestProcessor(resolved));
  return conf::CompareCpu(guest, xml, flags, ModelsOf(*resolved.caps));
}

absl::StatusOr<std::string> HostCpu::Baseline(const std::vector<std::string>& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckBaselineFlags(flags, "qemuConnectBaselineCPU"));
  if (!conf::IsX86(HostArch())) return conf::NoCpuModels(HostArch());
  ASSIGN_OR_RETURN(const EmulatorPtr caps, cache_.GetForArch(HostArch()));
  return conf::BaselineCpu(xml, flags, ModelsOf(*caps), /*limit=*/nullptr);
}

absl::StatusOr<std::string> HostCpu::BaselineHypervisor(const EmulatorChoice& choice, const std::vector<std::string>& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckBaselineFlags(flags, "qemuConnectBaselineHypervisorCPU"));
  ASSIGN_OR_RETURN(const ResolvedChoice resolved, Resolve(cache_, choice));
  ASSIGN_OR_RETURN(const conf::X86Processor guest, GuestProcessor(resolved));
  return conf::BaselineCpu(xml, flags, ModelsOf(*resolved.caps), &guest.features);
}

absl::StatusOr<std::vector<std::string>> HostCpu::ModelNames(const std::string& arch) {
  return conf::CpuModelNames(arch, ErrorDomain::kQemu);
}

}  // namespace pleiad::qemu
