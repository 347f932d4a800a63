// SPDX-License-Identifier: Apache-2.0
// interface.h: a D-Bus interface as rows: what a method takes and gives (from the C++ types, at compile time), what its
// caller must be allowed to, where it runs, and which function answers. tree.h serves objects that have interfaces.
//
//   Interface domain("org.libvirt.Domain", "A domain, running or not.");
//   Rows<DomainRef> rows(domain);
//   rows.Method("GetXMLDesc(flags) -> xml", "Its description.", driver, &DomainInspect::XmlDesc, {kDomainRead}, Run::kInline);
//
// The text names the arguments; a function that takes another number of them ends the program at its start.
#pragma once

#include <any>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/dbus/types.h"

namespace pleiad::dbus {

// kInline: on the loop's thread, for what only reads memory. kWorker: may wait.
enum class Run : uint8_t { kInline, kWorker };
// What PropertiesChanged says of a property.
enum class Emits : uint8_t { kConst, kFalse, kTrue };

struct Argument {
  std::string name, signature;
};

// Writes the values of an answer; on the loop's thread.
using Answer = absl::AnyInvocable<void(Writer&)>;
// A call whose arguments are read; on the thread that the row wants.
using Work = absl::AnyInvocable<absl::StatusOr<Answer>(const Caller&)>;

struct Decoded {
  Work work;
  uint32_t flags = 0;  // the last unsigned argument, for permissions that depend on it
};

struct Method {
  std::string name, doc;
  std::vector<Argument> in, out;
  Permissions permissions;
  Run run = Run::kInline;
  std::function<Decoded(const std::any& object, Reader& arguments)> decode;
  bool checks_later = false;  // its function asks the access check, when it knows the object

  std::string InSignature() const;
};

struct Property {
  std::string name, signature, doc;
  Emits emits = Emits::kFalse;
  Permissions read, write;
  Run run = Run::kInline;
  std::function<Work(const std::any& object)> get;
  std::function<Decoded(const std::any& object, Reader& value)> set;  // null: read only
};

struct Signal {
  std::string name, doc;
  std::vector<Argument> arguments;
};

class Interface {
 public:
  Interface(std::string name, std::string doc) : name_(std::move(name)), doc_(std::move(doc)) {}

  void Add(Method method) { methods_.push_back(std::move(method)); }
  void Add(Property property) { properties_.push_back(std::move(property)); }
  // For methods that look an object up or make it.
  void ChecksLater(std::initializer_list<std::string_view> methods);
  // "DomainEvent(domain:o, event:i, detail:i)"
  void AddSignal(std::string_view text, std::string doc);

  const std::string& name() const { return name_; }
  const std::string& doc() const { return doc_; }
  const std::vector<Method>& methods() const { return methods_; }
  const std::vector<Property>& properties() const { return properties_; }
  const std::vector<Signal>& signals() const { return signals_; }
  const Method* FindMethod(std::string_view name) const;
  const Property* FindProperty(std::string_view name) const;

 private:
  std::string name_, doc_;
  std::vector<Method> methods_;
  std::vector<Property> properties_;
  std::vector<Signal> signals_;
};

// "Name(a, b) -> c", where an argument may carry its signature as in "a:u".
struct MethodText {
  std::string name;
  std::vector<Argument> in, out;
};
MethodText ParseMethodText(std::string_view text);
// Puts the signatures to the names; there must be as many.
void SetSignatures(std::vector<Argument>& arguments, const std::vector<std::string>& signatures, std::string_view text);

// ---- from functions to rows -------------------------------------------------------------------------------------------
// For interfaces of objects that need no reference: there is one of them.
struct Root {};

namespace rows {

template <class T>
struct Shape;  // of a lambda: result and parameters
template <class F, class R, class... P>
struct Shape<R (F::*)(P...) const> {
  using Result = R;
  using Parameters = std::tuple<P...>;
};

template <size_t kSkip, class Tuple>
struct TailOf;
template <size_t kSkip, class... P>
struct TailOf<kSkip, std::tuple<P...>> {
  template <size_t... kAt>
  static auto Make(std::index_sequence<kAt...>) -> std::tuple<std::tuple_element_t<kAt + kSkip, std::tuple<P...>>...>;
  using Type = decltype(Make(std::make_index_sequence<sizeof...(P) - kSkip>()));
};

template <class Tuple>
struct ValuesOf;
template <class... P>
struct ValuesOf<std::tuple<P...>> {
  using Type = std::tuple<std::remove_cvref_t<P>...>;
  static std::vector<std::string> Signatures() { return {SignatureOf<P>()...}; }
};

template <class R>
struct ResultOf;
template <>
struct ResultOf<absl::Status> {
  static std::vector<std::string> Signatures() { return {}; }
  static absl::StatusOr<Answer> ToAnswer(absl::Status status) {
    if (!status.ok()) return status;
    return Answer([](Writer&) {});
  }
};
template <class T>
struct ResultOf<absl::StatusOr<T>> {
  static std::vector<std::string> Signatures() { return {SignatureOf<T>()}; }
  static absl::StatusOr<Answer> ToAnswer(absl::StatusOr<T> result) {
    if (!result.ok()) return std::move(result).status();
    return Answer([value = *std::move(result)](Writer& writer) { Type<T>::Put(writer, value); });
  }
};

template <class Tuple>
uint32_t LastFlags(const Tuple& values) {
  uint32_t flags = 0;
  std::apply([&flags](const auto&... value) { (([&] { if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, uint32_t>) flags = value; }()), ...); },
             values);
  return flags;
}

}  // namespace rows

