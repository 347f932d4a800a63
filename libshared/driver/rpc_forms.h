// SPDX-License-Identifier: Apache-2.0
// rpc_forms.h: forms that many procedures of the native protocol share: counts that a client names, parameters asked for in
// two calls (how many, then which), texts as lists of characters, and what changing a domain needs.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/caller.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/typed_param.h"
#include "libshared/rpc/binding.h"
#include "libshared/rpc/xdr.h"

namespace pleiad::driver {

namespace xdr = rpc::xdr;

inline constexpr uint32_t kAffectLive = 1, kAffectConfig = 2;  // virDomainModificationImpact
inline constexpr uint32_t kStringOkay = 4;                     // VIR_TYPED_PARAM_STRING_OKAY

// Changing a domain needs write, and save as well when its definition on disk changes.
inline Permissions Changing(Permission write = permission::kDomainWrite) {
  return {write, permission::kDomainSave.Unless(kAffectConfig | kAffectLive), permission::kDomainSave.When(kAffectConfig)};
}

// A count of list elements that a client wants. `limit_name` is what the error calls the limit.
inline absl::Status CheckCount(int64_t count, uint32_t limit, std::string_view name, std::string_view limit_name) {
  if (count < 0) return Error(ErrorDomain::kRpc, ErrorCode::kRpc, "%s must be non-negative", name);
  if (count > limit) return Error(ErrorDomain::kRpc, ErrorCode::kRpc, "%s > %s", name, limit_name);
  return absl::OkStatus();
}

inline absl::Status CheckParamCount(int64_t count, uint32_t limit) {
  if (count < 0) return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "nparams must be non-negative");
  if (count > limit) return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, "nparams too large");
  return absl::OkStatus();
}

// Text as the protocol's lists of characters have it: with the zero at its end, which clients rely on.
template <uint32_t kMax>
void PutChars(xdr::List<int8_t, kMax>& chars, std::string_view text) {
  text = text.substr(0, kMax - 1);
  chars.items.assign(text.begin(), text.end());
  chars.items.push_back(0);
}

// The reply of a call that is made twice: with 0 for how many parameters there are, then with room for that many. Clients
// that can't take strings (they did not say so in the flags) do not get any.
template <class Ret, class Args, class Get>
absl::StatusOr<Ret> ParamsReply(const Args& args, const Get& get) {
  using List = std::remove_cvref_t<decltype(std::declval<Ret>().params)>;
  RETURN_IF_ERROR(CheckParamCount(args.nparams, List::kLimit));
  uint32_t flags = 0;
  if constexpr (requires { args.flags; }) flags = args.flags;
  ASSIGN_OR_RETURN(auto params, get(flags & ~kStringOkay));
  if constexpr (std::is_same_v<decltype(params), TypedParams>) {
    if (!(flags & kStringOkay)) std::erase_if(params, [](const TypedParam& param) { return std::holds_alternative<std::string>(param.value); });
  }
  Ret ret;
  const size_t wanted = args.nparams == 0 ? params.size() : std::min<size_t>(params.size(), static_cast<size_t>(args.nparams));
  if constexpr (requires { ret.nparams; }) ret.nparams = static_cast<int32_t>(wanted);
  if (args.nparams == 0) return ret;
  params.resize(wanted);
  RETURN_IF_ERROR(rpc::binding::Assign(ret.params, std::move(params)));
  return ret;
}

// The reply of a call that lists: the objects when the client wants them, and their number.
template <class Ret, class Object>
absl::StatusOr<Ret> ListReply(std::vector<Object> objects, bool need_results) {
  Ret ret;
  boost::pfr::get<1>(ret) = static_cast<boost::pfr::tuple_element_t<1, Ret>>(objects.size());
  if (need_results) RETURN_IF_ERROR(rpc::binding::Assign(boost::pfr::get<0>(ret), std::move(objects)));
  return ret;
}

// The first of those two calls, where the driver knows the number without the values.
template <class Ret>
absl::StatusOr<Ret> CountReply(const absl::StatusOr<int32_t>& count) {
  if (!count.ok()) return count.status();
  Ret ret;
  ret.nparams = *count;
  return ret;
}

// Sets of CPUs one after the other, each cut or filled up to `bytes_each`.
inline std::string JoinCpuMaps(const std::vector<std::string>& maps, size_t bytes_each) {
  std::string joined;
  for (std::string map : maps) {
    map.resize(bytes_each);
    joined += map;
  }
  return joined;
}

}  // namespace pleiad::driver
