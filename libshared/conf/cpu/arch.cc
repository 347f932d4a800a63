// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/cpu/arch.h"

namespace pleiad::conf {
namespace {
constexpr Arch kArchs[] = {
    {"alpha", 64, true, "alpha"},
    {"armv6l", 32, true, "arm"},
    {"armv7l", 32, true, "arm"},
    {"armv7b", 32, false, ""},
    {"aarch64", 64, true, "aarch64"},
    {"cris", 32, true, "cris"},
    {"i686", 32, true, "i386"},
    {"ia64", 64, true, ""},
    {"lm32", 32, false, "lm32"},
    {"loongarch64", 64, true, ""},
    {"m68k", 32, false, "m68k"},
    {"microblaze", 32, false, "microblaze"},
    {"microblazeel", 32, true, "microblazeel"},
    {"mips", 32, false, "mips"},
    {"mipsel", 32, true, "mipsel"},
    {"mips64", 64, false, "mips64"},
    {"mips64el", 64, true, "mips64el"},
    {"or32", 32, false, ""},
    {"parisc", 32, false, ""},
    {"parisc64", 64, false, ""},
    {"ppc", 32, false, "ppc"},
    {"ppc64", 64, false, "ppc64"},
    {"ppc64le", 64, true, "ppc64le"},
    {"ppcemb", 32, false, "ppcemb"},
    {"riscv32", 32, true, "riscv32"},
    {"riscv64", 64, true, "riscv64"},
    {"s390", 32, false, ""},
    {"s390x", 64, false, "s390x"},
    {"sh4", 32, true, "sh4"},
    {"sh4eb", 64, false, "sh4eb"},
    {"sparc", 32, false, "sparc"},
    {"sparc64", 64, false, "sparc64"},
    {"unicore32", 32, true, "unicore32"},
    {"x86_64", 64, true, "x86_64"},
    {"xtensa", 32, true, "xtensa"},
    {"xtensaeb", 32, false, "xtensaeb"},
};
}  // namespace

std::span<const Arch> AllArchs() { return kArchs; }

const Arch* FindArch(std::string_view name) {
  for (const Arch& arch : kArchs) {
    if (name == arch.name) return &arch;
  }
  return nullptr;
}

}  // namespace pleiad::conf
