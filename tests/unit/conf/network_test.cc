// SPDX-License-Identifier: Apache-2.0
// network_test.cc: network documents in and out as libvirt's network driver answers them.
#include "libshared/conf/network/network_def.h"

#include "libshared/conf/network/network_port_def.h"
#include "tests/unit/conf/case_file.h"

namespace pleiad::conf {
namespace {

bool IsTheDefaultNetworks(const std::string& bridge) { return bridge == "virbr0"; }

std::string Define(const std::string& in) {
  auto network = ParseNetwork(in);
  absl::Status status = network.status();
  if (status.ok()) status = CompleteNetwork(*network, IsTheDefaultNetworks);
  if (status.ok()) status = CheckNetwork(*network);
  return status.ok() ? FormatNetwork(*network) : ErrorAnswer(status);
}

std::string Reformat(const std::string& in, std::vector<std::string>* unknown) {
  auto network = ParseNetwork(in, {.inactive = true}, unknown);
  return network.ok() ? FormatNetwork(*network) : ErrorAnswer(network.status());
}

std::string ReformatPort(const std::string& in, std::vector<std::string>* unknown) {
  auto port = ParseNetworkPort(in, {}, unknown);
  return port.ok() ? FormatNetworkPort(*port) : ErrorAnswer(port.status());
}

TEST(NetworkTest, AnswersDefinitionsAsLibvirtDoes) { CheckCaseFile("network/documents.txt", Define); }
TEST(NetworkTest, WritesTheSameAgain) { CheckSameAgain("network/documents.txt", Reformat); }

TEST(NetworkPortTest, AnswersDocumentsAsLibvirtDoes) {
  CheckCaseFile("network/ports.txt", [](const std::string& in) { return ReformatPort(in, nullptr); });
}
TEST(NetworkPortTest, WritesTheSameAgain) { CheckSameAgain("network/ports.txt", ReformatPort); }

TEST(NetworkPortTest, TellsWhichDeviceAPortHas) {
  for (const char* plug : {"<plug type='direct' dev='ens3' mode='vepa'/>\n",
                           "<plug type='hostdev-pci' managed='yes'>\n    <driver name='vfio'/>\n"
                           "    <address domain='0x0001' bus='0x02' slot='0x03' function='0x4'/>\n  </plug>\n"}) {
    const std::string text =
        "<networkport>\n  <uuid>5d744f21-ba4a-4d6e-bdb2-30a35ff3207d</uuid>\n  <owner>\n    <name>vm</name>\n"
        "    <uuid>d54df46f-1ab5-4a22-8618-4560ef5fac2c</uuid>\n  </owner>\n  <mac address='52:54:00:7b:35:93'/>\n  " +
        std::string(plug) + "</networkport>\n";
    EXPECT_EQ(ReformatPort(text, nullptr), text);
  }
}

TEST(NetworkTest, RefusesABridgeThatAnotherNetworkHas) {
  auto network = ParseNetwork("<network><name>n</name><bridge name='virbr0'/></network>");
  ASSERT_TRUE(network.ok());
  EXPECT_EQ(ErrorAnswer(CompleteNetwork(*network, IsTheDefaultNetworks)),
            "1 internal error: bridge name 'virbr0' already in use.\n");
}

TEST(NetworkTest, ShowsPortsOfARunningNetworkOnly) {
  constexpr char kText[] =
      "<network connections='2'><name>n</name><forward mode='private'><interface dev='e0' connections='2'/></forward></network>";
  auto live = ParseNetwork(kText, {});
  ASSERT_TRUE(live.ok());
  EXPECT_EQ(FormatNetwork(*live, {}),
            "<network connections='2'>\n  <name>n</name>\n  <forward dev='e0' mode='private'>\n    <interface dev='e0' "
            "connections='2'/>\n"
            "  </forward>\n</network>\n");
  EXPECT_EQ(FormatNetwork(*live).find("connections"), std::string::npos);
}
}  // namespace
}  // namespace pleiad::conf
