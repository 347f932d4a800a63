// SPDX-License-Identifier: Apache-2.0
// table.h: which method answers which procedure. A daemon fills one table at start, a line a procedure:
//
//   table.Bind<wire::DomainGetXmlDesc>(driver, &DomainDriver::XmlDesc, {kDomainRead, kDomainReadSecure.When(1)}, Run::kInline);
//
// with  absl::StatusOr<std::string> XmlDesc(const Caller&, const DomainRef&, uint32_t flags);
// A method takes the caller and one parameter for each field of the procedure's arguments: numbers and enums are cast, a list
// is a std::vector or a span of it, opaque bytes are a std::string. It returns absl::Status when the reply is empty, else a
// StatusOr of the reply's only field, of an aggregate or tuple with as many fields, or of the wire struct itself. A last
// parameter of std::vector<UniqueFd> receives the descriptors of a call; a result of UniqueFd, std::vector<UniqueFd> or
// WithDescriptors<T> sends some. A mismatch does not compile.
#pragma once

#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "libshared/rpc/binding.h"
#include "libshared/rpc/call.h"

namespace pleiad::rpc {

template <class T>
struct WithDescriptors {
  T value;
  std::vector<UniqueFd> descriptors;
};

class Table {
 public:
  template <class Proc, class Driver, class Method>
  void Bind(Driver& driver, Method method, Permissions permissions, Run run = Run::kInline);

  // For list calls whose arguments end in need_results and flags, and whose reply is the list and its length: the method takes
  // no need_results and returns the std::vector; only the length travels when the client wants no results.
  template <class Proc, class Driver, class Method>
  void BindList(Driver& driver, Method method, Permissions permissions, Run run = Run::kInline);

  // The method returns StatusOr<StreamEnd>, or StatusOr<StreamAnd<T>> where the reply has a value of its own.
  template <class Proc, class Driver, class Method>
  void BindStream(Driver& driver, Method method, Permissions permissions, Run run = Run::kWorker) {
    Bind<Proc>(driver, method, std::move(permissions), run);
    OpensStream<Proc>();
  }

  // For what fits no method: a callable of (ClientSession&, Proc::Args&), (const Caller&, Proc::Args&) or
  // (CallContext&, Proc::Args&), with results as for Bind. Events are registered so, kInline, with the session to send to.
  template <class Proc, class Handler>
  void Handle(Handler handler, Permissions permissions, Run run = Run::kInline);

  // The handler asks the access check by itself, for the call does not name the object but by what is to be looked up, or
  // makes it. Read-only clients are refused by the row's permissions as ever.
  template <class Proc>
  void ChecksLater() {
    Last(Proc::kProgram, Proc::kNumber).checks_later = true;
  }

  // For a row of Handle whose callable returns a StreamEnd or StreamAnd.
  template <class Proc>
  void OpensStream() {
    Last(Proc::kProgram, Proc::kNumber).opens_stream = true;
  }

  // Null when nothing answers it.
  const Row* Find(uint32_t program, int32_t number) const;
  bool HasProgram(uint32_t program) const;
  size_t size() const { return count_; }

 private:
  template <class Proc, class Invoke>
  void Add(Invoke invoke, Permissions permissions, Run run);
  void Insert(Row row);
  Row& Last(Program program, int number);

