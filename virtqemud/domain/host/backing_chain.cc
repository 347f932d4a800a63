// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/host/backing_chain.h"

#include <sys/stat.h>

#include <boost/json.hpp>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/host/image_header.h"

namespace pleiad::qemu {
namespace {
using conf::StorageFormat;
using conf::StorageSource;
using conf::StorageType;

constexpr int kLongestChain = 200;  // documents may be nested no deeper either

bool CanHaveBacking(StorageFormat format) {
  return format == StorageFormat::kQcow2 || format == StorageFormat::kQcow || format == StorageFormat::kQed;
}

// {"driver": "qcow2", "file": {"driver": "file", "filename": "/x"}} or {"file.filename": "/x"}, at most `depth` deep.
std::string FilenameIn(const boost::json::object& node, int depth) {
  for (const char* key : {"filename", "file.filename"}) {
    if (const auto* name = node.if_contains(key); name && name->is_string()) return std::string(name->as_string());
  }
  const auto* file = node.if_contains("file");
  return file && file->is_object() && depth > 0 ? FilenameIn(file->as_object(), depth - 1) : std::string();
}

std::string FilenameOfJson(std::string_view text) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse({text.data(), text.size()}, error);
  return !error && value.is_object() ? FilenameIn(value.as_object(), 3) : std::string();
}

absl::StatusOr<StorageFormat> FormatOf(const std::string& image, const std::string& backing, const std::string& said) {
  StorageFormat format = StorageFormat::kNone;
  if (!said.empty() && xml::ValueOf(conf::kStorageFormats, said, format)) return format;
  // Looking for oneself is safe for an image that looks like nothing: a guest could have written any other header into a raw
  // image, to have files of the host opened.
  ASSIGN_OR_RETURN(const host::ImageHeader header, host::ReadImageHeader(backing));
  if (header.format == "raw") return StorageFormat::kRaw;
  return Error(ErrorDomain::kStorage, ErrorCode::kOperationInvalid,
               "format of backing image '%s' of image '%s' was not specified in the image metadata", backing, image);
}

void EndChain(StorageSource& image) { image.backing.emplace(); }

// The image below `image`, or null at the end of what can be known.
absl::StatusOr<StorageSource*> AddBelow(const std::string& top, StorageSource& image, const std::string& reader) {
  if (!CanHaveBacking(image.format)) {
    EndChain(image);
    return nullptr;
  }
  ASSIGN_OR_RETURN(const host::ImageHeader header, host::ReadImageHeader(image.path));
  if (header.backing_file.empty()) {
    EndChain(image);
    return nullptr;
  }
  const std::string path = BackingPath(image.path, header.backing_file);
  if (path.empty()) return nullptr;
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    return SystemError(ErrorDomain::kStorage, errno,
                       absl::StrCat("Cannot access backing file '", path, "' of storage file '", top, "' ", reader));
  }
  RETURN_IF_ERROR(CheckImageKind(path, info.st_mode));
  ASSIGN_OR_RETURN(const StorageFormat format, FormatOf(image.path, path, header.backing_format));
  StorageSource& below = image.backing.emplace();
  below.type = S_ISBLK(info.st_mode) ? StorageType::kBlock : StorageType::kFile;
  below.path = path;
  below.format = format;
  below.detected = true;
  return &below;
}
}  // namespace

std::string BackingPath(const std::string& image, const std::string& name) {
  std::string path = name;
  if (path.starts_with("json:"))
    path = FilenameOfJson(std::string_view(path).substr(5));
  else if (path.starts_with("file:"))
    path = path.substr(5);
  else if (const size_t colon = path.find(':'); colon != std::string::npos && colon < path.find('/'))
    return {};  // "nbd://…"
  if (path.empty() || path.front() == '/') return path;
  return image.substr(0, image.rfind('/') + 1) + path;
}

absl::Status CheckImageKind(const std::string& path, mode_t mode) {
  if (!S_ISFIFO(mode) && !S_ISSOCK(mode)) return absl::OkStatus();
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "image '%s' is a %s: a regular file or a device is needed", path,
               S_ISFIFO(mode) ? "FIFO" : "socket");
}

absl::Status ResolveChain(StorageSource& top, const std::string& reader) {
  StorageSource* image = &top;
  for (int depth = 0; image; ++depth) {
    if (depth > kLongestChain) {
      return Error(ErrorDomain::kStorage, ErrorCode::kConfigUnsupported, "backing store for %s is too deep or in a loop",
                   top.path);
    }
    const bool local = image->type == StorageType::kFile || image->type == StorageType::kBlock;
    if (image->backing) {
      image = image->backing->type == StorageType::kNone ? nullptr : &*image->backing;
    } else if (local && !image->path.empty()) {
      ASSIGN_OR_RETURN(image, AddBelow(top.path, *image, reader));
    } else {
      image = nullptr;
    }
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
