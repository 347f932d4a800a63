// SPDX-License-Identifier: Apache-2.0
// client_address_test.cc: URIs lead to the sockets to which libvirt's own clients go.
#include "libshared/rpc/client_address.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "libshared/base/error.h"

namespace pleiad::rpc {
namespace {

TEST(ClientAddressTest, FindsTheSocketOfAUri) {
  setenv("XDG_RUNTIME_DIR", "/run/user/1000", 1);
  struct Case {
    const char *why, *uri;
    bool read_only;
    const char *socket, *name;
  };
  const Case cases[] = {
      {"the system's daemon", "qemu:///system?mode=direct", false, "/run/libvirt/virtqemud-sock", "qemu:///system"},
      {"for reading", "network:///system?mode=direct", true, "/run/libvirt/virtnetworkd-sock-ro", "network:///system"},
      {"the proxy", "qemu:///system?mode=legacy", true, "/run/libvirt/libvirt-sock-ro", "qemu:///system"},
      {"a driver without a daemon of its own", "xen:///system", false, "/run/libvirt/libvirt-sock", "xen:///system"},
      {"the user's own, which has one socket", "qemu:///session?mode=direct", true, "/run/user/1000/libvirt/virtqemud-sock",
       "qemu:///session"},
      {"a socket that is named", "test+unix:///default?socket=/tmp/a%20b", false, "/tmp/a b", "test:///default"},
      {"a percent sign that escapes nothing", "qemu:///system?socket=/tmp/100%&mode=legacy", true, "/tmp/100%", "qemu:///system"},
  };
  for (const Case& c : cases) {
    const auto address = ClientAddress::Of(c.uri, c.read_only);
    ASSERT_TRUE(address.ok()) << c.why << ": " << address.status();
    EXPECT_EQ(address->socket, c.socket) << c.why;
    EXPECT_EQ(address->uri, c.name) << c.why;
  }
}

TEST(ClientAddressTest, RefusesWhatLeadsToNoSocketOfThisHost) {
  const std::pair<const char*, ErrorCode> cases[] = {
      {"", ErrorCode::kInvalidArg},
      {"qemu", ErrorCode::kInvalidArg},
      {"://", ErrorCode::kInvalidArg},
      {"qemu:///system?mode=sideways", ErrorCode::kInvalidArg},
      {"esx:///system?mode=direct", ErrorCode::kInvalidArg},
      {"qemu://host/system", ErrorCode::kNoSupport},
      {"qemu+ssh:///system", ErrorCode::kNoSupport},
  };
  for (const auto& [uri, code] : cases) EXPECT_EQ(ErrorCodeOf(ClientAddress::Of(uri, false).status()), code) << uri;
}

}  // namespace
}  // namespace pleiad::rpc
