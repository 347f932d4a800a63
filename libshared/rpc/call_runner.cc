// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/call_runner.h"

#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/rpc/api_names.h"
#include "libshared/rpc/wire/connect.h"

namespace pleiad::rpc {
namespace {
bool IsNeeded(const Permission& permission, uint64_t flags) {
  if (permission.flags == 0) return true;
  return ((flags & permission.flags) != 0) != permission.negate;
}

// The texts that clients of libvirt know for it.
absl::Status ForbiddenOnReadOnly(const Row& row, const Permission& permission) {
  const ErrorDomain domain = ApiDomain(row.program, row.number);
  const std::string api(row.api);
  if (std::string_view(permission.name) == "read-secure")
    return Error(domain, ErrorCode::kOperationDenied, "%s with secure flag", api);
  return Error(domain, ErrorCode::kOperationDenied, "read only access prevents %s", api);
}

// A client may always say on whose behalf it speaks; whether it is believed is decided elsewhere.
bool IsForReadOnly(const Row& row, const Permission& permission) {
  return permission.IsReading() || (row.program == Program::kRemote && row.number == wire::ConnectSetIdentity::kNumber);
}
}  // namespace

Permissions NeededFor(const Permissions& permissions, uint64_t flags) {
  Permissions needed = permissions;
  std::erase_if(needed, [flags](const Permission& permission) { return !IsNeeded(permission, flags); });
  return needed;
}

absl::Status AuthorizeAndExecute(const Row& row, DecodedCall& call, CallContext& context, AccessCheck* access) {
  const uint64_t flags = call.flags();
  Permissions needed;
  if (row.checks_later) access = nullptr;
  if (access != nullptr) needed.reserve(row.permissions.size());
  for (const Permission& permission : row.permissions) {
    if (!IsNeeded(permission, flags)) continue;
    if (context.caller.read_only && !IsForReadOnly(row, permission)) return ForbiddenOnReadOnly(row, permission);
    if (access != nullptr) needed.push_back(permission);
  }
  if (!needed.empty()) RETURN_IF_ERROR(access->Check(context.caller, needed, call.object(), row.api));
  log::Debug([&] { return absl::StrCat(std::string(row.api), " for client ", context.caller.connection_id); });
  return call.Execute(context);
}

absl::Status OpenStateError(const Row& row, bool opened) {
  if (opened) return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "connection already open");
  const ErrorDomain domain = ApiDomain(row.program, row.number);
  const bool of_hypervisor =
      domain == ErrorDomain::kDomain || domain == ErrorDomain::kDomainSnapshot || domain == ErrorDomain::kDomainCheckpoint;
  return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError,
                   of_hypervisor ? "hypervisor connection not open" : "connection not open");
}

}  // namespace pleiad::rpc
