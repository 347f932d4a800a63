// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/unique_fd.h"

namespace pleiad {
namespace {
absl::Status Failed(std::string_view what, const std::string& path) {
  const int error_number = errno;
  return SystemError(ErrorDomain::kNone, error_number, absl::StrCat(std::string(what), " '", path, "'"));
}

struct Place {
  std::string folder, name;
};

Place Split(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return {".", path};
  return {slash == 0 ? "/" : path.substr(0, slash), path.substr(slash + 1)};
}

absl::StatusOr<UniqueFd> OpenFolder(const std::string& folder) {
  UniqueFd fd(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return Failed("cannot open folder", folder);
  return fd;
}

std::string TemporaryName(const std::string& name) {
  static std::atomic<unsigned> counter = 0;
  // The part kept of a long name leaves room for what is added; names are at most 255 bytes.
  return absl::StrCat(".", name.substr(0, 200), ".", counter.fetch_add(1), ".new");
}

// A new file in `folder`. What a killed process left under the same name is taken away first.
UniqueFd CreateTemporary(int folder, const std::string& name, mode_t mode) {
  constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
  UniqueFd fd(openat(folder, name.c_str(), kFlags, mode));
  if (!fd && errno == EEXIST && unlinkat(folder, name.c_str(), 0) == 0) fd.Reset(openat(folder, name.c_str(), kFlags, mode));
  return fd;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(written);
  }
  return true;
}

// Everything that must hold before the file may take its name.
bool Fill(int fd, std::string_view bytes, mode_t mode, std::optional<FileOwner> owner, Durability durability) {
  if (!WriteAll(fd, bytes)) return false;
  if (owner && fchown(fd, owner->uid, owner->gid) != 0) return false;
  // open() applied the umask, which touches nothing of a file that only its owner may use.
  if ((mode & 077) != 0 && fchmod(fd, mode) != 0) return false;
  return durability == Durability::kVolatile || fsync(fd) == 0;
}

// mkdir() applied the umask.
absl::Status FinishFolder(const std::string& path, mode_t mode, std::optional<FileOwner> owner) {
  if (chmod(path.c_str(), mode) != 0) return Failed("cannot set the mode of folder", path);
  if (owner && chown(path.c_str(), owner->uid, owner->gid) != 0) return Failed("cannot set the owner of folder", path);
  return absl::OkStatus();
}
}  // namespace

absl::Status WriteFileAtomically(const std::string& path, std::string_view bytes, mode_t mode, std::optional<FileOwner> owner,
                                 Durability durability) {
  const Place place = Split(path);
  ASSIGN_OR_RETURN(const UniqueFd folder, OpenFolder(place.folder));
  const std::string temporary = TemporaryName(place.name);
  UniqueFd fd = CreateTemporary(folder.get(), temporary, mode);
  if (!fd) return Failed("cannot create file", path);
  absl::Cleanup remove = [&] { unlinkat(folder.get(), temporary.c_str(), 0); };

  if (!Fill(fd.get(), bytes, mode, owner, durability)) return Failed("cannot write data to file", path);
  if (renameat(folder.get(), temporary.c_str(), folder.get(), place.name.c_str()) != 0)
    return Failed("cannot replace file", path);
  std::move(remove).Cancel();
  if (durability == Durability::kDurable && fsync(folder.get()) != 0) return Failed("cannot sync the folder of file", path);
  return absl::OkStatus();
}

absl::Status RemoveFile(const std::string& path, Durability durability) {
  if (unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return absl::OkStatus();
    return Failed("cannot remove file", path);
  }
  if (durability == Durability::kVolatile) return absl::OkStatus();
  ASSIGN_OR_RETURN(const UniqueFd folder, OpenFolder(Split(path).folder));
  if (fsync(folder.get()) != 0) return Failed("cannot sync the folder of file", path);
  return absl::OkStatus();
}

absl::Status LinkAtomically(const std::string& target, const std::string& path) {
  const Place place = Split(path);
  ASSIGN_OR_RETURN(const UniqueFd folder, OpenFolder(place.folder));
  const std::string temporary = TemporaryName(place.name);
  unlinkat(folder.get(), temporary.c_str(), 0);
  if (symlinkat(target.c_str(), folder.get(), temporary.c_str()) != 0) return Failed("cannot create link", path);
  if (renameat(folder.get(), temporary.c_str(), folder.get(), place.name.c_str()) != 0) {
    const absl::Status failed = Failed("cannot replace link", path);
    unlinkat(folder.get(), temporary.c_str(), 0);
    return failed;
  }
  if (fsync(folder.get()) != 0) return Failed("cannot sync the folder of link", path);
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadFile(const std::string& path, size_t max_bytes) {
  // A pipe must not keep its reader waiting for somebody who writes, nor a device be read for what it does not end with.
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return Failed("cannot open file", path);
  struct stat info;
  if (fstat(fd.get(), &info) < 0) return Failed("cannot read file", path);
  if (!S_ISREG(info.st_mode)) {
    errno = S_ISDIR(info.st_mode) ? EISDIR : EINVAL;
    return Failed("cannot read file", path);
  }
  std::string bytes;
  // The size is a hint only: files of /proc and /sys have none.
  if (info.st_size > 0) bytes.reserve(std::min<size_t>(info.st_size, max_bytes) + 1);
  size_t used = 0;
  while (true) {
    bytes.resize(std::max(bytes.capacity(), used + 4096));
    const ssize_t got = read(fd.get(), bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Failed("cannot read file", path);
    if (got == 0) break;
    used += got;
    if (used > max_bytes) {
      errno = EFBIG;
      return Failed("cannot read file", path);
    }
  }
  bytes.resize(used);
  return bytes;
}

absl::Status EnsureDirectory(const std::string& path, mode_t mode, std::optional<FileOwner> owner) {
  if (mkdir(path.c_str(), mode) == 0) return FinishFolder(path, mode, owner);
  if (errno == EEXIST) {
    struct stat info;
    if (stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) return absl::OkStatus();
    errno = ENOTDIR;
  }
  const std::string above = Split(path).folder;
  if (errno != ENOENT || above == path || above == ".") return Failed("cannot create folder", path);
  RETURN_IF_ERROR(EnsureDirectory(above, 0755));
  if (mkdir(path.c_str(), mode) == 0) return FinishFolder(path, mode, owner);
  // Somebody else made it just now.
  return errno == EEXIST ? absl::OkStatus() : Failed("cannot create folder", path);
}

bool IsSystemError(const absl::Status& status, int error_number) {
  if (status.ok()) return false;
  const ErrorInfo info = ErrorInfoOf(status);
  return info.code == ErrorCode::kSystemError && info.int1 == error_number;
}

}  // namespace pleiad
