// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/atomic_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>

#include "libshared/base/error.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad {
namespace {
using ::testing::HasSubstr;

mode_t ModeOf(const std::string& path) {
  struct stat info {};
  stat(path.c_str(), &info);
  return info.st_mode & 07777;
}

size_t FilesIn(const std::string& folder) {
  return std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator());
}

TEST(AtomicFileTest, WritesAndReplacesAWholeFileAndLeavesNothingElse) {
  test::TempFolder folder;
  const std::string path = folder / "vm.xml";
  ASSERT_TRUE(WriteFileAtomically(path, "first and long").ok());
  ASSERT_TRUE(WriteFileAtomically(path, "second").ok());
  EXPECT_EQ(*ReadFile(path), "second");
  EXPECT_EQ(FilesIn(folder.path()), 1u);
}

TEST(AtomicFileTest, SetsExactlyTheModeWhateverTheUmask) {
  test::TempFolder folder;
  const mode_t before = umask(077);
  EXPECT_TRUE(WriteFileAtomically(folder / "a", "x", 0644).ok());
  EXPECT_TRUE(WriteFileAtomically(folder / "b", "x", 0600, std::nullopt, Durability::kVolatile).ok());
  EXPECT_TRUE(EnsureDirectory(folder / "sub/dir", 0755).ok());
  umask(before);
  EXPECT_EQ(ModeOf(folder / "a"), 0644u);
  EXPECT_EQ(ModeOf(folder / "b"), 0600u);
  EXPECT_EQ(ModeOf(folder / "sub/dir"), 0755u);
}

TEST(AtomicFileTest, KeepsTheOldFileWhenTheNewOneDoesNotFit) {
  test::TempFolder folder;
  const std::string path = folder / "vm.xml";
  ASSERT_TRUE(WriteFileAtomically(path, "old").ok());
  signal(SIGXFSZ, SIG_IGN);
  rlimit limit;
  getrlimit(RLIMIT_FSIZE, &limit);
  rlimit small = {.rlim_cur = 4096, .rlim_max = limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &small);
  const absl::Status status = WriteFileAtomically(path, std::string(100000, 'x'));
  setrlimit(RLIMIT_FSIZE, &limit);
  EXPECT_TRUE(IsSystemError(status, EFBIG)) << status;
  EXPECT_THAT(MessageOf(status), HasSubstr(path));
  EXPECT_EQ(*ReadFile(path), "old");
  EXPECT_EQ(FilesIn(folder.path()), 1u);
}

TEST(AtomicFileTest, TakesAwayWhatAKilledWriterLeft) {
  test::TempFolder folder;
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(WriteFileAtomically(folder / (".x." + std::to_string(i) + ".new"), "stale").ok());
  ASSERT_TRUE(WriteFileAtomically(folder / "x", "fresh", 0600, std::nullopt, Durability::kVolatile).ok());
  EXPECT_EQ(*ReadFile(folder / "x"), "fresh");
}

TEST(AtomicFileTest, NamesThePathInErrors) {
  test::TempFolder folder;
  const absl::Status missing = ReadFile(folder / "absent").status();
  EXPECT_TRUE(IsSystemError(missing, ENOENT));
  EXPECT_EQ(MessageOf(missing), "cannot open file '" + (folder / "absent") + "': No such file or directory");
  EXPECT_TRUE(IsSystemError(WriteFileAtomically(folder / "no/such", "x"), ENOENT));
  ASSERT_TRUE(WriteFileAtomically(folder / "long", std::string(100, 'x')).ok());
  EXPECT_TRUE(IsSystemError(ReadFile(folder / "long", 99).status(), EFBIG));
  EXPECT_EQ(ReadFile(folder / "long", 100)->size(), 100u);
  EXPECT_TRUE(IsSystemError(EnsureDirectory(folder / "long"), ENOTDIR));
}

TEST(AtomicFileTest, NothingButAFileIsReadOrWaitedFor) {
  const test::TempFolder folder;
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_TRUE(IsSystemError(ReadFile(folder / "pipe").status(), EINVAL)) << "nobody writes into it";
  EXPECT_TRUE(IsSystemError(ReadFile("/dev/zero").status(), EINVAL));
  EXPECT_TRUE(IsSystemError(ReadFile(folder / "").status(), EISDIR));
}

TEST(AtomicFileTest, ReadsFilesWithoutASize) { EXPECT_THAT(*ReadFile("/proc/self/status"), HasSubstr("Pid:")); }

TEST(AtomicFileTest, RemovesOnceAndIsContentWithWhatIsGone) {
  test::TempFolder folder;
  ASSERT_TRUE(WriteFileAtomically(folder / "x", "x").ok());
  EXPECT_TRUE(RemoveFile(folder / "x").ok());
  EXPECT_TRUE(RemoveFile(folder / "x").ok());
  EXPECT_EQ(FilesIn(folder.path()), 0u);
}

TEST(AtomicFileTest, ReplacesALinkAsAWhole) {
  test::TempFolder folder;
  ASSERT_TRUE(LinkAtomically("/one", folder / "link").ok());
  ASSERT_TRUE(LinkAtomically("/two", folder / "link").ok());
  EXPECT_EQ(std::filesystem::read_symlink(folder / "link"), "/two");
}

}  // namespace
}  // namespace pleiad
