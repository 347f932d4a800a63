// SPDX-License-Identifier: Apache-2.0
// cgroup.h: which resource controllers this machine (or container) has; the hierarchy is cgroup v2's alone.
#pragma once

#include <fstream>
#include <string>
#include <string_view>

namespace pleiad::host {

// Whether the kernel gives `controller` ("cpu", "memory", "io" ...) at the root of the hierarchy that is seen from here.
//   Source  cgroup.controllers of kernel documentation admin-guide/cgroup-v2
inline bool HasCgroupController(std::string_view controller, const std::string& root = "/sys/fs/cgroup") {
  std::ifstream file(root + "/cgroup.controllers");
  for (std::string word; file >> word;) {
    if (word == controller) return true;
  }
  return false;
}

}  // namespace pleiad::host
