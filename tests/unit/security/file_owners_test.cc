// SPDX-License-Identifier: Apache-2.0
#include "libshared/security/file_owners.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "libshared/base/error.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad::security {
namespace {

FileOwner OwnerOf(const std::string& path) {
  struct stat info {};
  EXPECT_EQ(stat(path.c_str(), &info), 0);
  return {info.st_uid, info.st_gid};
}

// An ordinary user can lend files only to itself: what is asserted of owners then holds trivially.
class FileOwnersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    disk_ = folder_ / "disk.img";
    ASSERT_TRUE(WriteFileAtomically(disk_, "x").ok());
    before_ = OwnerOf(disk_);
  }
  void ExpectOwner(FileOwner owner) {
    EXPECT_EQ(OwnerOf(disk_).uid, owner.uid);
    EXPECT_EQ(OwnerOf(disk_).gid, owner.gid);
  }
  std::unique_ptr<FileOwners> Open() { return *FileOwners::Create(folder_ / "owners"); }

  test::TempFolder folder_;
  std::string disk_;
  FileOwner before_;
  FileOwner guest_ = geteuid() == 0 ? FileOwner{64055, 64055} : FileOwner{geteuid(), getegid()};
};

TEST_F(FileOwnersTest, GivesAFileBackToItsOwner) {
  auto owners = Open();
  ASSERT_TRUE(owners->Lend({disk_}, guest_, "run-1").ok());
  ExpectOwner(guest_);
  owners->TakeBack("run-1");
  ExpectOwner(before_);
  EXPECT_EQ(owners->lent(), 0u);
}

TEST_F(FileOwnersTest, KeepsASharedFileUntilTheLastGuestHasEnded) {
  auto owners = Open();
  std::filesystem::create_symlink(disk_, folder_ / "link");
  ASSERT_TRUE(owners->Lend({disk_}, guest_, "run-1").ok());
  ASSERT_TRUE(owners->Lend({folder_ / "link"}, guest_, "run-2").ok());
  owners->TakeBack("run-1");
  owners->TakeBack("run-1");
  ExpectOwner(guest_);
  owners->TakeBack("run-2");
  ExpectOwner(before_);
}

TEST_F(FileOwnersTest, RemembersInTheNextDaemon) {
  ASSERT_TRUE(Open()->Lend({disk_}, guest_, "run-1").ok());
  auto owners = Open();
  EXPECT_EQ(owners->lent(), 1u);
  owners->TakeBackAllBut({"run-1"});
  ExpectOwner(guest_);
  owners->TakeBackAllBut({});
  ExpectOwner(before_);
}

TEST_F(FileOwnersTest, LeavesAFileThatWasGivenToSomebodyElse) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to change owners";
  auto owners = Open();
  ASSERT_TRUE(owners->Lend({disk_}, guest_, "run-1").ok());
  ASSERT_EQ(chown(disk_.c_str(), 12, 34), 0);
  owners->TakeBack("run-1");
  ExpectOwner({12, 34});
}

TEST_F(FileOwnersTest, NamesAFileThatIsNotThere) {
  const absl::Status status = Open()->Lend({disk_, folder_ / "absent"}, guest_, "run-1");
  EXPECT_TRUE(IsSystemError(status, ENOENT));
  EXPECT_THAT(MessageOf(status), ::testing::HasSubstr(folder_ / "absent"));
  EXPECT_EQ(Open()->lent(), 0u);
}

TEST_F(FileOwnersTest, PassesOverWhatItCannotReadOfItsRecord) {
  ASSERT_TRUE(WriteFileAtomically(folder_ / "owners", "garbage\nrun-1 0 0 5 5 /a\\040b\nx y z 1 2 /c\n").ok());
  EXPECT_EQ(Open()->lent(), 1u);
}

}  // namespace
}  // namespace pleiad::security
