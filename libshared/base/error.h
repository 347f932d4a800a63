// SPDX-License-Identifier: Apache-2.0
// error.h: libvirt's errors as absl::Status. The status carries the error's number, its domain (who raised it) and the
// detail in a payload; rpc/ and dbus/ turn that into what their clients receive, in one place each.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "libshared/base/error_codes.h"

namespace pleiad {

// What a client learns of a failure. `text` is the fixed text of the code with the detail put in.
struct ErrorInfo {
  ErrorCode code = ErrorCode::kInternalError;
  ErrorDomain domain = ErrorDomain::kNone;
  ErrorLevel level = ErrorLevel::kError;
  std::string text;    // the whole message
  std::string format;  // the fixed text with %s left in, which goes to str1 on the wire
  std::string detail;  // what stands for %s, str2 on the wire; empty when there is none
  int int1 = -1;       // errno for kSystemError
  int int2 = -1;
};

// The fixed text of `code`; with a detail it contains one %s.
std::string_view ErrorText(ErrorCode code, bool has_detail);

// Makes the status for one of libvirt's errors. The message of the status is the whole text as a client sees it.
absl::Status MakeError(ErrorDomain domain, ErrorCode code, std::string_view detail = {});

// The same with a formatted detail: Error(ErrorDomain::kQemu, ErrorCode::kNoDomain, "no domain with matching name '%s'", name).
template <class... Args>
absl::Status Error(ErrorDomain domain, ErrorCode code, const absl::FormatSpec<Args...>& format, const Args&... args) {
  return MakeError(domain, code, absl::StrFormat(format, args...));
}

// An error whose text stands alone, without the fixed text of its code, as libvirt reports some wrong arguments.
absl::Status PlainError(ErrorDomain domain, ErrorCode code, std::string_view text);

// A failed system call: kSystemError with the detail "WHAT: STRERROR" and errno in int1.
absl::Status SystemError(ErrorDomain domain, int error_number, std::string_view what);

// A call that this driver does not have: kNoSupport with the procedure's or method's name.
absl::Status UnsupportedCall(ErrorDomain domain, std::string_view name);

// kInvalidArg with the text "unsupported flags (0x…) in function NAME" alone when `flags` has a bit outside `known`, else OK.
absl::Status RejectFlagsOutside(unsigned known, unsigned flags, std::string_view function, ErrorDomain domain = ErrorDomain::kNone);

// What a failed status says to a client. A status that was not made here becomes kInternalError with its message.
ErrorInfo ErrorInfoOf(const absl::Status& status);
ErrorCode ErrorCodeOf(const absl::Status& status);  // kOk for an OK status

// The same error raised in another domain, or with its detail replaced.
absl::Status WithDomain(const absl::Status& status, ErrorDomain domain);

// The message as std::string (absl::string_view is a type of its own in Debian 12).
inline std::string MessageOf(const absl::Status& status) { return std::string(status.message()); }

}  // namespace pleiad
