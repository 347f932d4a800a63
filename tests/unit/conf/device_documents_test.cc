// SPDX-License-Identifier: Apache-2.0
// device_documents_test.cc: single devices in and out, and the errors that clients get for wrong ones. The documents are in
// tests/data/domain: devices_accepted.txt has pairs of what is read and what is written, divided by "----", and
// devices_rejected.txt documents with the number and text of their error; cases are divided by "====".
// UPDATE_GOLDEN=1 rewrites what is expected.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "libshared/base/error.h"
#include "libshared/conf/domain/devices.h"
#include "libshared/xml/node.h"
#include "libshared/xml/reader.h"
#include "tests/unit/conf/golden.h"

namespace pleiad::conf {
namespace {

constexpr std::string_view kBetweenCases = "====\n", kBetweenParts = "----\n";

struct Case {
  std::string in, out;
};

std::vector<Case> ReadCases(const std::string& file) {
  const std::string text = ReadGolden(file);
  std::vector<Case> cases;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find(kBetweenCases, begin), text.size());
    const std::string one = text.substr(begin, end - begin);
    const size_t part = one.find(kBetweenParts);
    cases.push_back({one.substr(0, part), part == std::string::npos ? "" : one.substr(part + kBetweenParts.size())});
    begin = end + kBetweenCases.size();
  }
  return cases;
}

// What a client sees of reading and writing `in` as part of a defined domain: the device, or the error's number and text.
std::string Answer(const std::string& in) {
  const auto device = ParseDevice(in, {.validate = false, .inactive = true, .secure = false, .migratable = false, .status = false});
  if (!device.ok()) return std::to_string(static_cast<int>(ErrorCodeOf(device.status()))) + " " + MessageOf(device.status()) + "\n";
  return FormatDevice(*device, {.validate = false, .inactive = true, .secure = true, .migratable = false, .status = false});
}

void CheckCases(const std::string& file) {
  std::string updated;
  for (const Case& one : ReadCases(file)) {
    SCOPED_TRACE(one.in);
    const std::string answer = Answer(one.in);
    if (getenv("UPDATE_GOLDEN")) {
      updated += (updated.empty() ? "" : std::string(kBetweenCases)) + one.in + std::string(kBetweenParts) + answer;
    } else {
      EXPECT_EQ(answer, one.out);
    }
  }
  if (!updated.empty()) std::ofstream(GoldenPath(file)) << updated;
}

TEST(DeviceDocumentsTest, WritesWhatItReads) { CheckCases("devices_accepted.txt"); }
TEST(DeviceDocumentsTest, RefusesWrongDevicesWithTheNumberAndTextThatClientsKnow) { CheckCases("devices_rejected.txt"); }

TEST(DeviceDocumentsTest, WritesTheSameAgain) {
  for (const Case& one : ReadCases("devices_accepted.txt")) {
    SCOPED_TRACE(one.in);
    EXPECT_EQ(Answer(one.out), one.out);
  }
}

// For the thread sanitizer, which sees a change even to the same value: snapshots are written while others read them.
TEST(DeviceDocumentsTest, WritesWithoutTouchingTheModel) {
  for (const Case& one : ReadCases("devices_accepted.txt")) {
    const auto device = ParseDevice(one.in, {});
    ASSERT_TRUE(device.ok()) << one.in;
    std::string live;
    std::thread writer([&] { live = FormatDevice(*device, {}); });
    EXPECT_FALSE(FormatDevice(*device, {.inactive = true, .secure = true}).empty());
    writer.join();
    EXPECT_FALSE(live.empty()) << one.in;
  }
}

TEST(DeviceDocumentsTest, KnowsEveryPartOfWhatItWrites) {
  for (const Case& one : ReadCases("devices_accepted.txt")) {
    std::vector<std::string> unknown;
    ASSERT_TRUE(ParseDevice(one.out, {.validate = false, .inactive = true, .secure = false, .migratable = false, .status = false}, &unknown).ok())
        << one.out;
    EXPECT_TRUE(unknown.empty()) << unknown.front() << " in " << one.out;
  }
}

TEST(DeviceDocumentsTest, ShowsPasswordsOnlyWhenAskedTo) {
  const auto device = ParseDevice("<graphics type='vnc' port='5900' passwd='secret'/>", {});
  ASSERT_TRUE(device.ok());
  EXPECT_EQ(FormatDevice(*device, {}).find("secret"), std::string::npos);
}

