// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/param_check.h"

#include <set>
#include <string>

#include "libshared/base/error.h"

namespace pleiad {
namespace {
// By the place in TypedValue.
constexpr const char* kTypeNames[] = {"int", "uint", "llong", "ullong", "double", "boolean", "string"};
}  // namespace

absl::Status CheckParams(const TypedParams& params, const TypedParams& known) {
  std::set<std::string> seen;
  for (const TypedParam& param : params) {
    const TypedParam* wanted = FindParam(known, param.name);
    if (!wanted) return Error(ErrorDomain::kNone, ErrorCode::kArgumentUnsupported, "parameter '%s' not supported", param.name);
    if (wanted->value.index() != param.value.index()) {
      return Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "invalid type '%s' for parameter '%s', expected '%s'",
                   kTypeNames[param.value.index()], param.name, kTypeNames[wanted->value.index()]);
    }
    if (!seen.insert(param.name).second) {
      return Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "parameter '%s' occurs multiple times", param.name);
    }
  }
  return absl::OkStatus();
}

}  // namespace pleiad
