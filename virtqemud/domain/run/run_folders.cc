// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/run_folders.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/command/command_line.h"

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

void RemoveRunFolders(const QemuContext& context, const Runtime& runtime) {
  if (runtime.folder.empty()) return;
  RemoveFolder(runtime.folder);
  RemoveFolder(context.store.paths().channel + "/" + NameOf(runtime.folder));
}

}  // namespace pleiad::qemu
