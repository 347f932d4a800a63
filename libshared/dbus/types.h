// SPDX-License-Identifier: Apache-2.0
// types.h: which C++ type is which D-Bus type, both ways, at compile time. Plain aggregates are structs, field by field
// (Boost.PFR). Other layers add types of theirs by specialising Type.
#pragma once

#include <boost/pfr/core.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "libshared/base/typed_param.h"
#include "libshared/base/unique_fd.h"
#include "libshared/dbus/message.h"

namespace pleiad::dbus {

struct ObjectPath {
  std::string path;
};

// a{st} and the like, in the order given.
template <class Key, class Value>
struct Dict {
  std::vector<std::pair<Key, Value>> entries;
};

// a{sv} whose values stand in a variant inside of the variant, as libvirt's D-Bus clients expect in some places.
struct TwiceWrapped {
  TypedParams params;
};

// Signature(), Put(Writer&, const T&), Get(Reader&, T&).
template <class T>
struct Type;

template <class T>
std::string SignatureOf() {
  return Type<std::remove_cvref_t<T>>::Signature();
}

#define PLEIAD_DBUS_BASIC(cpp, letter, name)                                   \
  template <>                                                                  \
  struct Type<cpp> {                                                           \
    static std::string Signature() { return letter; }                          \
    static void Put(Writer& w, const cpp& value) { w.name(value); }            \
    static void Get(Reader& r, cpp& value) { value = r.name(); }               \
  }
PLEIAD_DBUS_BASIC(uint8_t, "y", Byte);
PLEIAD_DBUS_BASIC(bool, "b", Bool);
PLEIAD_DBUS_BASIC(int32_t, "i", Int32);
PLEIAD_DBUS_BASIC(uint32_t, "u", Uint32);
PLEIAD_DBUS_BASIC(int64_t, "x", Int64);
PLEIAD_DBUS_BASIC(uint64_t, "t", Uint64);
PLEIAD_DBUS_BASIC(double, "d", Double);
PLEIAD_DBUS_BASIC(std::string, "s", String);
#undef PLEIAD_DBUS_BASIC

template <>
struct Type<ObjectPath> {
  static std::string Signature() { return "o"; }
  static void Put(Writer& w, const ObjectPath& value) { w.Path(value.path); }
  static void Get(Reader& r, ObjectPath& value) { value.path = r.Path(); }
};

template <>
struct Type<UniqueFd> {
  static std::string Signature() { return "h"; }
  static void Put(Writer& w, const UniqueFd& value) { w.Descriptor(value.get()); }
  static void Get(Reader& r, UniqueFd& value) { value = r.Descriptor(); }
};

// D-Bus has no absence: the empty text stands for it.
template <>
struct Type<std::optional<std::string>> {
  static std::string Signature() { return "s"; }
  static void Put(Writer& w, const std::optional<std::string>& value) { w.String(value.value_or("")); }
  static void Get(Reader& r, std::optional<std::string>& value) {
    std::string text = r.String();
    if (!text.empty()) value = std::move(text);
  }
};

template <class T>
struct Type<std::vector<T>> {
  static std::string Signature() { return "a" + Type<T>::Signature(); }
  static void Put(Writer& w, const std::vector<T>& items) {
    w.Array(Type<T>::Signature(), [&] {
      for (const auto& item : items) Type<T>::Put(w, item);
    });
  }
  static void Get(Reader& r, std::vector<T>& items) {
    r.Array(Type<T>::Signature(), [&] {
      T item{};
      Type<T>::Get(r, item);
      items.push_back(std::move(item));
    });
  }
};

template <class Key, class Value>
struct Type<Dict<Key, Value>> {
  static std::string Entry() { return Type<Key>::Signature() + Type<Value>::Signature(); }
  static std::string Signature() { return "a{" + Entry() + "}"; }
  static void Put(Writer& w, const Dict<Key, Value>& dict) {
    w.Array("{" + Entry() + "}", [&] {
      for (const auto& [key, value] : dict.entries) {
        w.DictEntry(Entry(), [&, &key = key, &value = value] {
          Type<Key>::Put(w, key);
          Type<Value>::Put(w, value);
        });
      }
    });
  }
  static void Get(Reader& r, Dict<Key, Value>& dict) {
    r.Array("{" + Entry() + "}", [&] {
      auto& [key, value] = dict.entries.emplace_back();
      r.DictEntry(Entry(), [&, &key = key, &value = value] {
        Type<Key>::Get(r, key);
        Type<Value>::Get(r, value);
      });
    });
  }
};

// A variant of one of the seven types; others are refused when reading.
template <>
struct Type<TypedValue> {
  static std::string Signature() { return "v"; }
  static void Put(Writer& w, const TypedValue& value);
  static void PutTwice(Writer& w, const TypedValue& value);
  static void Get(Reader& r, TypedValue& value);
};

template <>
struct Type<TypedParams> {
  static std::string Signature() { return "a{sv}"; }
  static void Put(Writer& w, const TypedParams& params);
  static void Get(Reader& r, TypedParams& params);
};

template <>
struct Type<TwiceWrapped> {
  static std::string Signature() { return "a{sv}"; }
  static void Put(Writer& w, const TwiceWrapped& value);
};

template <class T>
  requires(std::is_aggregate_v<T> && !std::is_array_v<T>)
struct Type<T> {
  static std::string Content() {
    std::string signature;
    AddFields(signature, std::make_index_sequence<boost::pfr::tuple_size_v<T>>());
    return signature;
  }
  static std::string Signature() { return "(" + Content() + ")"; }
  static void Put(Writer& w, const T& value) {
    w.Struct(Content(), [&] {
      boost::pfr::for_each_field(value, [&](const auto& field) { Type<std::remove_cvref_t<decltype(field)>>::Put(w, field); });
    });
  }
  static void Get(Reader& r, T& value) {
    r.Struct(Content(), [&] {
      boost::pfr::for_each_field(value, [&](auto& field) { Type<std::remove_cvref_t<decltype(field)>>::Get(r, field); });
    });
  }

 private:
  template <size_t... kAt>
  static void AddFields(std::string& signature, std::index_sequence<kAt...>) {
    (signature.append(Type<boost::pfr::tuple_element_t<kAt, T>>::Signature()), ...);
  }
};

}  // namespace pleiad::dbus
