// SPDX-License-Identifier: Apache-2.0
#include "libshared/rpc/wire_error.h"

#include <string>

#include "libshared/base/error.h"

namespace pleiad::rpc {

wire::Error ToWireError(const absl::Status& status) {
  const ErrorInfo info = ErrorInfoOf(status);
  wire::Error error;
  error.code = static_cast<int32_t>(info.code);
  error.domain = static_cast<int32_t>(info.domain);
  error.message = info.text;
  error.level = static_cast<int32_t>(info.level);
  error.str1 = info.format;
  if (!info.detail.empty()) error.str2 = info.detail;
  error.int1 = info.int1;
  error.int2 = info.int2;
  return error;
}

absl::Status FromWireError(const wire::Error& error) {
  const auto domain = static_cast<ErrorDomain>(error.domain);
  const auto code = static_cast<ErrorCode>(error.code);
  // A failed system call has its errno in int1; the detail already ends in the text for it.
  std::string detail = error.str2.value_or("");
  if (code == ErrorCode::kSystemError && error.int1 > 0) {
    char buffer[128];
    const std::string tail = std::string(": ") + strerror_r(error.int1, buffer, sizeof buffer);
    if (detail.ends_with(tail))
      return SystemError(domain, error.int1, std::string_view(detail).substr(0, detail.size() - tail.size()));
  }
  if (detail.empty() && error.message && *error.message != ErrorText(code, /*has_detail=*/false)) detail = *error.message;
  return MakeError(domain, code, detail);
}

absl::Status DecodeError(std::string_view payload) {
  xdr::Decoder d(payload);
  wire::Error error;
  xdr::Get(d, error);
  return d.ok() ? FromWireError(error) : RpcError("Unable to decode message payload");
}

absl::Status RpcError(std::string_view detail) { return MakeError(ErrorDomain::kRpc, ErrorCode::kRpc, detail); }

absl::Status NoDescriptorsError() { return RpcError("the answer is a file descriptor, which only a local connection can carry"); }

}  // namespace pleiad::rpc
