// SPDX-License-Identifier: Apache-2.0
// backing_chain_test.cc: which images a commit merges, and what is left of the chain.
#include "virttestd/domain/backing_chain.h"

#include <gtest/gtest.h>

#include "libshared/base/domain_flags.h"
#include "libshared/base/error.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::test {
namespace {
constexpr uint32_t kActive = vir::kDomainBlockCommitActive, kShallow = vir::kDomainBlockCommitShallow;

conf::DiskDef Disk(const std::string& below) {
  const auto def = conf::ParseDomain(
      "<domain type='test'><name>a</name><memory>1</memory><os><type>hvm</type></os><devices><disk type='file' device='disk'>"
      "<source file='/own'/>" +
          below + "<target dev='vda' bus='virtio'/></disk></devices></domain>",
      {.inactive = true});
  return def->devices.disks.front();
}
conf::DiskDef Chain() {
  return Disk(
      "<backingStore type='file'><format type='qcow2'/><source file='/middle'/><backingStore type='file'><format type='raw'/>"
      "<source file='/low'/><backingStore/></backingStore></backingStore>");
}

std::string PathsOf(const conf::DiskDef& disk) {
  std::string paths = disk.source.path;
  for (const conf::StorageSource* image = &disk.source; image->backing && !image->backing->path.empty();
       image = &*image->backing) {
    paths += " " + image->backing->path;
  }
  return paths;
}

TEST(BackingChainTest, MergesWhatACommitNames) {
  const struct {
    const char* why;
    std::optional<std::string> base, top;
    uint32_t flags;
    const char* left;
  } kRows[] = {
      {"all of it", {}, {}, kActive, "/low"},
      {"the disk's own", {}, {}, kActive | kShallow, "/middle /low"},
      {"down to a base", "/middle", {}, kActive, "/middle /low"},
      {"the middle", {}, "/middle", 0, "/own /low"},
      {"the middle by its place", "vda[2]", "vda[1]", 0, "/own /low"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.why);
    conf::DiskDef disk = Chain();
    const auto commit = PlanCommit(disk, row.base, row.top, row.flags);
    ASSERT_TRUE(commit.ok() && *commit) << commit.status();
    EXPECT_TRUE(CarryOut(**commit, disk));
    EXPECT_EQ(PathsOf(disk), row.left);
  }
}

TEST(BackingChainTest, RefusesCommitsThatMakeNoSense) {
  const struct {
    const char* why;
    std::optional<std::string> base, top;
    uint32_t flags;
  } kRows[] = {
      {"the disk's own without the flag", {}, {}, 0}, {"the flag for another", {}, "/middle", kActive},
      {"an unknown top", {}, "/nosuch", 0},           {"an unknown base", "/nosuch", {}, kActive},
      {"a base above the top", "/own", "/middle", 0}, {"the lowest", {}, "/low", 0},
      {"the lowest, shallow", {}, "/low", kShallow},  {"a base of its own though shallow", "/low", {}, kActive | kShallow},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(ErrorCodeOf(PlanCommit(Chain(), row.base, row.top, row.flags).status()), ErrorCode::kInvalidArg) << row.why;
  }
}

TEST(BackingChainTest, KnowsWhenThereIsNothingToKnow) {
  const auto commit = PlanCommit(Disk(""), {}, {}, kActive);
  ASSERT_TRUE(commit.ok()) << commit.status();
  EXPECT_FALSE(commit->has_value());
  conf::DiskDef disk = Disk("");
  EXPECT_FALSE(CarryOut({.top = 0, .base = 2}, disk));
}

}  // namespace
}  // namespace pleiad::test
