// SPDX-License-Identifier: Apache-2.0
// cpuid.h: the answers of x86's CPUID instruction. Empty on other processors.
#pragma once

#include <cstdint>
#include <vector>

namespace pleiad::host {

struct CpuidLeaf {
  uint32_t leaf = 0, subleaf = 0;
  uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

// The leaves that carry features: 1, 6, 7, 0xd, 0x14, 0x80000001, 0x80000007, 0x80000008, 0x8000000a and their subleaves.
std::vector<CpuidLeaf> ReadCpuid();

}  // namespace pleiad::host
