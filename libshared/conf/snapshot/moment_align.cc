// SPDX-License-Identifier: Apache-2.0
// moment_align.cc: what a snapshot or checkpoint says of disks, laid beside the disks that the domain has.
#include <algorithm>

#include "libshared/conf/snapshot/backup_def.h"
#include "libshared/conf/snapshot/checkpoint_def.h"
#include "libshared/conf/snapshot/moment_parts.h"

namespace pleiad::conf {
namespace {

// The entries in the order of the domain's disks, each named by its target; null where the document has none.
template <class Disk>
absl::StatusOr<std::vector<std::optional<Disk>>> Arrange(const std::vector<Disk>& given, const DomainDef& domain,
                                                         const char* what) {
  const auto& disks = domain.devices.disks;
  if (given.size() > disks.size()) return Unsupported("too many disk %s requests for domain", std::string(what));
  std::vector<std::optional<Disk>> arranged(disks.size());
  for (const Disk& one : given) {
    const DiskDef* disk = FindDisk(domain, one.name);
    if (!disk) return Unsupported("no disk named '%s'", one.name);
    auto& place = arranged[static_cast<size_t>(disk - disks.data())];
    if (place) return Unsupported("disk '%s' specified twice", one.name);
    place = one;
    place->name = disk->target.dev;
  }
  return arranged;
}

// "/a/b.qcow2" becomes "/a/b.NAME".
absl::Status NameNewImage(SnapshotDisk& disk, const DiskDef& of, const std::string& snapshot) {
  const StorageSource& old = of.source;
  const StorageType type = disk.source.type == StorageType::kNone ? StorageType::kFile : disk.source.type;
  if (type != StorageType::kFile || old.path.empty()) {
    return Unsupported("cannot generate external snapshot name for disk '%s' on a '%s' device", disk.name,
                       std::string(xml::NameOf(kStorageTypes, type)));
  }
  if (old.type != StorageType::kFile) {
    return Unsupported("source for disk '%s' is not a regular file; refusing to generate external snapshot name", disk.name);
  }
  const size_t slash = old.path.rfind('/'), dot = old.path.rfind('.');
  const bool has_suffix = dot != std::string::npos && (slash == std::string::npos || dot > slash);
  disk.source.type = StorageType::kFile;
  disk.source.path = (has_suffix ? old.path.substr(0, dot) : old.path) + "." + snapshot;
  return absl::OkStatus();
}

absl::Status SettleDisk(SnapshotDisk& disk, const DiskDef& of, const std::string& snapshot, DiskSnapshot fallback) {
  if (disk.mode == DiskSnapshot::kDefault) disk.mode = of.snapshot == DiskSnapshot::kDefault ? fallback : of.snapshot;
  if (disk.mode != DiskSnapshot::kExternal) {
    if (disk.source.path.empty()) return absl::OkStatus();
    return Unsupported("file '%s' for disk '%s' requires use of external snapshot mode", disk.source.path, disk.name);
  }
  if (disk.source.format == StorageFormat::kNone) disk.source.format = StorageFormat::kQcow2;
  return disk.source.IsEmpty() ? NameNewImage(disk, of, snapshot) : absl::OkStatus();
}

// "/a/b.qcow2" becomes "/a/b.qcow2.SUFFIX".
absl::Status SettleDisk(BackupDisk& disk, const DiskDef& of, const BackupDef& backup, const std::string& suffix) {
  if (IsNo(disk.backup)) return absl::OkStatus();
  disk.backup = true;
  if (disk.type == StorageType::kNone) disk.type = StorageType::kFile;
  if (disk.format == StorageFormat::kNone) disk.format = StorageFormat::kQcow2;
  if (disk.extent == BackupExtent::kDefault) {
    const bool all = disk.incremental.empty() && backup.incremental.empty();
    disk.extent = all ? BackupExtent::kFull : BackupExtent::kIncremental;
  }
  const bool incremental = disk.extent == BackupExtent::kIncremental;
  if (incremental && disk.incremental.empty()) disk.incremental = backup.incremental;
  if (incremental && disk.incremental.empty()) {
    return Unsupported("the checkpoint of the incremental backup of disk '%s' is not named", disk.name);
  }
  if (backup.mode == BackupMode::kPull && disk.export_name.empty()) disk.export_name = disk.name;
  if (backup.mode == BackupMode::kPull && incremental && disk.export_bitmap.empty()) {
    disk.export_bitmap = "backup-" + disk.name;
  }
  if (!disk.path.empty()) return absl::OkStatus();
  if (disk.type == StorageType::kBlock || of.source.path.empty()) {
    return Unsupported("cannot generate the name of the backup of disk '%s'", disk.name);
  }
  disk.path = of.source.path + "." + suffix;
  return absl::OkStatus();
}

// Where nothing can be lost there is nothing to keep.
bool IsKept(const DiskDef& disk) { return !disk.readonly && !disk.source.IsEmpty(); }
}  // namespace

const DiskDef* FindDisk(const DomainDef& domain, const std::string& name) {
  const auto& disks = domain.devices.disks;
  const auto by_target = std::find_if(disks.begin(), disks.end(), [&](const DiskDef& disk) { return disk.target.dev == name; });
  if (by_target != disks.end()) return &*by_target;
  const auto by_path =
      std::find_if(disks.begin(), disks.end(), [&](const DiskDef& disk) { return !name.empty() && disk.source.path == name; });
  return by_path == disks.end() ? nullptr : &*by_path;
}

absl::Status AlignSnapshotDisks(SnapshotDef& snapshot, const DomainDef& domain, DiskSnapshot fallback, bool only_that) {
  for (const SnapshotDisk& disk : snapshot.disks) {
    if (!only_that || !FindDisk(domain, disk.name) || disk.mode == DiskSnapshot::kDefault || disk.mode == fallback) continue;
    return WithDomain(
        Unsupported("disk '%s' must use snapshot mode '%s'", disk.name, std::string(xml::NameOf(kDiskSnapshots, fallback))),
        ErrorDomain::kDomainSnapshot);
  }
  auto arranged = Arrange(snapshot.disks, domain, "snapshot");
  if (!arranged.ok()) return WithDomain(arranged.status(), ErrorDomain::kDomainSnapshot);
  std::vector<SnapshotDisk> settled;
  for (size_t i = 0; i < arranged->size(); ++i) {
    const DiskDef& of = domain.devices.disks[i];
    SnapshotDisk disk;
    if ((*arranged)[i]) {
      disk = std::move(*(*arranged)[i]);
    } else {
      disk.name = of.target.dev;
      if (!IsKept(of)) disk.mode = DiskSnapshot::kNo;
    }
    if (absl::Status wrong = SettleDisk(disk, of, snapshot.name, fallback); !wrong.ok()) {
      return WithDomain(wrong, ErrorDomain::kDomainSnapshot);
    }
    settled.push_back(std::move(disk));
  }
  snapshot.disks = std::move(settled);
  return absl::OkStatus();
}

absl::Status AlignCheckpointDisks(CheckpointDef& checkpoint, const DomainDef& domain) {
  const bool chosen = !checkpoint.disks.empty();
  auto arranged = Arrange(checkpoint.disks, domain, "checkpoint");
  if (!arranged.ok()) return WithDomain(arranged.status(), ErrorDomain::kDomainCheckpoint);
  std::vector<CheckpointDisk> settled;
  for (size_t i = 0; i < arranged->size(); ++i) {
    const DiskDef& of = domain.devices.disks[i];
    CheckpointDisk disk;
    if ((*arranged)[i]) {
      disk = std::move(*(*arranged)[i]);
      if (disk.type == CheckpointType::kDefault) disk.type = CheckpointType::kBitmap;
    } else {
      disk.name = of.target.dev;
      disk.type = chosen || !IsKept(of) ? CheckpointType::kNo : CheckpointType::kBitmap;
    }
    if (disk.type == CheckpointType::kBitmap && disk.bitmap.empty()) disk.bitmap = checkpoint.name;
    settled.push_back(std::move(disk));
  }
  checkpoint.disks = std::move(settled);
  return absl::OkStatus();
}

absl::Status AlignBackupDisks(BackupDef& backup, const DomainDef& domain, const std::string& suffix) {
  const bool chosen = !backup.disks.empty();
  ASSIGN_OR_RETURN(auto arranged, Arrange(backup.disks, domain, "backup"));
  std::vector<BackupDisk> settled;
  bool any = false;
  for (size_t i = 0; i < arranged.size(); ++i) {
    const DiskDef& of = domain.devices.disks[i];
    BackupDisk disk = arranged[i].value_or(BackupDisk{});
    disk.name = of.target.dev;
    if (!arranged[i] && (chosen || !IsKept(of))) disk.backup = false;
    RETURN_IF_ERROR(SettleDisk(disk, of, backup, suffix));
    any |= IsYes(disk.backup);
    settled.push_back(std::move(disk));
  }
  if (!any) return Unsupported("%s", "no disks selected for backup");
  backup.disks = std::move(settled);
  return absl::OkStatus();
}

}  // namespace pleiad::conf
