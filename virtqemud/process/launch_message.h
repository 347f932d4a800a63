// SPDX-License-Identifier: Apache-2.0
// launch_message.h: what the daemon tells the launcher, the small program that becomes QEMU: one message of text fields with
// the descriptors attached to it, and its answer, which is nothing (the socket closes as QEMU begins) or why it can't.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::qemu {

struct LaunchMessage {
  std::vector<std::string> argv, environment;
  std::string directory;
  // The number that each descriptor sent along has in QEMU; the first three are standard input, output and error.
  std::vector<int> fd_numbers;
};

inline constexpr size_t kMaxLaunchBytes = 4 << 20;  // more than the kernel takes as arguments
inline constexpr size_t kMaxLaunchFds = 200;        // SCM_MAX_FD is 253

std::string EncodeLaunchMessage(const LaunchMessage& message);
//   Errors  INVALID_ARG
absl::StatusOr<LaunchMessage> DecodeLaunchMessage(const std::string& bytes);

// Both block until the whole message has passed (the caller's receive and send timeouts bound it).
absl::Status SendLaunchMessage(int socket, const LaunchMessage& message, const std::vector<int>& fds);
absl::StatusOr<std::pair<LaunchMessage, std::vector<UniqueFd>>> ReceiveLaunchMessage(int socket);

}  // namespace pleiad::qemu
