// SPDX-License-Identifier: Apache-2.0
// network_update_test.cc: what an update of a part of a network's definition changes, and what it refuses.
#include "libshared/conf/network/network_update.h"

#include <gtest/gtest.h>

#include "libshared/base/error.h"

namespace pleiad::conf {
namespace {

constexpr char kNetwork[] =
    "<network><name>n</name><forward/><dns><txt name='t' value='v'/><srv service='s' protocol='tcp' domain='d'/>"
    "<srv service='s' protocol='udp' domain='d'/><host ip='10.0.0.3'><hostname>h</hostname></host></dns>"
    "<ip address='10.0.0.1' netmask='255.255.255.0'><dhcp><range start='10.0.0.2' end='10.0.0.9'/>"
    "<host mac='00:11:22:33:44:55' name='a' ip='10.0.0.5'/></dhcp></ip><ip address='10.0.1.1' netmask='255.255.255.0'/>"
    "<portgroup name='p' default='yes'/></network>";

struct Row {
  const char* why;
  NetworkCommand command;
  NetworkSection section;
  const char* xml;
  ErrorCode code = ErrorCode::kOk;  // kOk: it is applied
  const char* now_has = "";         // part of the document after it
  int32_t parent_index = -1;
};

using enum NetworkCommand;
constexpr Row kRows[] = {
    {"a host after the others", kAddLast, NetworkSection::kIpDhcpHost, "<host mac='00:11:22:33:44:66' ip='10.0.0.6'/>",
     ErrorCode::kOk, "ip='10.0.0.5'/>\n      <host mac='00:11:22:33:44:66' ip='10.0.0.6'/>"},
    {"a host before the others", kAddFirst, NetworkSection::kIpDhcpHost, "<host mac='00:11:22:33:44:66' ip='10.0.0.6'/>",
     ErrorCode::kOk, "ip='10.0.0.6'/>\n      <host mac='00:11:22:33:44:55'"},
    {"in the address asked for", kAddLast, NetworkSection::kIpDhcpRange, "<range start='10.0.1.2' end='10.0.1.3'/>",
     ErrorCode::kOk, "<range start='10.0.1.2' end='10.0.1.3'/>", 1},
    {"a host of that MAC address, in capitals", kModify, NetworkSection::kIpDhcpHost,
     "<host mac='00:11:22:33:44:55' name='b' ip='10.0.0.7'/>", ErrorCode::kOk, "name='b' ip='10.0.0.7'/>"},
    {"a host by its name alone", kDelete, NetworkSection::kIpDhcpHost, "<host name='a'/>", ErrorCode::kOk, "</dhcp>"},
    {"one record of two", kDelete, NetworkSection::kDnsService, "<srv protocol='udp'/>", ErrorCode::kOk, "protocol='tcp'"},
    {"a name with a second address", kAddLast, NetworkSection::kDnsHost, "<host ip='10.0.0.4'><hostname>h</hostname></host>",
     ErrorCode::kOk, "<host ip='10.0.0.4'>"},
    {"a port group changed", kModify, NetworkSection::kPortGroup, "<portgroup name='p'/>", ErrorCode::kOk,
     "<portgroup name='p'>"},
    {"a second device", kAddLast, NetworkSection::kForwardInterface, "<interface dev='eth1'/>", ErrorCode::kOk, "dev='eth1'"},

    {"the same name", kAddLast, NetworkSection::kIpDhcpHost, "<host name='a' ip='10.0.0.6'/>", ErrorCode::kOperationInvalid},
    {"the same address", kAddLast, NetworkSection::kIpDhcpHost, "<host name='b' ip='10.0.0.5'/>", ErrorCode::kOperationInvalid},
    {"no such host", kModify, NetworkSection::kIpDhcpHost, "<host name='b' ip='10.0.0.5'/>", ErrorCode::kOperationInvalid},
    {"not all fits", kDelete, NetworkSection::kIpDhcpHost, "<host name='a' ip='10.0.0.6'/>", ErrorCode::kOperationInvalid},
    {"nothing to find it by", kDelete, NetworkSection::kIpDhcpHost, "<host/>", ErrorCode::kXmlError},
    {"no such address", kAddLast, NetworkSection::kIpDhcpHost, "<host name='b' ip='10.0.0.6'/>", ErrorCode::kOperationInvalid, "",
     2},
    {"another element", kAddLast, NetworkSection::kIpDhcpHost, "<range/>", ErrorCode::kXmlError},
    {"no XML", kAddLast, NetworkSection::kIpDhcpHost, "<host", ErrorCode::kXmlDetail},
    {"a range that runs backwards", kAddLast, NetworkSection::kIpDhcpRange, "<range start='10.0.0.9' end='10.0.0.2'/>",
     ErrorCode::kInternalError},
    {"a range can't be changed", kModify, NetworkSection::kIpDhcpRange, "<range start='10.0.0.2' end='10.0.0.9'/>",
     ErrorCode::kOperationUnsupported},
    {"two records fit", kDelete, NetworkSection::kDnsService, "<srv service='s'/>", ErrorCode::kOperationInvalid},
    {"a text of that name", kAddLast, NetworkSection::kDnsText, "<txt name='t' value='w'/>", ErrorCode::kOperationInvalid},
    {"a second default", kAddLast, NetworkSection::kPortGroup, "<portgroup name='q' default='yes'/>",
     ErrorCode::kOperationInvalid},
    {"a fixed section", kAddLast, NetworkSection::kBridge, "<bridge/>", ErrorCode::kOperationUnsupported},
    {"no section", kAddLast, NetworkSection::kNone, "<bridge/>", ErrorCode::kOperationUnsupported},
    {"no command", kNone, NetworkSection::kDnsText, "<txt name='u' value='w'/>", ErrorCode::kInvalidArg},
};

TEST(NetworkUpdateTest, AppliesWhatFitsAndRefusesTheRest) {
  const auto network = ParseNetwork(kNetwork);
  ASSERT_TRUE(network.ok()) << network.status();
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.why);
    NetworkDef changed = *network;
    const absl::Status status = UpdateNetwork(changed, row.command, row.section, row.parent_index, row.xml);
    const std::string text = FormatNetwork(changed);
    if (row.code == ErrorCode::kOk) {
      EXPECT_TRUE(status.ok()) << status;
      EXPECT_NE(text.find(row.now_has), std::string::npos) << text;
      EXPECT_NE(text, FormatNetwork(*network));
      EXPECT_TRUE(ParseNetwork(text).ok()) << text;
    } else {
      EXPECT_EQ(ErrorCodeOf(status), row.code) << status;
      EXPECT_EQ(text, FormatNetwork(*network)) << "nothing has changed";
    }
  }
}

}  // namespace
}  // namespace pleiad::conf
