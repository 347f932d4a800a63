// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/cpu_calls.h"

#include "libshared/base/error.h"
#include "libshared/base/host_constants.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/arch.h"
#include "libshared/conf/cpu/x86_known_models.h"

namespace pleiad::conf {

absl::Status NoCpuModels(std::string_view arch) {
  return Error(ErrorDomain::kCpu, ErrorCode::kNoSupport, "'%s' architecture is not supported by CPU driver", std::string(arch));
}

absl::StatusOr<int32_t> CompareCpu(const X86Processor& processor, std::string_view xml, uint32_t flags,
                                   const std::vector<X86Model>& models) {
  ASSIGN_OR_RETURN(const CpuDocument cpu, ParseCpuDocument(xml));
  ASSIGN_OR_RETURN(const CpuComparison comparison, CompareX86(processor, cpu, models));
  if (comparison.result == CpuCompare::kIncompatible && (flags & vir::kConnectCompareCpuFailIncompatible)) {
    return MakeError(ErrorDomain::kCpu, ErrorCode::kCpuIncompatible, comparison.reason);
  }
  return static_cast<int32_t>(comparison.result);
}

absl::StatusOr<std::string> BaselineCpu(const std::vector<std::string>& xml, uint32_t flags, const std::vector<X86Model>& models,
                                        const X86FeatureSet* limit) {
  std::vector<CpuDocument> cpus;
  for (const std::string& text : xml) {
    ASSIGN_OR_RETURN(CpuDocument cpu, ParseCpuDocument(text));
    if (cpu.model.empty()) return MakeError(ErrorDomain::kCpu, ErrorCode::kXmlError, "no CPU model specified");
    cpus.push_back(std::move(cpu));
  }
  return BaselineX86(cpus, models,
                     {.expand_features = (flags & vir::kConnectBaselineCpuExpandFeatures) != 0,
                      .migratable = (flags & vir::kConnectBaselineCpuMigratable) != 0,
                      .limit = limit});
}

absl::StatusOr<std::vector<std::string>> CpuModelNames(const std::string& arch, ErrorDomain domain) {
  if (FindArch(arch) == nullptr) return Error(domain, ErrorCode::kInvalidArg, "cannot find architecture %s", arch);
  // On Arm and s390x any model may be named: the list is empty.
  if (IsArm(arch) || arch.starts_with("s390")) return std::vector<std::string>();
  if (arch.starts_with("ppc64")) {
    return std::vector<std::string>{"POWER6", "POWER7", "POWER8", "POWER9", "POWER10", "POWERPC_e5500", "POWERPC_e6500"};
  }
  if (!IsX86(arch)) return NoCpuModels(arch);
  std::vector<std::string> names;
  for (const X86Model& model : KnownX86Models()) names.push_back(model.name);
  return names;
}

}  // namespace pleiad::conf
