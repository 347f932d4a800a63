// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/identity.h"

#include <unistd.h>

#include <string_view>
#include <variant>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/wire/connect.h"

namespace pleiad::rpc {
namespace {
constexpr const char* kTypeNames[] = {"int", "uint", "llong", "ullong", "double", "boolean", "string"};

template <class T>
absl::Status Read(const TypedParam& param, auto store) {
  if (const T* value = std::get_if<T>(&param.value)) {
    store(*value);
    return absl::OkStatus();
  }
  return Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "invalid type '%s' for parameter '%s', expected '%s'", kTypeNames[param.value.index()],
               param.name, kTypeNames[TypedValue(T()).index()]);
}

absl::Status Apply(const TypedParam& param, Caller& caller) {
  if (param.name == "unix-user-id") return Read<uint64_t>(param, [&](uint64_t v) { caller.uid = static_cast<uid_t>(v); });
  if (param.name == "unix-group-id") return Read<uint64_t>(param, [&](uint64_t v) { caller.gid = static_cast<gid_t>(v); });
  if (param.name == "process-id") return Read<int64_t>(param, [&](int64_t v) { caller.pid = static_cast<pid_t>(v); });
  if (param.name == "process-time") return Read<uint64_t>(param, [&](uint64_t v) { caller.process_start_time = v; });
  struct Text {
    std::string_view name;
    std::string Caller::*field;
  };
  constexpr Text kTexts[] = {{"user-name", &Caller::user_name},
                             {"group-name", &Caller::group_name},
                             {"sasl-user-name", &Caller::sasl_user},
                             {"x509-distinguished-name", &Caller::x509_dname},
                             {"selinux-context", &Caller::selinux_context}};
  for (const Text& text : kTexts) {
    if (param.name == text.name) return Read<std::string>(param, [&](const std::string& v) { caller.*text.field = v; });
  }
  return absl::OkStatus();
}

absl::Status SetIdentity(ClientSession& session, const wire::ConnectSetIdentityArgs& args) {
  RETURN_IF_ERROR(RejectFlagsOutside(0, args.flags, "virConnectSetIdentity"));
  ASSIGN_OR_RETURN(Caller changed, BelievedIdentity(*session.caller(), args.params.items));
  session.SetCaller(std::move(changed));
  return absl::OkStatus();
}
}  // namespace

TypedParams IdentityParams(const Caller& caller) {
  TypedParams params;
  const auto add_text = [&params](const char* name, const std::string& text) {
    if (!text.empty()) params.push_back({name, text});
  };
  add_text("user-name", caller.user_name);
  if (caller.uid) params.push_back({"unix-user-id", uint64_t{*caller.uid}});
  add_text("group-name", caller.group_name);
  if (caller.gid) params.push_back({"unix-group-id", uint64_t{*caller.gid}});
  if (caller.pid) params.push_back({"process-id", int64_t{*caller.pid}});
  if (caller.process_start_time != 0) params.push_back({"process-time", caller.process_start_time});
  add_text("sasl-user-name", caller.sasl_user);
  add_text("x509-distinguished-name", caller.x509_dname);
  add_text("selinux-context", caller.selinux_context);
  return params;
}

absl::StatusOr<Caller> WithIdentity(const Caller& speaker, const TypedParams& params) {
  Caller caller;
  caller.connection_id = speaker.connection_id;
  caller.read_only = speaker.read_only;
  caller.may_manage = speaker.may_manage;
  for (const TypedParam& param : params) RETURN_IF_ERROR(Apply(param, caller));
  return caller;
}

absl::StatusOr<Caller> BelievedIdentity(const Caller& speaker, const TypedParams& params) {
  if (!speaker.uid || (*speaker.uid != 0 && *speaker.uid != geteuid())) {
    return MakeError(ErrorDomain::kIdentity, ErrorCode::kAccessDenied, "the client may not speak for others");
  }
  return WithIdentity(speaker, params);
}

void BindIdentity(Table& table) {
  table.Handle<wire::ConnectSetIdentity>([](ClientSession& session, const wire::ConnectSetIdentityArgs& args) { return SetIdentity(session, args); },
                                         {permission::kConnectWrite});
}

}  // namespace pleiad::rpc
