// SPDX-License-Identifier: Apache-2.0
// flags.h: refuses flags that a call does not know, as the stock test driver words it.
#pragma once

#include "libshared/base/error.h"

namespace pleiad::test {

// `function` is the name that the stock driver's function has, which its errors tell.
inline absl::Status CheckFlags(uint32_t known, uint32_t flags, const char* function) {
  return RejectFlagsOutside(known, flags, function, ErrorDomain::kTest);
}

}  // namespace pleiad::test
