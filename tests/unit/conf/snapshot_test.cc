// SPDX-License-Identifier: Apache-2.0
// snapshot_test.cc: documents of snapshots and checkpoints in and out, as libvirt answers them. The domain in them is left out
// of the tables ("<domain/>"): it has tests of its own.
#include "libshared/conf/snapshot/snapshot_def.h"

#include "absl/strings/str_replace.h"
#include "libshared/conf/domain/domain_def.h"
#include "libshared/conf/snapshot/backup_def.h"
#include "libshared/conf/snapshot/checkpoint_def.h"
#include "tests/unit/conf/case_file.h"

namespace pleiad::conf {
namespace {

constexpr int64_t kNow = 1795321302;

// The domain that the answers were recorded with, as far as they depend on it.
std::shared_ptr<const DomainDef> TheDomain() {
  static const auto domain = std::make_shared<const DomainDef>(*ParseDomain(
      "<domain type='test'><name>test</name><memory>1</memory><os><type>hvm</type></os><devices><disk type='file' device='disk'>"
      "<source file='/guest/diskimage1'/><target dev='vda' bus='virtio'/></disk></devices></domain>"));
  return domain;
}

std::string HideDomainAndTime(std::string text) {
  const size_t begin = text.find("  <domain type"), end = text.find("</domain>\n");
  if (begin != std::string::npos && end != std::string::npos) text.replace(begin, end + 10 - begin, "  <domain/>\n");
  return absl::StrReplaceAll(text, {{std::to_string(kNow), "GENERATED"}});
}

std::string Take(const std::string& in) {
  auto snapshot = ParseSnapshot(in, MomentUse::kNew);
  if (!snapshot.ok()) return ErrorAnswer(snapshot.status());
  CompleteSnapshotName(*snapshot, kNow);
  if (absl::Status wrong = AlignSnapshotDisks(*snapshot, *TheDomain(), DiskSnapshot::kInternal, /*only_that=*/true);
      !wrong.ok()) {
    return ErrorAnswer(wrong);
  }
  // As libvirt's test driver, which runs its domain, does.
  snapshot->state = SnapshotState::kRunning;
  snapshot->memory = DiskSnapshot::kInternal;
  snapshot->domain = TheDomain();
  std::string text = HideDomainAndTime(FormatSnapshot(*snapshot));
  if (in.find("<name>") == std::string::npos) HideBetween(text, "<name>", "</name>");
  return text;
}
std::string Redefine(const std::string& in) {
  auto snapshot = ParseSnapshot(in, MomentUse::kRedefine);
  return snapshot.ok() ? HideDomainAndTime(FormatSnapshot(*snapshot)) : ErrorAnswer(snapshot.status());
}
std::string TakeCheckpoint(const std::string& in) {
  auto checkpoint = ParseCheckpoint(in, MomentUse::kNew);
  if (!checkpoint.ok()) return ErrorAnswer(checkpoint.status());
  CompleteCheckpointName(*checkpoint, kNow);
  if (absl::Status wrong = AlignCheckpointDisks(*checkpoint, *TheDomain()); !wrong.ok()) return ErrorAnswer(wrong);
  checkpoint->domain = TheDomain();
  return HideDomainAndTime(FormatCheckpoint(*checkpoint));
}
std::string RedefineCheckpoint(const std::string& in) {
  auto checkpoint = ParseCheckpoint(in, MomentUse::kRedefine);
  return checkpoint.ok() ? HideDomainAndTime(FormatCheckpoint(*checkpoint)) : ErrorAnswer(checkpoint.status());
}

std::string BackUp(const std::string& in) {
  auto backup = ParseBackup(in);
  if (!backup.ok()) return ErrorAnswer(backup.status());
  if (absl::Status wrong = AlignBackupDisks(*backup, *TheDomain(), std::to_string(kNow)); !wrong.ok()) return ErrorAnswer(wrong);
  return absl::StrReplaceAll(FormatBackup(*backup), {{std::to_string(kNow), "GENERATED"}});
}

TEST(SnapshotTest, TakesSnapshotsAsLibvirtDoes) { CheckCaseFile("snapshot/new.txt", Take); }
TEST(SnapshotTest, RedefinesSnapshotsAsLibvirtDoes) { CheckCaseFile("snapshot/redefined.txt", Redefine); }
TEST(SnapshotTest, TakesCheckpointsAsLibvirtDoes) { CheckCaseFile("snapshot/checkpoints.txt", TakeCheckpoint); }
TEST(SnapshotTest, RedefinesCheckpointsAsLibvirtDoes) { CheckCaseFile("snapshot/checkpoints_redefined.txt", RedefineCheckpoint); }

TEST(SnapshotTest, BeginsBackupsAsLibvirtDoes) { CheckCaseFile("snapshot/backups.txt", BackUp); }

TEST(SnapshotTest, RefusesBackupsThatMakeNoSense) {
  constexpr std::pair<const char*, const char*> kRejected[] = {
      {"an unknown way", "<domainbackup mode='x'/>"},
      {"a pull from nowhere", "<domainbackup mode='pull'/>"},
      {"a push from a server", "<domainbackup><server name='localhost'/></domainbackup>"},
      {"a server without a name", "<domainbackup mode='pull'><server/></domainbackup>"},
      {"a socket that is somewhere", "<domainbackup mode='pull'><server transport='unix' socket='s'/></domainbackup>"},
      {"a disk without a name", "<domainbackup><disks><disk/></disks></domainbackup>"},
      {"a disk on the network", "<domainbackup><disks><disk name='vda' type='network'/></disks></domainbackup>"},
      {"a target that is somewhere", "<domainbackup><disks><disk name='vda'><target file='t'/></disk></disks></domainbackup>"},
      {"all of it since a checkpoint",
       "<domainbackup><disks><disk name='vda' backupmode='full' incremental='c'/></disks></domainbackup>"},
  };
  for (const auto& [why, xml] : kRejected) {
    EXPECT_EQ(ErrorCodeOf(ParseBackup(xml).status()), ErrorCode::kXmlError) << why;
  }
}

TEST(SnapshotTest, ReadsItsOwnRecordAgain) {
  auto snapshot = ParseSnapshot("<domainsnapshot><name>s</name></domainsnapshot>", MomentUse::kNew);
  ASSERT_TRUE(snapshot.ok());
  CompleteSnapshotName(*snapshot, kNow);
  snapshot->state = SnapshotState::kShutoff;
  snapshot->memory = DiskSnapshot::kNo;
  snapshot->domain = TheDomain();
  const std::string text = FormatSnapshot(*snapshot);
  std::vector<std::string> unknown;
  auto again = ParseSnapshot(text, MomentUse::kRedefine, {.inactive = true}, &unknown);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(FormatSnapshot(*again), text);
  EXPECT_TRUE(unknown.empty()) << unknown.front();
}

TEST(SnapshotTest, PutsNewImagesBesideTheOldOnes) {
  auto snapshot = ParseSnapshot("<domainsnapshot><name>s1</name></domainsnapshot>", MomentUse::kNew);
  ASSERT_TRUE(snapshot.ok());
  ASSERT_TRUE(AlignSnapshotDisks(*snapshot, *TheDomain(), DiskSnapshot::kExternal).ok());
  EXPECT_EQ(snapshot->disks.front().source.path, "/guest/diskimage1.s1");
}
}  // namespace
}  // namespace pleiad::conf