// Adds rows to an interface whose objects are named by Object (Root: the one).
template <class Object>
class Rows {
 public:
  explicit Rows(Interface& interface) : interface_(interface) {}

  // A method of a driver: (const Caller&[, const Object&], arguments...) to Status or StatusOr.
  template <class Driver, class R, class Base, class... P>
  void Method(std::string_view text, std::string doc, Driver& driver, R (Base::*method)(const Caller&, P...), Permissions permissions, Run run) {
    Handle(
        text, std::move(doc), [&driver, method](const Caller& caller, P... parameters) -> R { return (driver.*method)(caller, std::forward<P>(parameters)...); },
        std::move(permissions), run);
  }
  // The same with a callable.
  template <class F>
  void Handle(std::string_view text, std::string doc, F function, Permissions permissions, Run run) {
    using Shape = rows::Shape<decltype(&F::operator())>;
    using Values = rows::ValuesOf<typename rows::TailOf<kOwn, typename Shape::Parameters>::Type>;
    MethodText parsed = ParseMethodText(text);
    SetSignatures(parsed.in, Values::Signatures(), text);
    SetSignatures(parsed.out, rows::ResultOf<typename Shape::Result>::Signatures(), text);
    interface_.Add(dbus::Method{parsed.name, std::move(doc), std::move(parsed.in), std::move(parsed.out), std::move(permissions), run,
                                [function](const std::any& object, Reader& reader) { return DecodeFor(function, object, reader); }});
  }
  // A property from a getter as above without arguments.
  template <class Driver, class R, class Base, class... P>
  void Property(std::string name, std::string doc, Emits emits, Driver& driver, R (Base::*getter)(const Caller&, P...), Permissions permissions,
                Run run = Run::kInline) {
    Get(std::move(name), std::move(doc), emits, [&driver, getter](const Caller& caller, P... object) -> R { return (driver.*getter)(caller, std::forward<P>(object)...); },
        std::move(permissions), run);
  }
  template <class F>
  void Get(std::string name, std::string doc, Emits emits, F getter, Permissions permissions, Run run = Run::kInline) {
    interface_.Add(MakeProperty(std::move(name), std::move(doc), emits, getter, std::move(permissions), run));
  }
  // The same, and a setter with the new value as its only argument, which runs on a worker.
  template <class F, class S>
  void GetSet(std::string name, std::string doc, Emits emits, F getter, Permissions permissions, S setter, Permissions to_write) {
    dbus::Property property = MakeProperty(std::move(name), std::move(doc), emits, getter, std::move(permissions), Run::kInline);
    property.write = std::move(to_write);
    property.set = [setter](const std::any& object, Reader& reader) { return DecodeFor(setter, object, reader); };
    interface_.Add(std::move(property));
  }

 private:
  // Caller and, where there is one, the object stand before the arguments.
  static constexpr size_t kOwn = std::is_same_v<Object, Root> ? 1 : 2;

  template <class F>
  static dbus::Property MakeProperty(std::string name, std::string doc, Emits emits, F getter, Permissions permissions, Run run) {
    using Shape = rows::Shape<decltype(&F::operator())>;
    const auto signatures = rows::ResultOf<typename Shape::Result>::Signatures();
    return {std::move(name), signatures.front(), std::move(doc), emits, std::move(permissions), {}, run,
            [getter](const std::any& object) { return Bound(getter, object, std::tuple<>()); }, nullptr};
  }
  template <class F>
  static Decoded DecodeFor(const F& function, const std::any& object, Reader& reader) {
    using Shape = rows::Shape<decltype(&F::operator())>;
    typename rows::ValuesOf<typename rows::TailOf<kOwn, typename Shape::Parameters>::Type>::Type values;
    std::apply([&reader](auto&... value) { (Type<std::remove_cvref_t<decltype(value)>>::Get(reader, value), ...); }, values);
    const uint32_t flags = rows::LastFlags(values);
    return {Bound(function, object, std::move(values)), flags};
  }
  template <class F, class Values>
  static Work Bound(const F& function, const std::any& object, Values values) {
    using Result = typename rows::Shape<decltype(&F::operator())>::Result;
    if constexpr (std::is_same_v<Object, Root>) {
      return [function, values = std::move(values)](const Caller& caller) mutable -> absl::StatusOr<Answer> {
        return rows::ResultOf<Result>::ToAnswer(
            std::apply([&](auto&... value) { return function(caller, std::move(value)...); }, values));
      };
    } else {
      return [function, ref = std::any_cast<Object>(object), values = std::move(values)](const Caller& caller) mutable -> absl::StatusOr<Answer> {
        return rows::ResultOf<Result>::ToAnswer(
            std::apply([&](auto&... value) { return function(caller, std::as_const(ref), std::move(value)...); }, values));
      };
    }
  }

  Interface& interface_;
};

}  // namespace pleiad::dbus
