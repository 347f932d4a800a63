// SPDX-License-Identifier: Apache-2.0
#include "libshared/security/file_access.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace pleiad::security {
namespace {
// This thread looks at files as another user while it lives. The C library would change all threads, the kernel changes one.
class AsUser {
 public:
  explicit AsUser(const std::optional<FileUser>& user) : changed_(user && geteuid() == 0) {
    if (!changed_) return;
    const int count = getgroups(0, nullptr);
    if (count > 0) {
      before_.resize(static_cast<size_t>(count));
      if (getgroups(count, before_.data()) != count) before_.clear();
    }
    syscall(SYS_setgroups, user->groups.size(), user->groups.data());
    setfsgid(user->gid);
    setfsuid(user->uid);  // gives root's rights over files up as well
  }
  ~AsUser() {
    if (!changed_) return;
    setfsuid(0);
    setfsgid(getegid());
    syscall(SYS_setgroups, before_.size(), before_.data());
  }
  AsUser(const AsUser&) = delete;
  AsUser& operator=(const AsUser&) = delete;

 private:
  const bool changed_;
  std::vector<gid_t> before_;
};

// 0 or errno. Not faccessat(), which asks with the real user's rights where the kernel lacks the call.
int Try(const std::string& path, int mode) {
  return syscall(SYS_faccessat2, AT_FDCWD, path.c_str(), mode, AT_EACCESS) == 0 ? 0 : errno;
}
}  // namespace

FileUser FileUser::Of(FileOwner owner) {
  FileUser user{.uid = owner.uid, .gid = owner.gid, .groups = {}};
  passwd entry{}, *found = nullptr;
  char buffer[4096];
  if (getpwuid_r(owner.uid, &entry, buffer, sizeof buffer, &found) != 0 || !found) return user;
  int count = 64;
  user.groups.resize(static_cast<size_t>(count));
  if (getgrouplist(found->pw_name, owner.gid, user.groups.data(), &count) < 0) count = 64;
  user.groups.resize(static_cast<size_t>(count));
  return user;
}

std::optional<Denial> WhyDenied(const std::string& path, bool write, const std::optional<FileUser>& user) {
  const AsUser as_user(user);
  const int error_number = Try(path, R_OK | (write ? W_OK : 0));
  if (error_number == 0) return std::nullopt;
  Denial denial{.path = path, .missing = 'r', .error_number = error_number};
  if (error_number != EACCES) return denial;
  // The first folder that can't be passed through, from the root on.
  for (size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string folder = path.substr(0, slash == 0 ? 1 : slash);
    if (Try(folder, X_OK) != EACCES) continue;
    denial.path = folder;
    denial.missing = 'x';
    return denial;
  }
  if (Try(path, R_OK) == 0) denial.missing = 'w';
  return denial;
}

}  // namespace pleiad::security
