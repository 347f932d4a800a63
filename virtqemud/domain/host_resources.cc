// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/host_resources.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>

#include "absl/cleanup/cleanup.h"
#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/display_ports.h"

namespace pleiad::qemu {
namespace {
std::optional<FileOwner> OwnerOf(const QemuConfig& config) {
  if (!config.user) return std::nullopt;
  return FileOwner{*config.user, config.group.value_or(*config.user)};
}

// A firmware's variables are kept for each domain: the first start copies them from the template.
absl::Status PrepareNvram(const conf::DomainDef& def, const QemuConfig& config) {
  if (!def.os.nvram || def.os.nvram->path().empty() || access(def.os.nvram->path().c_str(), F_OK) == 0) return absl::OkStatus();
  const std::string& path = def.os.nvram->path();
  if (def.os.nvram->nvram_template.empty()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kOperationFailed, "unable to find any master var store for loader: %s",
                 def.os.loader ? def.os.loader->path : "");
  }
  ASSIGN_OR_RETURN(const std::string contents, ReadFile(def.os.nvram->nvram_template, size_t{64} << 20));
  return WriteFileAtomically(path, contents, 0600, OwnerOf(config));
}

void RemoveFolder(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(path.c_str()), closedir);
  if (!dir) return;
  while (const dirent* entry = readdir(dir.get())) {
    if (entry->d_name[0] == '.' && (entry->d_name[1] == '\0' || entry->d_name[1] == '.')) continue;
    unlinkat(dirfd(dir.get()), entry->d_name, 0);
  }
  rmdir(path.c_str());
}

// What every QEMU may open; the devices of the definition come on top.
constexpr const char* kCommonDevices[] = {"/dev/null", "/dev/full", "/dev/zero",    "/dev/random",  "/dev/urandom",
                                          "/dev/ptmx", "/dev/kvm",  "/dev/userfaultfd", "char-pts"};

void AllowDevices(const conf::DomainDef& def, const QemuConfig& config, host::TransientService& service) {
  if (config.cgroup_device_acl.empty()) {
    for (const char* path : kCommonDevices) service.device_allow.emplace_back(path, "rwm");
  } else {
    for (const std::string& path : config.cgroup_device_acl) service.device_allow.emplace_back(path, "rwm");
    service.device_allow.emplace_back("char-pts", "rwm");
  }
  for (const conf::DiskDef& disk : def.devices.disks) {
    if (disk.source.type == conf::StorageType::kBlock && !disk.source.path.empty()) {
      service.device_allow.emplace_back(disk.source.path, disk.readonly ? "rm" : "rwm");
    }
  }
}
}  // namespace

absl::Status AcquireHostResources(const QemuContext& context, conf::DomainDef& def, const Runtime& runtime, HostResources& resources) {
  absl::Cleanup give_back = [&] { ReleaseHostResources(context, def, runtime); };
  RETURN_IF_ERROR(DisplayPorts::Assign(def, context.config));
  RETURN_IF_ERROR(PrepareNvram(def, context.config));
  AllowDevices(def, context.config, resources.service);
  std::move(give_back).Cancel();
  return absl::OkStatus();
}

void ReleaseHostResources(const QemuContext&, const conf::DomainDef& def, const Runtime& runtime) {
  DisplayPorts::Release(def);
  if (!runtime.folder.empty()) RemoveFolder(runtime.folder);
}

}  // namespace pleiad::qemu
