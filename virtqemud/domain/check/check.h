// SPDX-License-Identifier: Apache-2.0
// check.h: the nouns of definition_check.h, one file each.
#pragma once

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/domain_def.h"
#include "virtqemud/capabilities/emulator_capabilities.h"

namespace pleiad::qemu {

struct CheckInput {
  const conf::DomainDef& def;
  const EmulatorCapabilities& emulator;
  conf::MachineKind machine;
};

absl::Status CheckBoot(const CheckInput& in);      // firmware settings, fw_cfg, lifecycle actions, labels
absl::Status CheckFeatures(const CheckInput& in);  // <features>, power management
absl::Status CheckTimers(const CheckInput& in);
absl::Status CheckCpu(const CheckInput& in);       // <cpu>, <vcpus>
absl::Status CheckTuning(const CheckInput& in);    // <cputune>, <iothreads>, <memoryBacking>
absl::Status CheckDisks(const CheckInput& in);
bool HasIoThread(const conf::IoThreads& threads, uint32_t id);
absl::Status CheckInterfaces(const CheckInput& in);
absl::Status CheckDevices(const CheckInput& in);   // the small ones
absl::Status CheckSharing(const CheckInput& in);   // filesystems, hostdevs, memory devices

template <class... Args>
absl::Status Unsupported(const absl::FormatSpec<Args...>& format, const Args&... args) {
  return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, format, args...);
}
inline absl::Status BadXml(std::string_view text) { return MakeError(ErrorDomain::kQemu, ErrorCode::kXmlError, text); }

}  // namespace pleiad::qemu
