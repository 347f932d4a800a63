// SPDX-License-Identifier: Apache-2.0
// arch.h: the architectures that documents may name, in the order in which capabilities list them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace pleiad::conf {

struct Arch {
  const char* name;
  uint32_t word_size;  // bits
  bool little_endian;
  const char* qemu_target;  // the TARGET of qemu-system-TARGET; "" when QEMU has none
};

std::span<const Arch> AllArchs();
// Null for a name that is none.
const Arch* FindArch(std::string_view name);

inline bool IsX86(std::string_view arch) { return arch == "x86_64" || arch == "i686"; }
inline bool IsArm(std::string_view arch) { return arch == "aarch64" || arch == "armv7l" || arch == "armv6l" || arch == "armv7b"; }

}  // namespace pleiad::conf
