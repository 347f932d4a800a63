// SPDX-License-Identifier: Apache-2.0
// refused_rpc.h: procedures that no driver has, so that no interface names them: each is refused by its public name.
#pragma once

#include <string>
#include <type_traits>

#include "libshared/driver/host/driver.h"
#include "libshared/rpc/api_names.h"
#include "libshared/rpc/table.h"

namespace pleiad::driver {

template <class Proc>
void Refuse(rpc::Table& table, const Permissions& permissions) {
  using Ret = typename Proc::Ret;
  using Result = std::conditional_t<std::is_empty_v<Ret>, absl::Status, absl::StatusOr<Ret>>;
  table.Handle<Proc>(
      [](const Caller&, const typename Proc::Args&) -> Result {
        return Unsupported(std::string(rpc::ApiName(Proc::kProgram, Proc::kNumber)).c_str());
      },
      permissions);
}

}  // namespace pleiad::driver
