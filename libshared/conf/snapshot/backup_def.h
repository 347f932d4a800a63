// SPDX-License-Identifier: Apache-2.0
// backup_def.h: the <domainbackup> document: which disks of a running domain are copied, and whether they are pushed into files
// or a client pulls them from a server.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

enum class BackupMode { kPush, kPull };
inline constexpr xml::EnumNames<BackupMode> kBackupModes = {{BackupMode::kPush, "push"}, {BackupMode::kPull, "pull"}};

// All of a disk, or what has changed since a checkpoint.
enum class BackupExtent { kDefault, kFull, kIncremental };
inline constexpr xml::EnumNames<BackupExtent> kBackupExtents = {{BackupExtent::kFull, "full"},
                                                                {BackupExtent::kIncremental, "incremental"}};

struct BackupServer {
  HostTransport transport = HostTransport::kTcp;
  std::string name, socket;
  uint32_t port = 0;  // 0 is not given
  YesNo tls;
};

struct BackupDisk {
  std::string name;
  YesNo backup;
  StorageType type = StorageType::kNone;  // file or block
  BackupExtent extent = BackupExtent::kDefault;
  std::string incremental;                 // the checkpoint
  std::string export_name, export_bitmap;  // what a client that pulls asks for
  StorageFormat format = StorageFormat::kNone;
  std::string path;  // what is pushed into, or where blocks go that the guest overwrites while a client pulls
};

struct BackupDef {
  BackupMode mode = BackupMode::kPush;
  std::string incremental;
  std::optional<BackupServer> server;
  std::vector<BackupDisk> disks;
};

// Errors: XML_ERROR (27).
absl::StatusOr<BackupDef> ParseBackup(std::string_view text, std::vector<std::string>* unknown = nullptr);
std::string FormatBackup(const BackupDef& backup);

// One entry for each disk of `domain`, in their order; a document that names disks is about those alone. `suffix` ends the names
// of files that are not named.
//   Errors  CONFIG_UNSUPPORTED (67): a disk that is not there or stands twice, no disk at all, a name that cannot be made up
absl::Status AlignBackupDisks(BackupDef& backup, const DomainDef& domain, const std::string& suffix);

}  // namespace pleiad::conf
