// SPDX-License-Identifier: Apache-2.0
// file_access.h: whether another user may open a file, asked of the kernel with that user's rights, so that access lists, mount
// options and network file systems count as they will for the guest's process. From any thread; meant for workers.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "libshared/base/atomic_file.h"

namespace pleiad::security {

// A user with the groups that its processes get.
struct FileUser {
  uid_t uid = 0;
  gid_t gid = 0;
  std::vector<gid_t> groups;
  // The groups are those on record for the uid.
  static FileUser Of(FileOwner owner);
};

// What is in the way of opening a file.
struct Denial {
  std::string path;     // the file, or the folder on its way
  char missing = 'r';   // the right that lacks there: 'r', 'w' or 'x'
  int error_number = 0; // EACCES for a right; ENOENT and others say it themselves
};

// Nothing when `user` (absent: this process) may read, and with `write` also write the file. A thread with root's rights
// takes the user's for the question; one without asks for itself.
std::optional<Denial> WhyDenied(const std::string& path, bool write, const std::optional<FileUser>& user);

}  // namespace pleiad::security
