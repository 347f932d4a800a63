// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/image_header.h"

#include <endian.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

#include "libshared/base/error.h"
#include "libshared/base/unique_fd.h"

namespace pleiad::host {
namespace {
constexpr uint32_t kBackingFormatExtension = 0xE2792ACA, kDataFileExtension = 0x44415441;
constexpr uint64_t kQedHasBacking = 1;
constexpr uint64_t kQedBackingIsRaw = 4;
constexpr size_t kLongestName = 1023;  // QEMU's own bound for a backing file's name

std::string_view Slice(std::string_view bytes, uint64_t offset, uint64_t size) {
  if (offset > bytes.size() || size > bytes.size() - offset) return {};
  return bytes.substr(offset, size);
}

// The number at `offset`, as it stands there. Numbers outside of what was read are 0, which no header gives a meaning to.
template <class T>
T Number(std::string_view bytes, uint64_t offset) {
  T value = 0;
  if (const std::string_view at = Slice(bytes, offset, sizeof value); !at.empty()) memcpy(&value, at.data(), sizeof value);
  return value;
}
uint64_t Big64(std::string_view bytes, uint64_t offset) { return be64toh(Number<uint64_t>(bytes, offset)); }
uint32_t Big32(std::string_view bytes, uint64_t offset) { return be32toh(Number<uint32_t>(bytes, offset)); }
uint64_t Little64(std::string_view bytes, uint64_t offset) { return le64toh(Number<uint64_t>(bytes, offset)); }
uint32_t Little32(std::string_view bytes, uint64_t offset) { return le32toh(Number<uint32_t>(bytes, offset)); }

std::string Name(std::string_view bytes, uint64_t offset, uint64_t size) {
  if (offset == 0 || size == 0 || size > kLongestName) return {};
  return std::string(Slice(bytes, offset, size));
}

void ReadQcow2Extensions(std::string_view bytes, ImageHeader& header) {
  uint64_t at = Big32(bytes, 4) >= 3 ? Big32(bytes, 100) : 72;
  while (at + 8 <= bytes.size()) {
    const uint32_t type = Big32(bytes, at), size = Big32(bytes, at + 4);
    if (type == 0 || size > bytes.size()) return;
    if (type == kBackingFormatExtension) header.backing_format = Name(bytes, at + 8, size);
    if (type == kDataFileExtension) header.data_file = Name(bytes, at + 8, size);
    at += 8 + ((uint64_t{size} + 7) & ~uint64_t{7});
  }
}

ImageHeader ParseQcow(std::string_view bytes) {
  ImageHeader header{.format = Big32(bytes, 4) == 1 ? "qcow" : "qcow2", .backing_file = Name(bytes, Big64(bytes, 8), Big32(bytes, 16)),
                     .backing_format = {}, .data_file = {}};
  if (header.format == "qcow2") ReadQcow2Extensions(bytes, header);
  return header;
}

ImageHeader ParseQed(std::string_view bytes) {
  ImageHeader header{.format = "qed", .backing_file = {}, .backing_format = {}, .data_file = {}};
  const uint64_t features = Little64(bytes, 16);
  if (!(features & kQedHasBacking)) return header;
  header.backing_file = Name(bytes, Little32(bytes, 56), Little32(bytes, 60));
  if (features & kQedBackingIsRaw) header.backing_format = "raw";
  return header;
}
}  // namespace

ImageHeader ParseImageHeader(std::string_view bytes) {
  if (bytes.starts_with("QFI\xfb")) return ParseQcow(bytes);
  if (bytes.starts_with(std::string_view("QED\0", 4))) return ParseQed(bytes);
  ImageHeader header;
  if (bytes.starts_with("KDMV") || bytes.starts_with("COWD") || bytes.starts_with("# Disk DescriptorFile")) header.format = "vmdk";
  if (Slice(bytes, 64, 4) == "\x7f\x10\xda\xbe") header.format = "vdi";
  if (bytes.starts_with("LUKS\xba\xbe")) header.format = "luks";
  if (bytes.starts_with("vhdxfile")) header.format = "vhdx";
  return header;
}

absl::StatusOr<ImageHeader> ReadImageHeader(const std::string& path) {
  // A pipe in the place of an image must not hold the caller up.
  const UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) {
    if (errno == ENOMEDIUM) return ImageHeader{};
    return SystemError(ErrorDomain::kStorage, errno, "cannot open '" + path + "'");
  }
  std::string bytes(kImageHeaderBytes, '\0');
  ssize_t n;
  do n = pread(fd.get(), bytes.data(), bytes.size(), 0);
  while (n < 0 && errno == EINTR);
  bytes.resize(n > 0 ? static_cast<size_t>(n) : 0);
  return ParseImageHeader(bytes);
}

}  // namespace pleiad::host
