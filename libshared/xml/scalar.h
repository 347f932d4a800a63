// SPDX-License-Identifier: Apache-2.0
// scalar.h: how values become text in a document and back. A type of the model joins by functions FromText and ToText
// beside it, found by its namespace.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

namespace pleiad::xml {

template <class E>
struct EnumName {
  E value;
  const char* name;
};
// One table serves the reader and the writer: constexpr EnumNames<Cache> kCaches = {{Cache::kNone, "none"}, ...};
template <class E>
using EnumNames = std::initializer_list<EnumName<E>>;

// The name of `value` in `names`, or "" when it has none.
template <class E>
const char* NameOf(const EnumNames<E>& names, E value) {
  for (const auto& row : names) {
    if (row.value == value) return row.name;
  }
  return "";
}

// Sets `value` to what `name` stands for; false when `names` has no such name.
template <class E>
bool ValueOf(const EnumNames<E>& names, std::string_view name, E& value) {
  for (const auto& row : names) {
    if (name == row.name) {
      value = row.value;
      return true;
    }
  }
  return false;
}

template <class T>
concept Integer = std::is_integral_v<T> && !std::is_same_v<T, bool>;

inline bool FromText(std::string_view text, std::string& value) {
  value = text;
  return true;
}

// Decimal, or hexadecimal after 0x. White space around a number is allowed, as in libvirt; an empty text is not a number.
template <Integer T>
bool FromText(std::string_view text, T& value) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n' || text.front() == '\t' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.remove_prefix(2);
    base = 16;
  }
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// "yes" and "no". For "on" and "off" there is OnOff.
inline bool FromText(std::string_view text, bool& value) {
  value = text == "yes";
  return value || text == "no";
}

// A bool that is written "on" or "off".
struct OnOff {
  bool value = false;
  friend bool operator==(OnOff, OnOff) = default;
};
inline bool FromText(std::string_view text, OnOff& value) {
  value.value = text == "on";
  return value.value || text == "off";
}

// A number written in hexadecimal with at least Digits digits: "0x04".
template <Integer T, int Digits>
struct Hex {
  T value = 0;
  friend bool operator==(Hex, Hex) = default;
};
template <class T, int Digits>
bool FromText(std::string_view text, Hex<T, Digits>& value) {
  return FromText(text, value.value);
}

inline void ToText(std::string& out, const std::string& value) { out += value; }
template <Integer T>
void ToText(std::string& out, T value) {
  char buffer[24];
  out.append(buffer, static_cast<size_t>(std::to_chars(buffer, buffer + sizeof buffer, value).ptr - buffer));
}
inline void ToText(std::string& out, bool value) { out += value ? "yes" : "no"; }
inline void ToText(std::string& out, OnOff value) { out += value.value ? "on" : "off"; }
template <class T, int Digits>
void ToText(std::string& out, Hex<T, Digits> value) {
  char buffer[24];
  char* const end = std::to_chars(buffer, buffer + sizeof buffer, static_cast<std::make_unsigned_t<T>>(value.value), 16).ptr;
  out += "0x";
  for (auto n = end - buffer; n < Digits; ++n) out += '0';
  out.append(buffer, static_cast<size_t>(end - buffer));
}

struct Required {};
// After a value: the attribute or element must be there, and is always written.
inline constexpr Required kRequired;

// What the caller wants of a document; the descriptions of elements ask for it where reading and writing depend on it.
struct Options {
  bool validate = false;    // reading: unknown elements and attributes are errors
  bool inactive = false;    // reading and writing: without what only a running object has
  bool secure = false;      // writing: with passwords
  bool migratable = false;  // writing: for another host
  bool status = false;      // both: the daemon's own record of a running object, with its private parts
};

}  // namespace pleiad::xml
