// SPDX-License-Identifier: Apache-2.0
// kvm.h: what the kernel's KVM device tells of itself and of the processor, by ioctl; no guest is run.
// Whether QEMU can use KVM is for the emulator's capabilities to say.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace pleiad::host {

struct KvmFacts {
  bool opened = false;    // the device exists and may be opened
  uint32_t max_vcpus = 0;
  bool tsc_scaling = false;
  uint64_t tsc_hz = 0;  // 0 when unknown
  std::optional<uint64_t> arch_capabilities_msr;  // IA32_ARCH_CAPABILITIES (0x10a) as guests may see it
};

KvmFacts ReadKvm(const std::string& device = "/dev/kvm");

}  // namespace pleiad::host
