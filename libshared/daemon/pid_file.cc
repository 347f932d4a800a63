// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/pid_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"

namespace pleiad::daemon {
namespace {
absl::Status Failed(std::string_view what, const std::string& path) {
  const int error_number = errno;
  return SystemError(ErrorDomain::kNone, error_number, absl::StrCat(std::string(what), " pid file '", path, "'"));
}

// An open file description lock: it belongs to this descriptor, not to whatever else the process opens.
bool Lock(int fd) {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return fcntl(fd, F_OFD_SETLK, &lock) == 0;
}

// False when the former owner removed the file between our open and our lock.
bool IsStillAt(int fd, const std::string& path) {
  struct stat ours, there;
  return fstat(fd, &ours) == 0 && stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

absl::Status Held(const std::string& path) {
  std::string pid = ReadFile(path, 64).value_or("");
  while (!pid.empty() && pid.back() == '\n') pid.pop_back();
  return Error(ErrorDomain::kNone, ErrorCode::kOperationFailed, "another instance is running: process %s holds '%s'",
               pid.empty() ? "(unknown)" : pid, path);
}
}  // namespace

absl::StatusOr<PidFile> PidFile::Acquire(const std::string& path, absl::Duration patience,
                                         const std::function<bool()>& is_served) {
  const absl::Time deadline = absl::Now() + patience;
  while (true) {
    UniqueFd fd(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!fd) return Failed("cannot open", path);
    if (!Lock(fd.get())) {
      if (errno != EAGAIN && errno != EACCES) return Failed("cannot lock", path);
      if (absl::Now() >= deadline || is_served()) return Held(path);
      absl::SleepFor(absl::Milliseconds(20));
      continue;
    }
    if (!IsStillAt(fd.get(), path)) continue;
    fchmod(fd.get(), 0644);  // whatever the umask: it is there to be read
    const std::string text = absl::StrCat(getpid(), "\n");
    if (ftruncate(fd.get(), 0) != 0 || pwrite(fd.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
      return Failed("cannot write", path);
    }
    return PidFile(path, std::move(fd));
  }
}

PidFile::~PidFile() {
  if (fd_) unlink(path_.c_str());
}

}  // namespace pleiad::daemon
