// SPDX-License-Identifier: Apache-2.0
// binding.h: between a procedure's wire structs and a method's natural signature, at compile time: argument fields become
// parameters, the result becomes the reply's fields. table.h is what uses it.
#pragma once

#include <boost/pfr/core.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libshared/rpc/access.h"
#include "libshared/rpc/wire_error.h"
#include "libshared/rpc/xdr.h"

namespace pleiad::rpc::binding {

template <class>
inline constexpr bool kNever = false;
template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

template <class T>
struct IsList : std::false_type {};
template <class T, uint32_t kMax>
struct IsList<xdr::List<T, kMax>> : std::true_type {
  using Item = T;
};
template <class T>
struct IsOpaque : std::false_type {};
template <uint32_t kMax>
struct IsOpaque<xdr::Opaque<kMax>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsTuple : std::false_type {};
template <class... T>
struct IsTuple<std::tuple<T...>> : std::true_type {};
template <class A, class B>
struct IsTuple<std::pair<A, B>> : std::true_type {};

template <class T>
constexpr size_t FieldCount() {
  if constexpr (std::is_empty_v<T>) {
    return 0;
  } else {
    return boost::pfr::tuple_size_v<T>;
  }
}

template <class T>
auto FieldsOf(T& value) {
  if constexpr (std::is_empty_v<T>) {
    return std::tuple<>();
  } else {
    return boost::pfr::structure_tie(value);
  }
}

// ---- an argument's field as the parameter of type P ------------------------------------------------------------------
// A field is moved into a parameter that takes it by value, and referred to by one that takes a reference, view or span.
template <class P, class Field>
decltype(auto) AsParameter(Field& field) {
  using Value = std::remove_cvref_t<P>;
  if constexpr (std::is_same_v<Value, Field>) {
    if constexpr (std::is_lvalue_reference_v<P>) {
      return static_cast<const Field&>(field);
    } else {
      return std::move(field);
    }
  } else if constexpr (Number<Value> && Number<Field>) {
    return static_cast<Value>(field);
  } else if constexpr (IsOpaque<Field>::value) {
    return AsParameter<P>(field.bytes);
  } else if constexpr (IsList<Field>::value && std::is_same_v<Value, std::string>) {
    return std::string(field.items.begin(), field.items.end());
  } else if constexpr (IsList<Field>::value && IsVector<Value>::value && !std::is_same_v<Value, std::vector<typename IsList<Field>::Item>>) {
    return Value(field.items.begin(), field.items.end());
  } else if constexpr (IsList<Field>::value) {
    return AsParameter<P>(field.items);
  } else if constexpr (std::is_convertible_v<Field&, Value>) {
    return Value(field);
  } else {
    static_assert(kNever<P>, "the method's parameter can't be made from the procedure's field at the same place");
  }
}

// ---- a method's result into the reply's fields -----------------------------------------------------------------------
inline absl::Status TooMany(size_t count, size_t limit) { return RpcError(absl::StrCat("too many elements '", count, "' for limit '", limit, "'")); }

template <class To, class From>
constexpr bool CanAssign() {
  if constexpr (std::is_same_v<To, From> || (Number<To> && Number<From>)) return true;
  if constexpr (IsOpaque<To>::value) return std::is_convertible_v<From, std::string>;
  if constexpr (IsList<To>::value) return IsVector<From>::value || (std::is_same_v<From, std::string> && Number<typename IsList<To>::Item>);
  if constexpr (IsOptional<To>::value) return std::is_convertible_v<From, To>;
  return std::is_convertible_v<From, To>;
}

template <class To, class From>
absl::Status AssignFields(To& to, From&& from);

template <class To, class From>
absl::Status Assign(To& to, From&& from) {
  using Source = std::remove_cvref_t<From>;
  if constexpr (std::is_same_v<To, Source>) {
    to = std::forward<From>(from);
  } else if constexpr (Number<To> && Number<Source>) {
    to = static_cast<To>(from);
  } else if constexpr (IsOpaque<To>::value) {
    to.bytes = std::forward<From>(from);
    if (to.bytes.size() > To::kLimit) return TooMany(to.bytes.size(), To::kLimit);
  } else if constexpr (IsList<To>::value) {
    if (from.size() > To::kLimit) return TooMany(from.size(), To::kLimit);
    using Item = typename IsList<To>::Item;
    if constexpr (std::is_same_v<Source, std::vector<Item>>) {
      to.items = std::forward<From>(from);
    } else {
      to.items.reserve(from.size());
      for (auto&& item : from) {
        if (absl::Status status = Assign(to.items.emplace_back(), std::move(item)); !status.ok()) return status;
      }
    }
  } else if constexpr (std::is_convertible_v<From, To>) {
    to = std::forward<From>(from);
  } else {
    return AssignFields(to, std::forward<From>(from));
  }
  return absl::OkStatus();
}

template <class ToTuple, class FromTuple, size_t... kAt>
absl::Status AssignEach(ToTuple to, FromTuple& from, std::index_sequence<kAt...>) {
  absl::Status status;
  (void)((status = Assign(std::get<kAt>(to), std::move(std::get<kAt>(from))), status.ok()) && ...);
  return status;
}

template <class To, class From>
absl::Status AssignFields(To& to, From&& from) {
  using Source = std::remove_cvref_t<From>;
  constexpr size_t kCount = FieldCount<To>();
  if constexpr (IsTuple<Source>::value) {
    static_assert(std::tuple_size_v<Source> == kCount, "the result has not as many values as the reply has fields");
    return AssignEach(FieldsOf(to), from, std::make_index_sequence<kCount>());
  } else {
    static_assert(std::is_aggregate_v<Source>, "the result can't be made into the reply's fields");
    static_assert(FieldCount<Source>() == kCount, "the result has not as many fields as the reply");
    auto source = FieldsOf(from);
    return AssignEach(FieldsOf(to), source, std::make_index_sequence<kCount>());
  }
}

template <class Ret, class Value>
absl::Status ResultInto(Ret& ret, Value&& value) {
  if constexpr (std::is_same_v<Ret, std::remove_cvref_t<Value>>) {
    ret = std::forward<Value>(value);
    return absl::OkStatus();
  } else if constexpr (FieldCount<Ret>() == 1) {
    using Field = boost::pfr::tuple_element_t<0, Ret>;
    if constexpr (CanAssign<Field, std::remove_cvref_t<Value>>()) {
      return Assign(boost::pfr::get<0>(ret), std::forward<Value>(value));
    } else {
      return AssignFields(ret, std::forward<Value>(value));
    }
  } else {
    return AssignFields(ret, std::forward<Value>(value));
  }
}

// ---- what the access check asks of arguments -------------------------------------------------------------------------
template <class Args>
uint64_t FlagsOf(const Args& args) {
  uint64_t flags = 0;
  if constexpr (FieldCount<Args>() > 0) {
    boost::pfr::for_each_field(args, [&flags](const auto& field) {
      if constexpr (std::is_same_v<std::remove_cvref_t<decltype(field)>, uint32_t>) flags = field;
    });
  }
  return flags;
}

inline ObjectRef RefTo(const DomainSnapshotRef& ref) { return &ref.dom; }
inline ObjectRef RefTo(const DomainCheckpointRef& ref) { return &ref.dom; }
template <class T>
ObjectRef RefTo(const T& field) {
  if constexpr (std::is_constructible_v<ObjectRef, const T*> && std::is_class_v<T>) {
    return &field;
  } else {
    return {};
  }
}

template <class Args>
ObjectRef ObjectOf(const Args& args) {
  if constexpr (FieldCount<Args>() > 0) {
    return RefTo(boost::pfr::get<0>(args));
  } else {
    return {};
  }
}

}  // namespace pleiad::rpc::binding
