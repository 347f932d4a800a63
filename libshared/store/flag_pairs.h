// SPDX-License-Identifier: Apache-2.0
// flag_pairs.h: groups of opposite flags by which clients choose from a list: active and inactive, persistent and transient.
#pragma once

#include <cstdint>

namespace pleiad::store {

// Of a group of opposite flags, none or all chooses nothing away.
inline bool PassesPair(uint32_t flags, uint32_t yes_flag, uint32_t no_flag, bool yes) {
  const uint32_t group = flags & (yes_flag | no_flag);
  return group == 0 || (group & (yes ? yes_flag : no_flag)) != 0;
}

}  // namespace pleiad::store
