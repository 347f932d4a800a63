// SPDX-License-Identifier: Apache-2.0
#include "libshared/remote/sasl_library.h"

#include <dlfcn.h>

#include <mutex>
#include <string>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::remote {
namespace {
// The version whose header this is made with.
constexpr char kFile[] = "libsasl2.so.2";

// Cyrus locks its own tables with these; clients are served by several workers.
void* NewMutex() { return new std::mutex; }
int Lock(void* mutex) {
  static_cast<std::mutex*>(mutex)->lock();
  return 0;
}
int Unlock(void* mutex) {
  static_cast<std::mutex*>(mutex)->unlock();
  return 0;
}
void FreeMutex(void* mutex) { delete static_cast<std::mutex*>(mutex); }

template <class Function>
bool Find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}
}  // namespace

absl::Status SaslLibrary::Open() {
  void* library = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    return PlainError(ErrorDomain::kRpc, ErrorCode::kNoSupport,
                      absl::StrCat("authentication with SASL needs ", kFile, ": ", dlerror()));
  }
  const bool found = Find(library, "sasl_set_mutex", set_mutex) && Find(library, "sasl_server_init", server_init) &&
                     Find(library, "sasl_server_new", server_new) && Find(library, "sasl_server_start", server_start) &&
                     Find(library, "sasl_server_step", server_step) && Find(library, "sasl_listmech", listmech) &&
                     Find(library, "sasl_setprop", setprop) && Find(library, "sasl_getprop", getprop) &&
                     Find(library, "sasl_errdetail", errdetail) && Find(library, "sasl_errstring", errstring) &&
                     Find(library, "sasl_encode", encode) && Find(library, "sasl_decode", decode) &&
                     Find(library, "sasl_dispose", dispose);
  if (!found) return PlainError(ErrorDomain::kRpc, ErrorCode::kNoSupport, absl::StrCat(kFile, ": ", dlerror()));
  set_mutex(&NewMutex, &Lock, &Unlock, &FreeMutex);
  if (const int result = server_init(nullptr, "libvirt"); result != SASL_OK) {
    return Error(ErrorDomain::kRpc, ErrorCode::kAuthFailed, "failed to initialize SASL library: %d (%s)", result,
                 errstring(result, nullptr, nullptr));
  }
  return absl::OkStatus();
}

absl::StatusOr<const SaslLibrary*> SaslLibrary::Load() {
  static SaslLibrary library;
  static const absl::Status opened = library.Open();
  RETURN_IF_ERROR(opened);
  return &library;
}

}  // namespace pleiad::remote
