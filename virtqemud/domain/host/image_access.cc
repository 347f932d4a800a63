// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/host/image_access.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/security/file_access.h"
#include "libshared/security/file_owners.h"
#include "virtqemud/domain/host/backing_chain.h"
#include "virtqemud/domain/host/used_files.h"

namespace pleiad::qemu {
namespace {
using Kind = UsedFile::Kind;

FileOwner ReaderOf(const QemuContext& context) {
  const uid_t uid = context.config.user.value_or(geteuid());
  return {uid, context.config.group.value_or(context.config.user ? uid : getegid())};
}

std::string ReaderText(const QemuContext& context) {
  const FileOwner reader = ReaderOf(context);
  return absl::StrCat("(as uid:", reader.uid, ", gid:", reader.gid, ")");
}

bool IsOptional(const conf::DiskDef& disk) { return disk.source.startup_policy == conf::StartupPolicy::kOptional; }

// A drive goes on without its medium; a disk that is optional goes altogether.
void DropAbsentMedia(conf::DomainDef& def) {
  std::erase_if(def.devices.disks, [](conf::DiskDef& disk) {
    if (!IsOptional(disk) || disk.source.path.empty() || access(disk.source.path.c_str(), F_OK) == 0) return false;
    if (!disk.IsRemovable()) return true;
    disk.source = {};
    disk.source.type = conf::StorageType::kFile;
    return false;
  });
}

absl::Status Absent(const UsedFile& file, int error_number, const std::string& reader) {
  switch (file.kind) {
    case Kind::kImage:
      return SystemError(ErrorDomain::kQemu, error_number, absl::StrCat("Cannot access storage file '", file.path, "' ", reader));
    case Kind::kBacking:
      return SystemError(ErrorDomain::kStorage, error_number,
                         absl::StrCat("Cannot access backing file '", file.path, "' of storage file '", file.top, "' ", reader));
    default:
      return SystemError(ErrorDomain::kSecurity, error_number, absl::StrCat("unable to stat: ", file.path));
  }
}

absl::Status Refusal(const UsedFile& file, const security::Denial& denial, const std::string& reader) {
  if (denial.error_number != EACCES) return Absent(file, denial.error_number, reader);
  const std::string where = denial.path == file.path ? "the file" : absl::StrCat("folder '", denial.path, "'");
  const std::string lack = absl::StrCat(where, " denies this user '", std::string(1, denial.missing), "'");
  const std::string what = file.kind == Kind::kBacking ? absl::StrCat("Cannot access backing file '", file.path,
                                                                      "' of storage file '", file.top, "' ", reader)
                                                       : absl::StrCat("Cannot access storage file '", file.path, "' ", reader);
  return SystemError(ErrorDomain::kQemu, EACCES, absl::StrCat(what, ": ", lack));
}

// Files that are neither images nor written: whose owners are not changed, they are left for QEMU to find missing.
bool IsLeftToQemu(const QemuContext& context, const UsedFile& file) {
  return !context.privileged && file.kind != Kind::kImage && file.kind != Kind::kBacking && file.kind != Kind::kOutput;
}

// What is written only: made before QEMU has to, as the folder is seldom open to its user.
absl::Status MakeOutput(const UsedFile& file) {
  const UniqueFd fd(open(file.path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600));
  if (fd) return absl::OkStatus();
  return SystemError(ErrorDomain::kQemu, errno, absl::StrCat("Unable to open file: '", file.path, "'"));
}
}  // namespace

std::string HolderOf(const conf::DomainDef& def) { return absl::StrCat(def.uuid.ToString(), ":", def.id); }

absl::Status ResolveImages(const QemuContext& context, conf::DomainDef& def) {
  DropAbsentMedia(def);
  const std::string reader = ReaderText(context);
  for (const UsedFile& file : UsedFilesOf(def)) {
    if (file.kind == Kind::kOutput || IsLeftToQemu(context, file) || (def.os.nvram && file.path == def.os.nvram->path()))
      continue;
    struct stat info {};
    if (stat(file.path.c_str(), &info) != 0) return Absent(file, errno, reader);
    if (file.kind != Kind::kDevice) RETURN_IF_ERROR(CheckImageKind(file.path, info.st_mode));
  }
  for (conf::DiskDef& disk : def.devices.disks) {
    // Two guests on one image must not each have a cache of their own.
    if (disk.shareable && disk.driver.cache == conf::DiskCache::kDefault) disk.driver.cache = conf::DiskCache::kNone;
    if (!disk.source.IsEmpty()) RETURN_IF_ERROR(ResolveChain(disk.source, reader));
  }
  return absl::OkStatus();
}

absl::Status GrantFiles(const QemuContext& context, const conf::DomainDef& def, const std::string& holder) {
  std::optional<security::FileUser> user;
  if (context.privileged && context.config.user) user = security::FileUser::Of(ReaderOf(context));
  const std::vector<UsedFile> files = UsedFilesOf(def);
  for (const UsedFile& file : files) {
    if (file.kind == Kind::kOutput) RETURN_IF_ERROR(MakeOutput(file));
  }
  if (user && context.files && context.config.dynamic_ownership) {
    std::vector<std::string> lent;
    for (const UsedFile& file : files) {
      // What is only read, and can be, stays whose it is.
      if (file.write || security::WhyDenied(file.path, /*write=*/false, user)) lent.push_back(file.path);
    }
    RETURN_IF_ERROR(context.files->Lend(lent, {user->uid, user->gid}, holder));
  }
  for (const UsedFile& file : files) {
    if (IsLeftToQemu(context, file)) continue;
    if (auto denial = security::WhyDenied(file.path, file.write, user)) return Refusal(file, *denial, ReaderText(context));
  }
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
