// SPDX-License-Identifier: Apache-2.0
// device_lists_test.cc: which device of a domain a client's description means.
#include "virttestd/domain/device_lists.h"

#include <gtest/gtest.h>

#include "libshared/base/error.h"

namespace pleiad::test {
namespace {

conf::DeviceDef Read(const std::string& xml) { return *conf::ParseDevice(xml, {.inactive = true}); }

constexpr char kDisk[] = "<disk type='file' device='disk'><source file='/d2'/><target dev='vdb' bus='virtio'/></disk>";
constexpr char kCard[] = "<interface type='user'><mac address='52:54:00:11:22:33'/></interface>";
constexpr char kRng[] = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";
constexpr char kWatchdog[] = "<watchdog model='i6300esb' action='reset'/>";

TEST(DeviceListsTest, FindsADeviceByWhatNamesIt) {
  struct Row {
    const char *why, *added, *removed;
  };
  constexpr Row kRows[] = {
      {"a disk by its target", kDisk,
       "<disk type='file' device='disk'><source file='/other'/><target dev='vdb' bus='virtio'/></disk>"},
      {"a card by its address", kCard,
       "<interface type='network'><source network='n'/><mac address='52:54:00:11:22:33'/></interface>"},
      {"a nameless one by being the same", kRng, kRng},
      {"the only one of its kind", kWatchdog, kWatchdog},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    conf::Devices devices;
    const auto alias = AddDevice(devices, Read(row.added), /*give_alias=*/true);
    ASSERT_TRUE(alias.ok()) << alias.status();
    EXPECT_EQ(*alias, std::string(conf::DeviceElement(Read(row.added))) + "0");
    EXPECT_EQ(RemoveDevice(devices, Read(row.removed)).value_or("none"), *alias);
    EXPECT_EQ(ErrorCodeOf(RemoveDevice(devices, Read(row.removed)).status()), ErrorCode::kDeviceMissing);
  }
}

TEST(DeviceListsTest, TakesNoNameTwice) {
  conf::Devices devices;
  for (const char* xml : {kDisk, kCard, kWatchdog}) {
    ASSERT_TRUE(AddDevice(devices, Read(xml), /*give_alias=*/false).ok());
    EXPECT_EQ(ErrorCodeOf(AddDevice(devices, Read(xml), false).status()), ErrorCode::kOperationFailed) << xml;
  }
  ASSERT_TRUE(AddDevice(devices, Read(kRng), true).ok());
  EXPECT_EQ(AddDevice(devices, Read(kRng), true).value_or(""), "rng1");
}

TEST(DeviceListsTest, RemovesByAlias) {
  conf::Devices devices;
  ASSERT_TRUE(AddDevice(devices, Read(kRng), true).ok());
  ASSERT_TRUE(AddDevice(devices, Read(kWatchdog), true).ok());
  EXPECT_TRUE(RemoveDevice(devices, "watchdog0").ok());
  EXPECT_TRUE(RemoveDevice(devices, "rng0").ok());
  EXPECT_EQ(ErrorCodeOf(RemoveDevice(devices, "rng0").status()), ErrorCode::kDeviceMissing);
}

TEST(DeviceListsTest, KeepsThePlaceOfWhatIsChanged) {
  conf::Devices devices;
  ASSERT_TRUE(AddDevice(devices, Read(kCard), true).ok());
  const auto alias =
      ReplaceDevice(devices, Read("<interface type='user'><mac address='52:54:00:11:22:33'/><link state='down'/></interface>"));
  EXPECT_EQ(alias.value_or(""), "interface0");
  EXPECT_EQ(devices.interfaces.front().link, conf::LinkState::kDown);
}

}  // namespace
}  // namespace pleiad::test
