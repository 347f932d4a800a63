// SPDX-License-Identifier: Apache-2.0
// typed_param.h: libvirt's typed parameters, a name with a value of one of seven types. The wire's type numbers are the
// variant's index + 1 (int, uint, llong, ullong, double, boolean, string).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pleiad {

using TypedValue = std::variant<int32_t, uint32_t, int64_t, uint64_t, double, bool, std::string>;

struct TypedParam {
  std::string name;
  TypedValue value;
  friend bool operator==(const TypedParam&, const TypedParam&) = default;
};

using TypedParams = std::vector<TypedParam>;

// The parameter of that name, or null.
inline const TypedParam* FindParam(const TypedParams& params, std::string_view name) {
  for (const TypedParam& param : params) {
    if (param.name == name) return &param;
  }
  return nullptr;
}

}  // namespace pleiad
