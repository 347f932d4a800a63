// SPDX-License-Identifier: Apache-2.0
// network_test.cc: network documents in and out as libvirt's network driver answers them.
#include "libshared/conf/network/network_def.h"

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

TEST(NetworkTest, AnswersDefinitionsAsLibvirtDoes) { CheckCaseFile("network/documents.txt", Define); }
TEST(NetworkTest, WritesTheSameAgain) { CheckSameAgain("network/documents.txt", Reformat); }

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
