// SPDX-License-Identifier: Apache-2.0
// tcp_sockets.h: the listening sockets of a proxy that is not started by the service manager.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::proxy {

// One for each address that `address` (empty: any) stands for; `port` is a number or a service's name. SYSTEM_ERROR and
// INTERNAL_ERROR name what cannot be.
absl::StatusOr<std::vector<UniqueFd>> ListenTcp(const std::string& address, const std::string& port, uint32_t backlog);

}  // namespace pleiad::proxy