TEST(DeviceDocumentsTest, KeepsWhatOnlyARunningDomainHasOutOfTheInactiveDocument) {
  const std::string text = "<console type='pty' tty='/dev/pts/3'>\n  <source path='/dev/pts/3'/>\n  <target type='serial' port='0'/>\n"
                           "  <alias name='serial0'/>\n</console>\n";
  const auto device = ParseDevice(text, {});
  ASSERT_TRUE(device.ok());
  EXPECT_EQ(FormatDevice(*device, {}), text);
  EXPECT_EQ(FormatDevice(*device, {.validate = false, .inactive = true, .secure = false, .migratable = false, .status = false}),
            "<console type='pty'>\n  <target type='serial' port='0'/>\n</console>\n");
}

TEST(DeviceDocumentsTest, SaysWhatIsNoDevice) {
  EXPECT_EQ(Answer("<foo/>"), "27 XML error: unknown device type 'foo'\n");
}

struct Together {
  const char *devices, *answer;
};
constexpr Together kTogether[] = {
    {"<disk><source file='/a'/><target dev='vda'/></disk><disk><source file='/b'/><target dev='vda'/></disk>",
     "27 XML error: target 'vda' duplicated for disk sources '/a' and '/b'"},
    {"<disk><source file='/a'/><target dev='vda'/><boot order='1'/></disk><disk><source file='/b'/><target dev='vdb'/><boot order='1'/></disk>",
     "67 unsupported configuration: boot order '1' used for more than one device"},
    {"<disk><source file='/a'/><target dev='vda'/><alias name='ua-x'/></disk><disk><source file='/a'/><target dev='vdb'/><alias name='ua-x'/></disk>",
     "67 unsupported configuration: non unique alias detected: ua-x"},
    {"<controller type='scsi' index='0'/><controller type='scsi' index='0'/>", "27 XML error: Multiple 'scsi' controllers with index '0'"},
    {"<controller type='usb' index='0'/><controller type='usb' index='0'/>", "0 "},
    {"<watchdog model='ib700'/><watchdog model='ib700'/>", "1 internal error: only a single watchdog device is supported"},
    {"<memballoon model='none'/><memballoon model='none'/>", "1 internal error: only a single memory balloon device is supported"},
    {"<nvram/><nvram/>", "1 internal error: only a single nvram device is supported"},
    {"<iommu model='virtio'/><iommu model='virtio'/>", "27 XML error: only a single IOMMU device is supported"},
    {"<vsock/><vsock/>", "27 XML error: only a single vsock device is supported"},
    {"<audio id='1' type='none'/><audio id='1' type='none'/>", "27 XML error: audio ID 1 is used multiple times"},
};

TEST(DeviceDocumentsTest, RefusesDevicesThatExcludeEachOther) {
  for (const Together& row : kTogether) {
    const auto document = xml::Document::Parse(std::string("<devices>") + row.devices + "</devices>", "domain_definition");
    ASSERT_TRUE(document.ok());
    Devices devices;
    const absl::Status status = xml::Read(document->root(), devices, {});
    EXPECT_EQ(std::to_string(static_cast<int>(ErrorCodeOf(status))) + " " + MessageOf(status), row.answer);
  }
}

TEST(DeviceDocumentsTest, CopiesABackingChainWithItsDisk) {
  DiskDef disk;
  disk.source.backing.emplace().path = "/below";
  DiskDef copy = disk;
  copy.source.backing->path = "/other";
  EXPECT_EQ(disk.source.backing->path, "/below");
}

struct Target {
  const char* name;
  int index;
};
constexpr Target kTargets[] = {{"sda", 0}, {"vdb", 1}, {"hdz", 25}, {"sdaa", 26}, {"sda1", 0}, {"fda", 0}, {"xvdc", 2}, {"foo", -1}, {"sd", -1}, {"sda-", -1}};

TEST(DeviceDocumentsTest, CountsDisksByTheirTargets) {
  for (const Target& target : kTargets) EXPECT_EQ(DiskIndexOf(target.name), target.index) << target.name;
}

}  // namespace
}  // namespace pleiad::conf
