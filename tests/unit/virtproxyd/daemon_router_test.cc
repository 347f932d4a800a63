// SPDX-License-Identifier: Apache-2.0
#include "virtproxyd/daemon_router.h"
#include "libshared/base/daemon_names.h"

#include <gmock/gmock.h>

#include "libshared/base/error.h"
#include "libshared/daemon/listeners.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad::proxy {
namespace {
using ::testing::ElementsAre;

struct Row {
  std::string_view uri, daemon;
};
constexpr Row kUris[] = {
    {"qemu:///system", "virtqemud"},
    {"qemu+unix:///session?socket=/x", "virtqemud"},
    {"lxc:///system", "virtlxcd"},
    {"network:///system", "virtnetworkd"},
    {"nodedev:///session", "virtnodedevd"},
    {"test:///default", "virttestd"},
    {"foo:///system", ""},
    {"qemuu:///system", ""},
    {"", ""},
};

TEST(DaemonRouterTest, FindsTheOwnerByTheScheme) {
  for (const Row& row : kUris) {
    SCOPED_TRACE(row.uri);
    EXPECT_EQ(DaemonOfUri(row.uri), row.daemon);
  }
}

class DialTest : public ::testing::Test {
 protected:
  daemon::Listener Serve(const std::string& name) {
    return *daemon::ListenAt({.path = folder_ / name, .role = {}, .mode = 0700, .group = {}, .backlog = 5});
  }
  absl::Status Dial(const std::string& uri, bool read_only = false) {
    Caller caller;
    caller.read_only = read_only;
    return router_.Dial(uri, caller).status();
  }
  test::TempFolder folder_;
  DaemonRouter router_{daemon::Siblings(folder_.path(), {}, nullptr)};
};

TEST_F(DialTest, GoesToTheSocketThatFitsTheCaller) {
  const auto qemu = Serve("virtqemud-sock"), reader = Serve("virtlxcd-sock-ro");
  EXPECT_TRUE(Dial("qemu:///system").ok());
  EXPECT_EQ(ErrorCodeOf(Dial("qemu:///system", /*read_only=*/true)), ErrorCode::kNoConnect);
  EXPECT_TRUE(Dial("lxc:///system", /*read_only=*/true).ok());
}

TEST_F(DialTest, RefusesDriversThatAreNotThereAsLibvirtDoes) {
  for (const char* uri : {"foo:///system", "lxc:///system"}) {
    const absl::Status status = Dial(uri);
    EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kNoConnect);
    EXPECT_EQ(MessageOf(status), std::string("no connection driver available for ") + uri);
  }
}

TEST_F(DialTest, TellsOfADaemonThatDoesNotAnswer) {
  { const auto gone = Serve("virtqemud-sock"); }
  EXPECT_EQ(ErrorCodeOf(Dial("qemu:///system")), ErrorCode::kSystemError);
}

TEST_F(DialTest, TriesHypervisorsInOrderWithoutAUri) {
  EXPECT_EQ(ErrorCodeOf(Dial("")), ErrorCode::kNoConnect);
  const auto network = Serve("virtnetworkd-sock");
  EXPECT_EQ(ErrorCodeOf(Dial("")), ErrorCode::kNoConnect) << "a network daemon is no hypervisor";
  const auto lxc = Serve("virtlxcd-sock");
  EXPECT_TRUE(Dial("").ok());
}

TEST_F(DialTest, StartsASessionsDaemonOnce) {
  std::vector<std::string> started;
  std::vector<daemon::Listener> served;
  DaemonRouter router(daemon::Siblings(folder_.path(), {}, [&](std::string_view daemon) {
    started.emplace_back(daemon);
    served.push_back(Serve(std::string(daemon) + "-sock"));
    return absl::OkStatus();
  }));
  EXPECT_TRUE(router.Dial("qemu:///session", Caller{}).ok());
  EXPECT_TRUE(router.Dial("qemu:///session", Caller{}).ok());
  EXPECT_THAT(started, ElementsAre("virtqemud"));
  EXPECT_EQ(ErrorCodeOf(router.Dial("foo:///session", Caller{}).status()), ErrorCode::kNoConnect);
}

}  // namespace
}  // namespace pleiad::proxy
