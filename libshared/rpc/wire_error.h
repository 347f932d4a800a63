// SPDX-License-Identifier: Apache-2.0
// wire_error.h: the one place where a failed status becomes the error that clients receive, and back.
#pragma once

#include <string_view>

#include "absl/status/status.h"
#include "libshared/rpc/wire/objects.h"

namespace pleiad::rpc {

// message, str1 (the fixed text with %s left in), str2 (the detail), int1 and int2 as libvirt fills them.
wire::Error ToWireError(const absl::Status& status);
// What a reply with status ERROR says. The number, domain and detail are kept.
absl::Status FromWireError(const wire::Error& error);
// The payload of such a reply; one that can't be read becomes an error of its own.
absl::Status DecodeError(std::string_view payload);
// An error of this layer: code and domain RPC.
absl::Status RpcError(std::string_view detail);
// A reply has file descriptors, and its client is remote.
absl::Status NoDescriptorsError();

}  // namespace pleiad::rpc