  struct Rows {
    Program program;
    std::vector<std::unique_ptr<Row>> by_number;
  };
  std::vector<Rows> programs_;
  size_t count_ = 0;
};

// ---- implementation --------------------------------------------------------------------------------------------------
namespace binding {

template <class Ret, class Value>
absl::Status KeepResult(CallContext& context, Ret& ret, Value value) {
  if constexpr (std::is_same_v<Value, UniqueFd>) {
    context.reply_descriptors.push_back(std::move(value));
    return absl::OkStatus();
  } else if constexpr (std::is_same_v<Value, std::vector<UniqueFd>>) {
    context.reply_descriptors = std::move(value);
    return absl::OkStatus();
  } else if constexpr (std::is_same_v<Value, StreamEnd>) {
    context.stream = std::move(value);
    return absl::OkStatus();
  } else {
    return ResultInto(ret, std::move(value));
  }
}
template <class Ret, class T>
absl::Status KeepResult(CallContext& context, Ret& ret, StreamAnd<T> value) {
  context.stream = std::move(value.stream);
  return ResultInto(ret, std::move(value.value));
}
template <class Ret, class T>
absl::Status KeepResult(CallContext& context, Ret& ret, WithDescriptors<T> value) {
  context.reply_descriptors = std::move(value.descriptors);
  return ResultInto(ret, std::move(value.value));
}

template <class Proc, class Invoke>
class BoundCall final : public DecodedCall {
 public:
  using Args = typename Proc::Args;
  using Ret = typename Proc::Ret;

  static std::unique_ptr<DecodedCall> Decode(const Row& row, std::string_view payload) {
    auto call = std::make_unique<BoundCall>();
    call->invoke_ = static_cast<const Invoke*>(row.target.get());
    if constexpr (FieldCount<Args>() > 0) {
      // Bytes after the arguments are passed over, as clients know it.
      xdr::Decoder d(payload);
      xdr::Get(d, call->args_);
      if (!d.ok()) return nullptr;
    }
    return call;
  }
  uint64_t flags() const override { return FlagsOf(args_); }
  ObjectRef object() const override { return ObjectOf(args_); }
  absl::Status Execute(CallContext& context) override {
    auto result = (*invoke_)(context, args_);
    if constexpr (std::is_same_v<decltype(result), absl::Status>) {
      static_assert(FieldCount<Ret>() == 0 || std::is_same_v<Ret, void>, "the method returns a Status, but the reply has fields");
      return result;
    } else {
      if (!result.ok()) return std::move(result).status();
      return KeepResult(context, ret_, *std::move(result));
    }
  }
  void EncodeResult([[maybe_unused]] xdr::Encoder& out) const override {
    if constexpr (FieldCount<Ret>() > 0) xdr::Put(out, ret_);
  }

 private:
  const Invoke* invoke_ = nullptr;
  Args args_;
  Ret ret_;
};

template <class... P>
constexpr bool LastIsDescriptors() {
  if constexpr (sizeof...(P) == 0) {
    return false;
  } else {
    return std::is_same_v<std::remove_cvref_t<std::tuple_element_t<sizeof...(P) - 1, std::tuple<P...>>>, std::vector<UniqueFd>>;
  }
}

// Calls the method with the fields `kAt` of the arguments, and with the call's descriptors where it has a parameter more.
template <class Driver, class Method, class R, class... P>
struct MethodInvoke {
  Driver* driver;
  Method method;

  template <class Args, size_t... kAt>
  R Call(CallContext& context, Args& args, std::index_sequence<kAt...> at) const {
    constexpr bool kTakesDescriptors = sizeof...(P) == sizeof...(kAt) + 1 && LastIsDescriptors<P...>();
    static_assert(sizeof...(P) == sizeof...(kAt) || kTakesDescriptors,
                  "the method must take const Caller& and one parameter for each field of the procedure's arguments");
    auto fields = FieldsOf(args);
    return CallWith<kTakesDescriptors>(context, fields, at, std::make_index_sequence<sizeof...(kAt)>());
  }

