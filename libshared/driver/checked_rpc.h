// SPDX-License-Identifier: Apache-2.0
// checked_rpc.h: rows of calls that do not say as an object what they are about: look-ups, calls that make an object from a
// document, and calls that name it by a text. The access check is asked when the object is known; null asks nobody.
#pragma once

#include <type_traits>
#include <utility>

#include "libshared/base/status_macros.h"
#include "libshared/rpc/access.h"
#include "libshared/rpc/api_names.h"
#include "libshared/rpc/call_runner.h"
#include "libshared/rpc/table.h"

namespace pleiad::driver {

// `about(caller, args)` is the object, or a StatusOr of it; `call(context, args)` does the work.
template <class Proc, class About, class Call>
void HandleAbout(rpc::Table& table, rpc::AccessCheck* access, About about, Call call, Permissions permissions,
                 rpc::Run run = rpc::Run::kWorker) {
  using Args = typename Proc::Args;
  using Result = std::invoke_result_t<const Call&, rpc::CallContext&, Args&>;
  const auto check = [access, about = std::move(about), permissions](const Caller& caller, const Args& args) -> absl::Status {
    if (access == nullptr) return absl::OkStatus();
    auto object = about(caller, args);
    const Permissions needed = rpc::NeededFor(permissions, rpc::binding::FlagsOf(args));
    const std::string_view api = rpc::ApiName(Proc::kProgram, Proc::kNumber);
    if constexpr (requires { object.status(); }) {
      RETURN_IF_ERROR(object.status());
      return access->CheckKnown(caller, needed, &*object, api);
    } else {
      return access->CheckKnown(caller, needed, &object, api);
    }
  };
  table.Handle<Proc>(
      [check, call = std::move(call)](rpc::CallContext& context, Args& args) -> Result {
        RETURN_IF_ERROR(check(context.caller, args));
        return call(context, args);
      },
      permissions, run);
  table.ChecksLater<Proc>();
}

// A method as Table::Bind takes it, as a `call`.
template <class Proc, class Driver, class Method>
auto CallOf(Driver& driver, Method method) {
  using Args = typename Proc::Args;
  using Invoke = typename rpc::binding::MethodOf<Method>::template Invoke<Driver>;
  return [target = Invoke{&driver, method}](rpc::CallContext& context, Args& args) {
    return target.Call(context, args, std::make_index_sequence<rpc::binding::FieldCount<Args>()>());
  };
}

template <class Proc, class About, class Driver, class Method>
void BindAbout(rpc::Table& table, rpc::AccessCheck* access, About about, Driver& driver, Method method, Permissions permissions,
               rpc::Run run = rpc::Run::kWorker) {
  HandleAbout<Proc>(table, access, std::move(about), CallOf<Proc>(driver, method), std::move(permissions), run);
}

// What is found is shown to who may know of it.
template <class Proc, class Driver, class Method>
void BindLookup(rpc::Table& table, rpc::AccessCheck* access, Driver& driver, Method method, Permission getattr,
                rpc::Run run = rpc::Run::kInline) {
  using Args = typename Proc::Args;
  const auto find = CallOf<Proc>(driver, method);
  using Result = std::invoke_result_t<decltype(find), rpc::CallContext&, Args&>;
  table.Handle<Proc>(
      [access, getattr, find](rpc::CallContext& context, Args& args) -> Result {
        Result found = find(context, args);
        if (access == nullptr || !found.ok()) return found;
        RETURN_IF_ERROR(access->CheckKnown(context.caller, {&getattr, 1}, &*found, rpc::ApiName(Proc::kProgram, Proc::kNumber)));
        return found;
      },
      {getattr}, run);
  table.ChecksLater<Proc>();
}

}  // namespace pleiad::driver
