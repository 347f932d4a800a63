// SPDX-License-Identifier: Apache-2.0
// cpu_calls.h: what the calls of a connection about CPUs do, whatever processor and models a driver has for them. Flags and
// results are libvirt's (virConnectCompareCPUFlags, virConnectBaselineCPUFlags, virCPUCompareResult).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/error_codes.h"
#include "libshared/conf/cpu/x86_compare.h"

namespace pleiad::conf {

// The answer on processors that there is nothing known of: NO_SUPPORT (3).
absl::Status NoCpuModels(std::string_view arch);

//   Errors  XML_ERROR (27); INTERNAL_ERROR (1): unknown names; CPU_INCOMPATIBLE (91) when that shall be one
absl::StatusOr<int32_t> CompareCpu(const X86Processor& processor, std::string_view xml, uint32_t flags,
                                   const std::vector<X86Model>& models);
// A <cpu> document, with no feature beyond `limit`; null: no limit.
//   Errors  as above; INVALID_ARG (8): no CPUs; OPERATION_FAILED (9): they have nothing in common
absl::StatusOr<std::string> BaselineCpu(const std::vector<std::string>& xml, uint32_t flags, const std::vector<X86Model>& models,
                                        const X86FeatureSet* limit);
// What virConnectGetCPUModelNames lists: what libvirt 9.0 names, in its order.
//   Errors  INVALID_ARG (8), of `domain`: no such architecture; NO_SUPPORT (3): it has no models
absl::StatusOr<std::vector<std::string>> CpuModelNames(const std::string& arch, ErrorDomain domain);

}  // namespace pleiad::conf
