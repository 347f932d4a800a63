// SPDX-License-Identifier: Apache-2.0
// json_access.h: takes members out of QMP objects; what is missing or of another type is empty, zero or false.
// For .cc files: it brings in the whole of Boost.JSON.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace pleiad::qemu {

inline const boost::json::value* MemberOf(const boost::json::object& object, std::string_view key) {
  return object.if_contains(boost::json::string_view(key.data(), key.size()));
}

inline std::string TextIn(const boost::json::object& object, std::string_view key) {
  const auto* value = MemberOf(object, key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

inline int64_t IntIn(const boost::json::object& object, std::string_view key) {
  const auto* value = MemberOf(object, key);
  if (!value) return 0;
  if (value->is_int64()) return value->get_int64();
  if (value->is_uint64()) return static_cast<int64_t>(value->get_uint64());
  return 0;
}

inline bool BoolIn(const boost::json::object& object, std::string_view key) {
  const auto* value = MemberOf(object, key);
  return value && value->is_bool() && value->get_bool();
}

inline const boost::json::object& ObjectIn(const boost::json::object& object, std::string_view key) {
  static const boost::json::object kEmpty;
  const auto* value = MemberOf(object, key);
  return value && value->is_object() ? value->get_object() : kEmpty;
}

}  // namespace pleiad::qemu
