// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/image_size.h"

#include <endian.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>

#include "libshared/base/error.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::qemu {
namespace {
// Where formats keep the size that the guest sees: offset in the header, width, order and unit.
uint64_t ReadCapacity(int fd, conf::StorageFormat format, uint64_t physical) {
  unsigned char header[64] = {};
  if (pread(fd, header, sizeof header, 0) < static_cast<ssize_t>(sizeof header)) return physical;
  uint64_t value;
  switch (format) {
    case conf::StorageFormat::kQcow:
    case conf::StorageFormat::kQcow2:
      memcpy(&value, header + 24, sizeof value);
      return memcmp(header, "QFI\xfb", 4) == 0 ? be64toh(value) : physical;
    case conf::StorageFormat::kQed:
      memcpy(&value, header + 48, sizeof value);
      return memcmp(header, "QED", 3) == 0 ? le64toh(value) : physical;
    case conf::StorageFormat::kVpc:
      memcpy(&value, header + 48, sizeof value);
      return memcmp(header, "conectix", 8) == 0 ? be64toh(value) : physical;
    case conf::StorageFormat::kVmdk:
      memcpy(&value, header + 12, sizeof value);
      return memcmp(header, "KDMV", 4) == 0 ? le64toh(value) * 512 : physical;
    default:
      return physical;
  }
}

// 0, or errno.
int LookAtImage(const conf::DiskDef& disk, ImageSize& size) {
  // Not blocking: the path could be a pipe.
  const UniqueFd fd(open(disk.source.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat info;
  if (!fd || fstat(fd.get(), &info) < 0) return errno;
  size = {.allocation = static_cast<uint64_t>(info.st_blocks) * 512, .physical = static_cast<uint64_t>(info.st_size)};
  if (S_ISBLK(info.st_mode)) {
    if (ioctl(fd.get(), BLKGETSIZE64, &size.physical) < 0) return errno;
    size.allocation = size.physical;
  }
  size.capacity = ReadCapacity(fd.get(), disk.source.format, size.physical);
  return 0;
}

bool HasImage(const conf::DiskDef& disk) {
  return disk.source.type == conf::StorageType::kFile || disk.source.type == conf::StorageType::kBlock;
}
}  // namespace

absl::StatusOr<ImageSize> ReadImageSize(const conf::DiskDef& disk) {
  if (!HasImage(disk)) {
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported,
                 "cannot look at the image of disk '%s' without its domain running", disk.target.dev);
  }
  ImageSize size;
  if (const int wrong = LookAtImage(disk, size); wrong != 0) {
    return SystemError(ErrorDomain::kQemu, wrong, "Failed to open file '" + disk.source.path + "'");
  }
  return size;
}

std::optional<ImageSize> FindImageSize(const conf::DiskDef& disk) {
  ImageSize size;
  if (!HasImage(disk) || LookAtImage(disk, size) != 0) return std::nullopt;
  return size;
}

}  // namespace pleiad::qemu
