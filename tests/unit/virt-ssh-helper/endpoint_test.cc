// SPDX-License-Identifier: Apache-2.0
// endpoint_test.cc: which socket a URI leads to.
#include "virt-ssh-helper/endpoint.h"

#include <gmock/gmock.h>

namespace pleiad::ssh_helper {
namespace {
using ::testing::ElementsAre;

struct Row {
  const char *uri, *daemon;
  bool session;
};
constexpr Row kRows[] = {
    {"qemu:///system", "virtqemud", false},
    {"qemu:///session", "virtqemud", true},
    {"qemu+ssh://me@host:22/session?socket=/system#x", "virtqemud", true},
    {"test:///default", "virttestd", false},
    {"test:///session/x.xml", "virttestd", false},
    {"nodedev:///system", "virtnodedevd", false},
    {"vmware://host", "", false},
    {"", "", false},
};

TEST(PlaceTest, IsReadFromTheUri) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.uri);
    const Place place = PlaceOf(row.uri);
    EXPECT_EQ(place.daemon, row.daemon);
    EXPECT_EQ(place.session, row.session);
  }
}

TEST(SocketsTest, TriesTheDaemonAndThenTheOneForAll) {
  EXPECT_THAT(SocketsOf({.daemon = "virtqemud"}, "/run/libvirt", false),
              ElementsAre("/run/libvirt/virtqemud-sock", "/run/libvirt/libvirt-sock"));
  EXPECT_THAT(SocketsOf({.daemon = "virtqemud"}, "/run/libvirt", true),
              ElementsAre("/run/libvirt/virtqemud-sock-ro", "/run/libvirt/libvirt-sock-ro"));
  EXPECT_THAT(SocketsOf({.session = true, .daemon = ""}, "/r", true), ElementsAre("/r/libvirt-sock"));
}

}  // namespace
}  // namespace pleiad::ssh_helper
