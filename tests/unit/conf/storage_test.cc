// SPDX-License-Identifier: Apache-2.0
// storage_test.cc: documents of storage pools and volumes in and out, as libvirt answers them.
#include "libshared/conf/storage/pool_def.h"
#include "libshared/conf/storage/volume_def.h"
#include "tests/unit/conf/case_file.h"

namespace pleiad::conf {
namespace {

std::string DefinePool(const std::string& in) {
  auto pool = ParsePool(in);
  if (!pool.ok()) return ErrorAnswer(pool.status());
  CompletePool(*pool);
  return FormatPool(*pool);
}
std::string ReformatPool(const std::string& in, std::vector<std::string>* unknown) {
  auto pool = ParsePool(in, {.inactive = true}, unknown);
  return pool.ok() ? FormatPool(*pool) : ErrorAnswer(pool.status());
}

// As the pool that the answers were recorded with gives names to its volumes.
std::string CreateVolume(const std::string& in) {
  auto volume = ParseVolume(in, PoolType::kDir);
  if (!volume.ok()) return ErrorAnswer(volume.status());
  volume->key = volume->target.path = "/default-pool/" + volume->name;
  return FormatVolume(*volume);
}
std::string ReformatVolume(const std::string& in, std::vector<std::string>* unknown) {
  auto volume = ParseVolume(in, PoolType::kDir, VolumeCapacity::kRequired, unknown);
  return volume.ok() ? FormatVolume(*volume) : ErrorAnswer(volume.status());
}

TEST(StoragePoolTest, AnswersDefinitionsAsLibvirtDoes) { CheckCaseFile("storage/pools.txt", DefinePool); }
TEST(StoragePoolTest, WritesTheSameAgain) { CheckSameAgain("storage/pools.txt", ReformatPool); }
TEST(StorageVolumeTest, AnswersDefinitionsAsLibvirtDoes) { CheckCaseFile("storage/volumes.txt", CreateVolume); }
TEST(StorageVolumeTest, WritesTheSameAgain) { CheckSameAgain("storage/volumes.txt", ReformatVolume); }

TEST(StoragePoolTest, KeepsTheOptionsOfRbd) {
  constexpr char kText[] =
      "<pool type='rbd' xmlns:rbd='http://libvirt.org/schemas/storagepool/rbd/1.0'>\n  <name>p</name>\n"
      "  <uuid>3e3fce45-4f53-4fa7-bb32-11f34168b82b</uuid>\n  <capacity unit='bytes'>0</capacity>\n"
      "  <allocation unit='bytes'>0</allocation>\n  <available unit='bytes'>0</available>\n  <source>\n    <host name='a'/>\n"
      "    <name>rbd</name>\n  </source>\n  <rbd:config_opts>\n    <rbd:option name='client_mount_timeout' value='45'/>\n"
      "  </rbd:config_opts>\n</pool>\n";
  EXPECT_EQ(DefinePool(kText), kText);
}

TEST(StoragePoolTest, WritesWhatASearchFound) {
  // Who looks for sources need not know where they are.
  EXPECT_TRUE(ParsePoolSource("<source><host name='h'/></source>", PoolType::kNetfs).ok());
  auto source = ParsePoolSource("<source><host name='h'/><dir path='/e'/><format type='nfs'/></source>", PoolType::kNetfs);
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(
      FormatPoolSources(PoolType::kNetfs, {*source}),
      "<sources>\n  <source>\n    <host name='h'/>\n    <dir path='/e'/>\n    <format type='nfs'/>\n  </source>\n</sources>\n");
  EXPECT_EQ(FormatPoolSources(PoolType::kNetfs, {}), "<sources>\n</sources>\n");
}

// As vol-dumpxml shows a file of a directory.
TEST(StorageVolumeTest, ShowsWhatTheHostKnows) {
  VolumeDef volume;
  volume.name = "v";
  volume.key = volume.target.path = "/p/v";
  volume.capacity_bytes = 5;
  volume.allocation_bytes = 4096;
  volume.physical_bytes = 5;
  volume.target.format = "raw";
  volume.target.permissions = {.mode = 0600, .owner = 0, .group = 0, .label = ""};
  volume.target.times = {
      .accessed = {1700000000, 5}, .modified = {1700000001, 0}, .changed = {1700000002, 123456789}, .born = FileTime{1, 7}};
  EXPECT_EQ(
      FormatVolume(volume),
      "<volume type='file'>\n  <name>v</name>\n  <key>/p/v</key>\n  <capacity unit='bytes'>5</capacity>\n"
      "  <allocation unit='bytes'>4096</allocation>\n  <physical unit='bytes'>5</physical>\n  <target>\n    <path>/p/v</path>\n"
      "    <format type='raw'/>\n    <permissions>\n      <mode>0600</mode>\n      <owner>0</owner>\n      <group>0</group>\n"
      "    </permissions>\n    <timestamps>\n      <atime>1700000000.000000005</atime>\n      <mtime>1700000001</mtime>\n"
      "      <ctime>1700000002.123456789</ctime>\n      <btime>1.000000007</btime>\n    </timestamps>\n  </target>\n</volume>\n");
}
}  // namespace
}  // namespace pleiad::conf
