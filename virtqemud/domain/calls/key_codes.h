// SPDX-License-Identifier: Apache-2.0
// key_codes.h: keys as clients name them (virKeycodeSet) to what QEMU takes: the PC keyboard's set 1 codes, with the high bit
// for those that begin with e0 ("qnum").
#pragma once

#include <cstdint>
#include <optional>

namespace pleiad::qemu {

// Nothing when the set is not one of those known here (linux, xt, atset1, xt_kbd, usb, qnum) or has no such key.
std::optional<uint32_t> ToQnum(uint32_t codeset, uint32_t code);

}  // namespace pleiad::qemu
