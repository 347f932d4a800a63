// SPDX-License-Identifier: Apache-2.0
// only_web.h: rules by which a caller may do everything to the domain "web", and know of no other.
#pragma once

#include "libshared/base/error.h"
#include "libshared/rpc/access.h"

namespace pleiad::driver {

class OnlyWeb : public rpc::AccessCheck {
 public:
  bool MayWait() const override { return true; }
  absl::Status Check(const Caller&, std::span<const Permission> needed, const rpc::ObjectRef& object, std::string_view) override {
    const auto* const* domain = std::get_if<const DomainRef*>(&object);
    for (const Permission& permission : needed) {
      if (permission.object != ObjectKind::kDomain || (domain != nullptr && (*domain)->name == "web")) continue;
      return MakeError(ErrorDomain::kAccess, ErrorCode::kAccessDenied, "'test' denied access");
    }
    return absl::OkStatus();
  }
};

}  // namespace pleiad::driver
