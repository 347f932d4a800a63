// SPDX-License-Identifier: Apache-2.0
// sanitizer_options.cc: how programs built with PLEIAD_SANITIZE report. Part of each of them, for the environment of those
// that a service manager or a client starts is not ours to set. *SAN_OPTIONS override it.
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace {
// A host that has this folder (as those of the system tests do) gathers reports in it, also of programs without stderr.
#define PLEIAD_REPORTS "/var/log/pleiad-sanitizer"
// To forbid core dumps is refused by the units' sandbox, which would end the program.
#define PLEIAD_COMMON "print_stacktrace=1:disable_coredump=0:print_suppressions=0"

// It runs before the sanitizer does, which must not look into it then.
__attribute__((no_sanitize("address", "thread", "undefined"))) const char* Options() {
  const bool gather = syscall(SYS_faccessat, AT_FDCWD, PLEIAD_REPORTS, W_OK) == 0;
  return gather ? PLEIAD_COMMON ":log_path=" PLEIAD_REPORTS "/report" : PLEIAD_COMMON;
}
}  // namespace

extern "C" {
// By this name the linker finds the file.
extern const char pleiad_sanitizer_options;
const char pleiad_sanitizer_options = 0;

__attribute__((no_sanitize("address", "thread", "undefined"))) const char* __asan_default_options() { return Options(); }
__attribute__((no_sanitize("address", "thread", "undefined"))) const char* __ubsan_default_options() { return Options(); }
__attribute__((no_sanitize("address", "thread", "undefined"))) const char* __tsan_default_options() { return Options(); }
// What SASL's mechanisms leave of OpenSSL when their libraries are unloaded; DIGEST-MD5 leaves 8 KiB with each client that uses it.
__attribute__((no_sanitize("address", "thread", "undefined"))) const char* __lsan_default_suppressions() {
  return "leak:libcrypto.so\n";
}
}
