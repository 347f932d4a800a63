// SPDX-License-Identifier: Apache-2.0
#include "virttestd/volume_contents.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::test {
namespace {
absl::Status Failed(const char* what) { return SystemError(ErrorDomain::kStorage, errno, what); }
}  // namespace

absl::StatusOr<std::unique_ptr<VolumeContents>> VolumeContents::Create(uint64_t bytes) {
  UniqueFd file(memfd_create("volume", MFD_CLOEXEC));
  if (!file) return Failed("cannot make a file in memory");
  auto contents = std::unique_ptr<VolumeContents>(new VolumeContents(std::move(file)));
  RETURN_IF_ERROR(contents->Resize(bytes));
  return contents;
}

absl::StatusOr<UniqueFd> VolumeContents::Open(uint64_t offset, bool writable) const {
  // A duplicate would share its position with the other streams.
  UniqueFd opened(open(("/proc/self/fd/" + std::to_string(file_.get())).c_str(), (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC));
  if (!opened) return Failed("cannot open a volume's contents");
  if (lseek(opened.get(), static_cast<off_t>(offset), SEEK_SET) < 0) return Failed("cannot seek in a volume's contents");
  return opened;
}

absl::Status VolumeContents::Resize(uint64_t bytes) {
  if (ftruncate(file_.get(), static_cast<off_t>(bytes)) == 0) return absl::OkStatus();
  return Failed("cannot resize a volume's contents");
}

absl::Status VolumeContents::CopyFrom(const VolumeContents& other) {
  struct stat own {};
  if (fstat(file_.get(), &own) != 0) return Failed("cannot stat a volume's contents");
  std::string piece(256 << 10, '\0');
  // Holes are left out: copies of large empty volumes cost nothing.
  for (off_t at = 0; (at = lseek(other.file_.get(), at, SEEK_DATA)) >= 0 && at < own.st_size;) {
    const off_t end = std::min(lseek(other.file_.get(), at, SEEK_HOLE), own.st_size);
    while (at < end) {
      const size_t wanted = std::min(piece.size(), static_cast<size_t>(end - at));
      const ssize_t got = pread(other.file_.get(), piece.data(), wanted, at);
      if (got <= 0 || pwrite(file_.get(), piece.data(), static_cast<size_t>(got), at) != got)
        return Failed("cannot copy a volume's contents");
      at += got;
    }
  }
  return absl::OkStatus();
}

uint64_t VolumeContents::held_bytes() const {
  struct stat own {};
  return fstat(file_.get(), &own) == 0 ? static_cast<uint64_t>(own.st_blocks) * 512 : 0;
}

}  // namespace pleiad::test
