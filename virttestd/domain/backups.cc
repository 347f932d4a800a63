// SPDX-License-Identifier: Apache-2.0
// backups.cc: the calls of checkpoints.h on backups. No bytes are copied: a push takes the time that copying would, a pull goes
// on until it is told to end.
//   Source  libvirtd 9.0 with a running domain, by virsh backup-begin, domjobinfo, domjobabort
#include <algorithm>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/snapshot/backup_def.h"
#include "virttestd/domain/checkpoints.h"

namespace pleiad::test {
namespace {
absl::Status CheckIncrements(const conf::BackupDef& backup, const DomainState& state) {
  for (const conf::BackupDisk& disk : backup.disks) {
    if (disk.incremental.empty() || state.checkpoints.Find(disk.incremental)) continue;
    return Error(ErrorDomain::kTest, ErrorCode::kNoDomainCheckpoint,
                 "Checkpoint '%s' for incremental backup of disk '%s' not found", disk.incremental, disk.name);
  }
  return absl::OkStatus();
}

// Of all disks that `def` may want.
Progress ProgressOf(const conf::BackupDef& backup, const conf::DomainDef& def) {
  const auto wanted = std::count_if(backup.disks.begin(), backup.disks.end(),
                                    [](const conf::BackupDisk& disk) { return !conf::IsNo(disk.backup); });
  const size_t disks = backup.disks.empty() ? def.devices.disks.size() : static_cast<size_t>(wanted);
  return {.total = disks * kDiskJobBytes,
          .bytes_per_s = backup.mode == conf::BackupMode::kPush ? kDiskBytesPerS : 0,
          .since = absl::Now()};
}
}  // namespace

absl::Status Checkpoints::BeginBackup(const Caller&, const DomainRef& ref, const std::string& backup_xml,
                                      const std::optional<std::string>& checkpoint_xml, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(vir::kDomainBackupBeginReuseExternal, flags, "testDomainBackupBegin"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  const Domain::Snapshot state = domain->snapshot();
  if (!state->active()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationUnsupported, "cannot perform disk backup for inactive domain");
  }
  ASSIGN_OR_RETURN(conf::BackupDef backup, conf::ParseBackup(backup_xml));
  std::optional<conf::CheckpointDef> checkpoint;
  if (checkpoint_xml) {
    ASSIGN_OR_RETURN(checkpoint, conf::ParseCheckpoint(*checkpoint_xml, conf::MomentUse::kNew));
  }
  const Progress progress = ProgressOf(backup, *state->live);
  return jobs_.BeginInBackground(domain, vir::kDomainJobOperationBackup, progress, [&](DomainState& next) -> absl::Status {
    const std::string now = std::to_string(absl::ToUnixSeconds(absl::Now()));
    RETURN_IF_ERROR(conf::AlignBackupDisks(backup, *next.live, checkpoint && !checkpoint->name.empty() ? checkpoint->name : now));
    RETURN_IF_ERROR(CheckIncrements(backup, next));
    if (checkpoint) RETURN_IF_ERROR(AddCheckpoint(next, *checkpoint));
    next.backup = std::make_shared<const conf::BackupDef>(std::move(backup));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::string> Checkpoints::BackupXmlDesc(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(0, flags, "testDomainBackupGetXMLDesc"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  if (const auto backup = domain->snapshot()->backup) return conf::FormatBackup(*backup);
  return MakeError(ErrorDomain::kTest, ErrorCode::kNoDomainBackup, "no domain backup job present");
}

}  // namespace pleiad::test
