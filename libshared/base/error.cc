// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/error.h"

#include <charconv>
#include <cstring>
#include <optional>

#include "absl/strings/cord.h"

namespace pleiad {
namespace {
constexpr char kPayloadUrl[] = "pleiad/error";
constexpr char kSeparator = '\x1f';
constexpr char kPlain = '\x1e';  // before a detail that is the whole text

// Our own status code only tells the shape of a failure; clients look at the number in the payload.
absl::StatusCode ShapeOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNoSupport: return absl::StatusCode::kUnimplemented;
    case ErrorCode::kNoDomain: return absl::StatusCode::kNotFound;
    case ErrorCode::kInvalidArg:
    case ErrorCode::kXmlError: return absl::StatusCode::kInvalidArgument;
    case ErrorCode::kOperationInvalid: return absl::StatusCode::kFailedPrecondition;
    case ErrorCode::kAccessDenied:
    case ErrorCode::kOperationDenied: return absl::StatusCode::kPermissionDenied;
    case ErrorCode::kOperationTimeout: return absl::StatusCode::kDeadlineExceeded;
    default: return absl::StatusCode::kUnknown;
  }
}

std::string Fill(std::string_view format, std::string_view detail) {
  std::string text(format);
  if (size_t at = text.find("%s"); at != std::string::npos) text.replace(at, 2, detail);
  return text;
}

absl::Status Make(ErrorDomain domain, ErrorCode code, std::string_view detail, int int1) {
  const bool plain = detail.starts_with(kPlain);
  const std::string text = plain ? std::string(detail.substr(1)) : Fill(ErrorText(code, !detail.empty()), detail);
  absl::Status status(ShapeOf(code), text);
  std::string payload = std::to_string(static_cast<int>(code));
  payload += kSeparator;
  payload += std::to_string(static_cast<int>(domain));
  payload += kSeparator;
  payload += std::to_string(int1);
  payload += kSeparator;
  payload += detail;
  status.SetPayload(kPayloadUrl, absl::Cord(payload));
  return status;
}

int TakeNumber(std::string_view& text) {
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  text.remove_prefix(end - text.data());
  if (!text.empty() && text.front() == kSeparator) text.remove_prefix(1);
  return value;
}
}  // namespace

absl::Status MakeError(ErrorDomain domain, ErrorCode code, std::string_view detail) { return Make(domain, code, detail, -1); }

absl::Status PlainError(ErrorDomain domain, ErrorCode code, std::string_view text) { return Make(domain, code, kPlain + std::string(text), -1); }

absl::Status SystemError(ErrorDomain domain, int error_number, std::string_view what) {
  char buffer[128];
  std::string detail(what);
  detail += ": ";
  detail += strerror_r(error_number, buffer, sizeof buffer);
  return Make(domain, ErrorCode::kSystemError, detail, error_number);
}

absl::Status UnsupportedCall(ErrorDomain domain, std::string_view name) { return MakeError(domain, ErrorCode::kNoSupport, name); }

absl::Status RejectFlagsOutside(unsigned known, unsigned flags, std::string_view function, ErrorDomain domain) {
  if ((flags & ~known) == 0) return absl::OkStatus();
  return PlainError(domain, ErrorCode::kInvalidArg, absl::StrFormat("unsupported flags (0x%x) in function %s", flags & ~known, std::string(function)));
}

ErrorInfo ErrorInfoOf(const absl::Status& status) {
  ErrorInfo info;
  if (auto payload = status.GetPayload(kPayloadUrl)) {
    const std::string whole(*payload);
    std::string_view rest = whole;
    info.code = static_cast<ErrorCode>(TakeNumber(rest));
    info.domain = static_cast<ErrorDomain>(TakeNumber(rest));
    info.int1 = TakeNumber(rest);
    info.detail = rest;
  } else {
    info.detail = std::string(status.message());
  }
  if (info.detail.starts_with(kPlain)) {
    info.detail.erase(0, 1);
    info.format = "%s";
    info.text = info.detail;
    return info;
  }
  info.format = ErrorText(info.code, !info.detail.empty());
  info.text = Fill(info.format, info.detail);
  return info;
}

ErrorCode ErrorCodeOf(const absl::Status& status) { return status.ok() ? ErrorCode::kOk : ErrorInfoOf(status).code; }

absl::Status WithDomain(const absl::Status& status, ErrorDomain domain) {
  if (status.ok()) return status;
  const ErrorInfo info = ErrorInfoOf(status);
  if (info.format == "%s" && ErrorText(info.code, true) != "%s") return PlainError(domain, info.code, info.text);
  return Make(domain, info.code, info.detail, info.int1);
}

}  // namespace pleiad
