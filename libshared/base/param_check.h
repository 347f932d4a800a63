// SPDX-License-Identifier: Apache-2.0
// param_check.h: whether a client's typed parameters are those that a call takes.
#pragma once

#include "absl/status/status.h"
#include "libshared/base/typed_param.h"

namespace pleiad {

// Whether all parameters are known, each given once and of the type of the value that stands for it in `known`.
//   Errors  ARGUMENT_UNSUPPORTED (74), INVALID_ARG (8), which name the parameter
absl::Status CheckParams(const TypedParams& params, const TypedParams& known);

}  // namespace pleiad
