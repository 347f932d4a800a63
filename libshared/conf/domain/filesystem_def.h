// SPDX-License-Identifier: Apache-2.0
// filesystem_def.h: <filesystem>, a folder of the host's in the guest: 9p, virtiofs; for containers more kinds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class FilesystemType { kMount, kBlock, kFile, kTemplate, kRam, kBind, kVolume };
inline constexpr xml::EnumNames<FilesystemType> kFilesystemTypes = {
    {FilesystemType::kMount, "mount"}, {FilesystemType::kBlock, "block"}, {FilesystemType::kFile, "file"}, {FilesystemType::kTemplate, "template"},
    {FilesystemType::kRam, "ram"},     {FilesystemType::kBind, "bind"},   {FilesystemType::kVolume, "volume"}};
enum class FilesystemDriver { kDefault, kPath, kHandle, kLoop, kNbd, kPloop, kVirtiofs };
inline constexpr xml::EnumNames<FilesystemDriver> kFilesystemDrivers = {
    {FilesystemDriver::kPath, "path"}, {FilesystemDriver::kHandle, "handle"}, {FilesystemDriver::kLoop, "loop"},
    {FilesystemDriver::kNbd, "nbd"},   {FilesystemDriver::kPloop, "ploop"},   {FilesystemDriver::kVirtiofs, "virtiofs"}};
enum class AccessMode { kDefault, kPassthrough, kMapped, kSquash };
inline constexpr xml::EnumNames<AccessMode> kAccessModes = {
    {AccessMode::kPassthrough, "passthrough"}, {AccessMode::kMapped, "mapped"}, {AccessMode::kSquash, "squash"}};
enum class Multidevs { kDefault, kRemap, kForbid, kWarn };
inline constexpr xml::EnumNames<Multidevs> kMultidevs = {{Multidevs::kRemap, "remap"}, {Multidevs::kForbid, "forbid"}, {Multidevs::kWarn, "warn"}};
enum class VirtiofsCache { kDefault, kNone, kAlways };
inline constexpr xml::EnumNames<VirtiofsCache> kVirtiofsCaches = {{VirtiofsCache::kNone, "none"}, {VirtiofsCache::kAlways, "always"}};
enum class VirtiofsSandbox { kDefault, kNamespace, kChroot };
inline constexpr xml::EnumNames<VirtiofsSandbox> kVirtiofsSandboxes = {{VirtiofsSandbox::kNamespace, "namespace"},
                                                                       {VirtiofsSandbox::kChroot, "chroot"}};

// virtiofsd
struct FilesystemBinary {
  std::string path;
  OnOff xattr, posix_lock, flock;
  VirtiofsCache cache = VirtiofsCache::kDefault;
  VirtiofsSandbox sandbox = VirtiofsSandbox::kDefault;
  std::optional<int> thread_pool_size;
};

struct FilesystemDef {
  FilesystemType type = FilesystemType::kMount;
  AccessMode access_mode = AccessMode::kDefault;
  Multidevs multidevs = Multidevs::kDefault;
  std::string fmode, dmode;  // four octal digits
  VirtioModel model = VirtioModel::kDefault;
  FilesystemDriver driver = FilesystemDriver::kDefault;
  std::string format;
  bool write_immediately = false;  // wrpolicy='immediate'
  uint64_t queue_size = 0;         // virtiofs
  VirtioOptions virtio;
  FilesystemBinary binary;
  std::string source;   // dir, dev, file, name or usage (ram), by type
  std::string usage_units;
  std::string pool, volume;
  std::string socket;   // virtiofs: a daemon that runs already
  std::string target;
  bool readonly = false;
  uint64_t space_hard_limit = 0, space_soft_limit = 0;  // bytes
  DeviceInfo info;
};

void Fields(xml::Reader&, FilesystemDef&);
void Fields(xml::Writer&, FilesystemDef&);
absl::Status Check(const FilesystemDef& filesystem);

}  // namespace pleiad::conf
