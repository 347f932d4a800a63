// SPDX-License-Identifier: Apache-2.0
// host_cpu.cc: the calls of host.h on CPUs: what a processor that was common once can run. Guests have all of it.
#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/host_constants.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/cpu/cpu_calls.h"
#include "libshared/conf/cpu/x86_known_models.h"
#include "virttestd/flags.h"
#include "virttestd/host.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kCompareFlags = vir::kConnectCompareCpuFailIncompatible | vir::kConnectCompareCpuValidateXml;
constexpr uint32_t kBaselineFlags = vir::kConnectBaselineCpuExpandFeatures | vir::kConnectBaselineCpuMigratable;
}  // namespace

const conf::X86Processor& PretendedProcessor() {
  static const auto* processor = [] {
    const auto& models = conf::KnownX86Models();
    const auto at = std::find_if(models.begin(), models.end(), [](const conf::X86Model& m) { return m.name == "SandyBridge"; });
    return new conf::X86Processor{.arch = "x86_64", .vendor = at->vendor, .features = at->features};
  }();
  return *processor;
}

absl::StatusOr<int32_t> Host::CompareCpu(const Caller&, const std::string& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kCompareFlags, flags, "testConnectCompareCPU"));
  return conf::CompareCpu(PretendedProcessor(), xml, flags, conf::KnownX86Models());
}

absl::StatusOr<int32_t> Host::CompareHypervisorCpu(const Caller&, const driver::HypervisorChoice& choice, const std::string& xml,
                                                   uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kCompareFlags, flags, "testConnectCompareHypervisorCPU"));
  RETURN_IF_ERROR(CheckChoice(choice));
  return conf::CompareCpu(PretendedProcessor(), xml, flags, conf::KnownX86Models());
}

absl::StatusOr<std::string> Host::BaselineCpu(const Caller&, const std::vector<std::string>& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kBaselineFlags, flags, "testConnectBaselineCPU"));
  return conf::BaselineCpu(xml, flags, conf::KnownX86Models(), /*limit=*/nullptr);
}

absl::StatusOr<std::string> Host::BaselineHypervisorCpu(const Caller&, const driver::HypervisorChoice& choice,
                                                        const std::vector<std::string>& xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kBaselineFlags, flags, "testConnectBaselineHypervisorCPU"));
  RETURN_IF_ERROR(CheckChoice(choice));
  return conf::BaselineCpu(xml, flags, conf::KnownX86Models(), &PretendedProcessor().features);
}

absl::StatusOr<std::vector<std::string>> Host::CpuModelNames(const Caller&, const std::string& arch, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testConnectGetCPUModelNames"));
  return conf::CpuModelNames(arch, ErrorDomain::kTest);
}

}  // namespace pleiad::test
