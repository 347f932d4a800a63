// SPDX-License-Identifier: Apache-2.0
// pid_file.h: the file that says who runs, locked as long as that process lives: one instance at a time.
#pragma once

#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::daemon {

class PidFile {
 public:
  // Takes the lock and writes this process's number. OPERATION_FAILED names the process that has the lock. One that serves
  // nobody any more (`is_served` is false) is about to end, and waited for up to `patience`.
  static absl::StatusOr<PidFile> Acquire(const std::string& path, absl::Duration patience = absl::ZeroDuration(),
                                         const std::function<bool()>& is_served = nullptr);
  PidFile(PidFile&&) noexcept = default;
  PidFile& operator=(PidFile&&) noexcept = default;
  // Removes the file.
  ~PidFile();

 private:
  PidFile(std::string path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
  std::string path_;
  UniqueFd fd_;
};

}  // namespace pleiad::daemon
