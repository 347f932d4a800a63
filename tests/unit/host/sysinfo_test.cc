// SPDX-License-Identifier: Apache-2.0
#include "libshared/host/sysinfo.h"

#include <gtest/gtest.h>

#include "libshared/base/error.h"
#include "libshared/host/smbios.h"
#include "tests/unit/host/fake_tree.h"

namespace pleiad::host {
namespace {

// A structure of `type` with `body` after the header, and strings.
std::string Structure(uint8_t type, std::string body, const std::vector<std::string>& strings) {
  std::string bytes = {static_cast<char>(type), static_cast<char>(body.size() + 4), 0, 0};
  bytes += body;
  for (const std::string& text : strings) bytes += text + '\0';
  bytes += strings.empty() ? std::string(2, '\0') : std::string(1, '\0');
  return bytes;
}

std::string Table() {
  std::string bios(0x16 - 4, '\0');
  bios[0] = 1, bios[1] = 2, bios[4] = 3, bios[0x10] = 1, bios[0x11] = 5;
  std::string system(0x1b - 4, '\0');
  system[0] = 1, system[1] = 2;
  for (int i = 0; i < 16; ++i) system[static_cast<size_t>(4 + i)] = static_cast<char>(i + 1);
  std::string memory(0x1b - 4, '\0');
  memory[0x0c - 4] = 0x00, memory[0x0d - 4] = 0x10;  // 4096 MiB
  memory[0x0e - 4] = 9, memory[0x10 - 4] = 1, memory[0x12 - 4] = 7, memory[0x13 - 4] = 2;
  return Structure(0, bios, {"Maker", "1.2", "04/01/2014 "}) + Structure(1, system, {"QEMU & Co", "PC"}) + Structure(17, memory, {"DIMM 0"}) +
         Structure(11, std::string(1, '\2'), {"one", "two"}) + Structure(127, "", {});
}

TEST(SysinfoTest, WritesWhatTheTablesTell) {
  FakeTree tree;
  const auto xml = ReadSysinfo(tree.Put("/sys/firmware/dmi/tables/DMI", Table()).root());
  ASSERT_TRUE(xml.ok());
  EXPECT_EQ(*xml, R"(<sysinfo type='smbios'>
  <bios>
    <entry name='vendor'>Maker</entry>
    <entry name='version'>1.2</entry>
    <entry name='date'>04/01/2014</entry>
    <entry name='release'>1.5</entry>
  </bios>
  <system>
    <entry name='manufacturer'>QEMU &amp; Co</entry>
    <entry name='product'>PC</entry>
    <entry name='uuid'>04030201-0605-0807-090a-0b0c0d0e0f10</entry>
  </system>
  <memory_device>
    <entry name='size'>4 GB</entry>
    <entry name='form_factor'>DIMM</entry>
    <entry name='locator'>DIMM 0</entry>
    <entry name='type'>RAM</entry>
    <entry name='type_detail'>Other</entry>
  </memory_device>
  <oemStrings>
    <entry>one</entry>
    <entry>two</entry>
  </oemStrings>
</sysinfo>
)");
}

TEST(SysinfoTest, FallsBackToWhatTheKernelShowsEveryone) {
  FakeTree tree;
  const auto xml = ReadSysinfo(tree.Put("/sys/class/dmi/id/sys_vendor", "QEMU\n").root());
  ASSERT_TRUE(xml.ok());
  EXPECT_EQ(*xml, "<sysinfo type='smbios'>\n  <system>\n    <entry name='manufacturer'>QEMU</entry>\n  </system>\n</sysinfo>\n");
}

TEST(SysinfoTest, AHostWithoutSmbiosHasNone) {
  FakeTree tree;
  const absl::Status status = ReadSysinfo(tree.root()).status();
  EXPECT_EQ(ErrorInfoOf(status).text, "unsupported configuration: Host SMBIOS information is not available");
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kConfigUnsupported);
}

TEST(SmbiosTest, StopsWhereATableIsDamaged) {
  const std::string table = Table();
  for (size_t length = 0; length < table.size(); ++length) EXPECT_LE(ParseSmbios(table.substr(0, length)).size(), 5u);
  EXPECT_EQ(ParseSmbios(table).size(), 5u);
  EXPECT_TRUE(ParseSmbios(std::string(64, '\1')).empty()) << "a length shorter than its own header";
}

}  // namespace
}  // namespace pleiad::host
