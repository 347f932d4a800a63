// SPDX-License-Identifier: Apache-2.0
// node_device_test.cc: documents of the host's devices in and out, as libvirt answers them.
#include "libshared/conf/node_device/node_device_def.h"

#include "tests/unit/conf/case_file.h"

namespace pleiad::conf {
namespace {

std::string Reformat(const std::string& in, std::vector<std::string>* unknown) {
  auto device = ParseNodeDevice(in, NodeDeviceUse::kExisting, unknown);
  return device.ok() ? FormatNodeDevice(*device) : ErrorAnswer(device.status());
}

TEST(NodeDeviceTest, AnswersDocumentsAsLibvirtDoes) {
  CheckCaseFile("node_device/documents.txt", [](const std::string& in) { return Reformat(in, nullptr); });
}
TEST(NodeDeviceTest, WritesTheSameAgain) { CheckSameAgain("node_device/documents.txt", Reformat); }

TEST(NodeDeviceTest, WritesWhatOnlyTheHostKnows) {
  NodeDeviceDef device;
  device.name = "block_sda";
  device.driver = "sd";
  StorageCap disk;
  disk.block = "/dev/sda";
  disk.size_bytes = 1024;
  disk.logical_block_bytes = 512;
  disk.blocks = 2;
  device.caps = {disk, ScsiGenericCap{.path = "/dev/sg0"}, VdpaCap{.char_device = "/dev/vhost-vdpa-0"}};
  EXPECT_EQ(
      FormatNodeDevice(device),
      "<device>\n  <name>block_sda</name>\n  <driver>\n    <name>sd</name>\n  </driver>\n  <capability type='storage'>\n"
      "    <block>/dev/sda</block>\n    <size>1024</size>\n    <logical_block_size>512</logical_block_size>\n"
      "    <num_blocks>2</num_blocks>\n  </capability>\n  <capability type='scsi_generic'>\n    <char>/dev/sg0</char>\n"
      "  </capability>\n  <capability type='vdpa'>\n    <chardev>/dev/vhost-vdpa-0</chardev>\n  </capability>\n</device>\n");
}

TEST(NodeDeviceTest, ReadsWhatAVirtualHostIsMadeOf) {
  auto device = ParseNodeDevice(
      "<device><parent>scsi_host5</parent><capability type='scsi_host'><capability type='fc_host'/></capability></device>",
      NodeDeviceUse::kCreate);
  ASSERT_TRUE(device.ok()) << device.status();
  EXPECT_EQ(device->parent, "scsi_host5");
  EXPECT_TRUE(std::get<ScsiHostCap>(device->caps.front()).fc_host);
}
}  // namespace
}  // namespace pleiad::conf
