// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/run_folders.h"

#include <dirent.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <memory>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::qemu {
namespace {
constexpr size_t kMaxNvramBytes = size_t{64} << 20;

std::string FolderOf(const std::string& path) { return path.substr(0, path.rfind('/')); }
std::string NameOf(const std::string& path) { return path.substr(path.rfind('/') + 1); }

void RemoveFolder(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(path.c_str()), closedir);
  if (!dir) return;
  while (const dirent* entry = readdir(dir.get())) {
    if (entry->d_name[0] == '.' && (entry->d_name[1] == '\0' || entry->d_name[1] == '.')) continue;
    unlinkat(dirfd(dir.get()), entry->d_name, 0);
  }
  rmdir(path.c_str());
}

// QEMU would take ordinary memory for huge pages where there are none.
absl::Status CheckHugePages(const MemoryFolder& folder) {
  struct statfs info {};
  if (statfs(folder.mount.c_str(), &info) != 0 || info.f_type != HUGETLBFS_MAGIC) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError,
                 "hugetlbfs filesystem is not mounted or disabled by administrator config");
  }
  if (folder.page_kib == 0 || static_cast<uint64_t>(info.f_bsize) == folder.page_kib * 1024) return absl::OkStatus();
  return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "Unable to find any usable hugetlbfs mount for %u KiB",
               folder.page_kib);
}
}  // namespace

std::optional<FileOwner> OwnerOf(const QemuConfig& config) {
  if (!config.user) return std::nullopt;
  return FileOwner{*config.user, config.group.value_or(*config.user)};
}

absl::Status PrepareChannels(const QemuContext& context, conf::DomainDef& def, const Runtime& runtime) {
  for (conf::ChardevDef& channel : def.devices.channels) {
    conf::ChardevSource& source = channel.source;
    if (source.type != conf::ChardevType::kUnix || !source.path.empty()) continue;
    source.path = ChannelSocketPath(channel, context.store.paths(), runtime.folder);
    source.listen = true;
    RETURN_IF_ERROR(EnsureDirectory(FolderOf(source.path), 0750, OwnerOf(context.config)));
  }
  return absl::OkStatus();
}

absl::Status PrepareNvram(const conf::DomainDef& def, const QemuConfig& config) {
  if (!def.os.nvram || def.os.nvram->path().empty() || access(def.os.nvram->path().c_str(), F_OK) == 0) return absl::OkStatus();
  if (def.os.nvram->source.type == conf::StorageType::kNetwork) return absl::OkStatus();
  const std::string& path = def.os.nvram->path();
  if (def.os.nvram->nvram_template.empty()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "unable to find any master var store for loader: %s",
                 def.os.loader ? def.os.loader->path : "");
  }
  ASSIGN_OR_RETURN(const std::string contents, ReadFile(def.os.nvram->nvram_template, kMaxNvramBytes));
  return WriteFileAtomically(path, contents, 0600, OwnerOf(config));
}

absl::Status PrepareMemory(const QemuContext& context, const std::vector<MemoryFolder>& folders) {
  for (const MemoryFolder& folder : folders) {
    if (!folder.mount.empty()) RETURN_IF_ERROR(CheckHugePages(folder));
    // What is above belongs to nobody's run: QEMU's user only has to get through.
    RETURN_IF_ERROR(EnsureDirectory(FolderOf(folder.path), 0755));
    RETURN_IF_ERROR(EnsureDirectory(folder.path, 0700, OwnerOf(context.config)));
  }
  return absl::OkStatus();
}

void RemoveRunFolders(const QemuContext& context, const Runtime& runtime) {
  if (runtime.folder.empty()) return;
  RemoveFolder(runtime.folder);
  RemoveFolder(context.store.paths().channel + "/" + NameOf(runtime.folder));
  for (const std::string& root : MemoryRoots(context.config, context.store.paths())) {
    RemoveFolder(root + "/" + MemoryFolderName(runtime.folder));
  }
}

}  // namespace pleiad::qemu
