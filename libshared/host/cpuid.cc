// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/cpuid.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>
#endif

namespace pleiad::host {

std::vector<CpuidLeaf> ReadCpuid() {
  std::vector<CpuidLeaf> leaves;
#if defined(__x86_64__) || defined(__i386__)
  constexpr struct {
    uint32_t leaf, subleaf;
  } kAsked[] = {{1, 0},    {6, 0},          {7, 0},          {7, 1},          {7, 2},         {0xd, 1},
                {0x14, 0}, {0x80000001, 0}, {0x80000007, 0}, {0x80000008, 0}, {0x8000000a, 0}};
  for (const auto [leaf, subleaf] : kAsked) {
    CpuidLeaf out{leaf, subleaf, 0, 0, 0, 0};
    if (__get_cpuid_count(leaf, subleaf, &out.eax, &out.ebx, &out.ecx, &out.edx)) leaves.push_back(out);
  }
#endif
  return leaves;
}

}  // namespace pleiad::host