  template <bool kTakesDescriptors, class Fields, size_t... kAt, size_t... kParameter>
  R CallWith(CallContext& context, [[maybe_unused]] Fields& fields, std::index_sequence<kAt...>, std::index_sequence<kParameter...>) const {
    using Parameters = std::tuple<P...>;
    if constexpr (kTakesDescriptors) {
      return (driver->*method)(context.caller, AsParameter<std::tuple_element_t<kParameter, Parameters>>(std::get<kAt>(fields))...,
                               std::move(context.descriptors));
    } else {
      return (driver->*method)(context.caller, AsParameter<std::tuple_element_t<kParameter, Parameters>>(std::get<kAt>(fields))...);
    }
  }
};

template <class Method>
struct MethodOf {
  static_assert(kNever<Method>, "not a method whose first parameter is const Caller&");
};
template <class Base, class R, class... P>
struct MethodOf<R (Base::*)(const Caller&, P...)> {
  template <class Driver>
  using Invoke = MethodInvoke<Driver, R (Base::*)(const Caller&, P...), R, P...>;
};
template <class Base, class R, class... P>
struct MethodOf<R (Base::*)(const Caller&, P...) const> {
  template <class Driver>
  using Invoke = MethodInvoke<Driver, R (Base::*)(const Caller&, P...) const, R, P...>;
};

template <size_t kSkip, size_t... kAt>
constexpr auto Skipping(std::index_sequence<kAt...>) {
  return std::index_sequence<(kAt < kSkip ? kAt : kAt + 1)...>();
}

}  // namespace binding

template <class Proc, class Driver, class Method>
void Table::Bind(Driver& driver, Method method, Permissions permissions, Run run) {
  using Args = typename Proc::Args;
  Add<Proc>(
      [target = typename binding::MethodOf<Method>::template Invoke<Driver>{&driver, method}](CallContext& context, Args& args) {
        return target.Call(context, args, std::make_index_sequence<binding::FieldCount<Args>()>());
      },
      std::move(permissions), run);
}

template <class Proc, class Driver, class Method>
void Table::BindList(Driver& driver, Method method, Permissions permissions, Run run) {
  using Args = typename Proc::Args;
  using Ret = typename Proc::Ret;
  constexpr size_t kFields = binding::FieldCount<Args>();
  static_assert(kFields >= 2 && binding::FieldCount<Ret>() == 2, "not a list call: the arguments end in need_results and flags, the reply is a list and its length");
  Add<Proc>(
      [target = typename binding::MethodOf<Method>::template Invoke<Driver>{&driver, method}](CallContext& context, Args& args) -> absl::StatusOr<Ret> {
        const bool need_results = boost::pfr::get<kFields - 2>(args) != 0;
        auto items = target.Call(context, args, binding::Skipping<kFields - 2>(std::make_index_sequence<kFields - 1>()));
        if (!items.ok()) return std::move(items).status();
        Ret ret;
        boost::pfr::get<1>(ret) = static_cast<boost::pfr::tuple_element_t<1, Ret>>(items->size());
        if (!need_results) return ret;
        if (absl::Status status = binding::Assign(boost::pfr::get<0>(ret), *std::move(items)); !status.ok()) return status;
        return ret;
      },
      std::move(permissions), run);
}

template <class Proc, class Handler>
void Table::Handle(Handler handler, Permissions permissions, Run run) {
  using Args = typename Proc::Args;
  Add<Proc>(
      [handler = std::move(handler)](CallContext& context, Args& args) {
        if constexpr (std::is_invocable_v<const Handler&, ClientSession&, Args&>) {
          return handler(context.session, args);
        } else if constexpr (std::is_invocable_v<const Handler&, const Caller&, Args&>) {
          return handler(context.caller, args);
        } else {
          static_assert(std::is_invocable_v<const Handler&, CallContext&, Args&>,
                        "the handler takes a ClientSession&, const Caller& or CallContext&, and the procedure's Args");
          return handler(context, args);
        }
      },
      std::move(permissions), run);
}

template <class Proc, class Invoke>
void Table::Add(Invoke invoke, Permissions permissions, Run run) {
  Row row{.program = Proc::kProgram, .number = Proc::kNumber, .api = {}, .permissions = std::move(permissions), .run = run,
          .decode = &binding::BoundCall<Proc, Invoke>::Decode, .target = std::make_shared<const Invoke>(std::move(invoke))};
  Insert(std::move(row));
}

}  // namespace pleiad::rpc
