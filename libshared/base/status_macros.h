// SPDX-License-Identifier: Apache-2.0
// status_macros.h: RETURN_IF_ERROR and ASSIGN_OR_RETURN, which Abseil 20220623 does not have.
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define PLEIAD_CONCAT_INNER(a, b) a##b
#define PLEIAD_CONCAT(a, b) PLEIAD_CONCAT_INNER(a, b)

#define RETURN_IF_ERROR(expression)                                     \
  do {                                                                  \
    if (absl::Status status_of_step = (expression); !status_of_step.ok()) return status_of_step; \
  } while (false)

#define ASSIGN_OR_RETURN(target, expression) PLEIAD_ASSIGN_OR_RETURN(PLEIAD_CONCAT(result_of_step_, __LINE__), target, expression)
#define PLEIAD_ASSIGN_OR_RETURN(result, target, expression) \
  auto result = (expression);                               \
  if (!result.ok()) return std::move(result).status();      \
  target = *std::move(result)
