// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/image_header.h"

#include <gtest/gtest.h>

#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/host/netlink.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad::host {
namespace {

std::string Big(uint64_t value, int bytes) {
  std::string text;
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) text += static_cast<char>(value >> shift);
  return text;
}

// A qcow2 header, version 3: `extensions` follow it, then the backing file's name.
std::string Qcow2(const std::string& backing, const std::string& extensions = {}) {
  std::string header = "QFI\xfb" + Big(3, 4) + Big(backing.empty() ? 0 : 104 + extensions.size(), 8) + Big(backing.size(), 4);
  header.resize(100);
  return header + Big(104, 4) + extensions + backing;
}
std::string Extension(uint32_t type, std::string text) {
  const size_t size = text.size();
  text.resize((size + 7) & ~size_t{7});
  return Big(type, 4) + Big(size, 4) + text;
}
const std::string kEnd = Big(0, 8);

TEST(ImageHeaderTest, ReadsWhatAnImageNeedsBelowIt) {
  const ImageHeader plain = ParseImageHeader(Qcow2("", kEnd));
  EXPECT_EQ(plain.format, "qcow2");
  EXPECT_EQ(plain.backing_file, "");
  const ImageHeader layered =
      ParseImageHeader(Qcow2("/base.img", Extension(0xE2792ACA, "raw") + Extension(0x44415441, "/x.data") + kEnd));
  EXPECT_EQ(layered.backing_file, "/base.img");
  EXPECT_EQ(layered.backing_format, "raw");
  EXPECT_EQ(layered.data_file, "/x.data");
}

TEST(ImageHeaderTest, ReadsNothingOutsideOfTheHeader) {
  std::string far = Qcow2("/base.img", kEnd);
  far.replace(8, 8, Big(UINT64_MAX, 8));
  EXPECT_EQ(ParseImageHeader(far).backing_file, "");
  std::string huge = Qcow2("/base.img", kEnd);
  huge.replace(16, 4, Big(UINT32_MAX, 4));
  EXPECT_EQ(ParseImageHeader(huge).backing_file, "");
  EXPECT_EQ(ParseImageHeader(Qcow2("/base.img", Big(0xE2792ACA, 4) + Big(UINT32_MAX, 4))).backing_format, "");
  for (size_t size = 0; size < 40; ++size) ParseImageHeader(Qcow2("/b", kEnd).substr(0, size));
}

TEST(ImageHeaderTest, TakesEverythingElseForRaw) {
  EXPECT_EQ(ParseImageHeader("").format, "raw");
  EXPECT_EQ(ParseImageHeader(std::string(512, 'x')).format, "raw");
  EXPECT_EQ(ParseImageHeader("LUKS\xba\xbe").format, "luks");
}

TEST(ImageHeaderTest, NamesAFileThatIsNotThere) {
  test::TempFolder folder;
  EXPECT_TRUE(IsSystemError(ReadImageHeader(folder / "absent").status(), ENOENT));
}

TEST(NetlinkTest, ReadsAddressesOfSixPairs) {
  EXPECT_EQ(ParseMac("52:54:00:aa:0b:ff"), (MacAddress{0x52, 0x54, 0, 0xaa, 0x0b, 0xff}));
  for (const char* text : {"", "52:54:00:aa:0b", "52:54:00:aa:0b:ff:11", "52:54:00:aa:0b:fg", "x"}) {
    EXPECT_FALSE(ParseMac(text)) << text;
  }
}

TEST(NetlinkTest, NamesAnInterfaceThatIsNotThere) {
  EXPECT_EQ(MessageOf(LinkMtu("nobr").status()), "Cannot get interface MTU on 'nobr': No such device");
  EXPECT_EQ(MessageOf(LinkIndex("nodev").status()), "Unable to get index for interface nodev: No such device");
  EXPECT_TRUE(DeleteLink("nodev").ok());
}

}  // namespace
}  // namespace pleiad::host
