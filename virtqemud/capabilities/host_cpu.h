// SPDX-License-Identifier: Apache-2.0
// host_cpu.h: the calls of a connection that compare CPUs: with the host's processor, and with what guests can have.
// All may probe: for a worker.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/cpu/x86_compare.h"
#include "libshared/host/host.h"
#include "virtqemud/capabilities/domain_capabilities.h"

namespace pleiad::qemu {

class HostCpu {
 public:
  // Both outlive this object.
  HostCpu(const host::Host& host, CapabilitiesCache& cache) : host_(host), cache_(cache) {}

  // virConnectCompareCPU and virConnectCompareHypervisorCPU: 0 incompatible, 1 identical, 2 superset. Errors: kXmlError;
  // kInternalError (unknown names); kCpuIncompatible when that shall be one; kNoSupport on other processors than x86.
  absl::StatusOr<int32_t> Compare(std::string_view xml, uint32_t flags);
  absl::StatusOr<int32_t> CompareHypervisor(const EmulatorChoice& choice, std::string_view xml, uint32_t flags);

  // virConnectBaselineCPU and virConnectBaselineHypervisorCPU: a <cpu> document.
  absl::StatusOr<std::string> Baseline(const std::vector<std::string>& xml, uint32_t flags);
  absl::StatusOr<std::string> BaselineHypervisor(const EmulatorChoice& choice, const std::vector<std::string>& xml, uint32_t flags);

  // virConnectGetCPUModelNames. Errors: kInvalidArg (no such architecture), kNoSupport (it has no models).
  absl::StatusOr<std::vector<std::string>> ModelNames(const std::string& arch);

 private:
  const host::Host& host_;
  CapabilitiesCache& cache_;
};

}  // namespace pleiad::qemu
