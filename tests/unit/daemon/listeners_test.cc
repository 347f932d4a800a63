// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/listeners.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/daemon/pid_file.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad::daemon {
namespace {
using ::testing::HasSubstr;

OwnSocket At(const std::string& path, mode_t mode = 0700) { return {.path = path, .role = SocketRole::kReadWrite, .mode = mode, .group = {}, .backlog = 5}; }

TEST(ListenersTest, KnowARoleByThePath) {
  EXPECT_EQ(RoleOfPath("/run/libvirt/libvirt-sock"), SocketRole::kReadWrite);
  EXPECT_EQ(RoleOfPath("/run/libvirt/virtqemud-sock-ro"), SocketRole::kReadOnly);
  EXPECT_EQ(RoleOfPath("/run/libvirt/virtqemud-admin-sock"), SocketRole::kAdmin);
}

TEST(ListenersTest, KnowThoseOfRemoteClientsByTheUnit) {
  EXPECT_EQ(RoleOfUnit("virtproxyd-tls.socket"), SocketRole::kTls);
  EXPECT_EQ(RoleOfUnit("virtproxyd-tcp.socket"), SocketRole::kTcp);
  EXPECT_EQ(RoleOfUnit("local.socket"), SocketRole::kTcp) << "where certificates are not asked for, SASL is";
}

TEST(ListenersTest, HaveExactlyTheModeAskedForFromTheStart) {
  test::TempFolder folder;
  for (mode_t mode : {0700u, 0770u, 0777u}) {
    const auto listener = ListenAt(At(folder / "sock", mode));
    ASSERT_TRUE(listener.ok()) << listener.status();
    struct stat info {};
    ASSERT_EQ(stat((folder / "sock").c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 07777, mode);
  }
}

TEST(ListenersTest, ReplaceWhatAKilledDaemonLeftButNotALiveOne) {
  test::TempFolder folder;
  const std::string path = folder / "sock";
  auto first = ListenAt(At(path));
  ASSERT_TRUE(first.ok()) << first.status();
  const absl::Status second = ListenAt(At(path)).status();
  EXPECT_EQ(ErrorCodeOf(second), ErrorCode::kOperationFailed);
  EXPECT_THAT(MessageOf(second), HasSubstr("socket '" + path + "' is served by another process"));
  first->fd.Reset();
  EXPECT_TRUE(ListenAt(At(path)).ok());
}

TEST(ListenersTest, NameThePathThatCannotBe) {
  test::TempFolder folder;
  EXPECT_THAT(MessageOf(ListenAt(At(folder / std::string(120, 'x'))).status()), HasSubstr("is longer than 107 bytes"));
  EXPECT_EQ(ErrorCodeOf(ListenAt(At(folder / "no/such/sock")).status()), ErrorCode::kSystemError);
  OwnSocket own = At(folder / "sock");
  own.group = "no-such-group";
  EXPECT_THAT(MessageOf(ListenAt(own).status()), HasSubstr("there is no group 'no-such-group'"));
}

TEST(ListenersTest, AreThoseOfADaemonWhereItsSettingsSay) {
  Settings settings;
  settings.unix_sock_group = "libvirt";
  const auto sockets = OwnSockets(Paths::System(), settings, "virtqemud");
  ASSERT_EQ(sockets.size(), 3u);
  EXPECT_EQ(sockets[0].path, "/run/libvirt/virtqemud-sock");
  EXPECT_EQ(sockets[1].path, "/run/libvirt/virtqemud-sock-ro");
  EXPECT_EQ(sockets[1].role, SocketRole::kReadOnly);
  EXPECT_EQ(sockets[0].group, "libvirt");
  EXPECT_EQ(sockets[2].path, "/run/libvirt/virtqemud-admin-sock");
  EXPECT_EQ(sockets[2].mode, 0700u);
  settings.unix_sock_dir = "/elsewhere";
  EXPECT_EQ(OwnSockets(Paths::System(), settings, "libvirt")[0].path, "/elsewhere/libvirt-sock");
}

TEST(PidFileTest, LetsOneInstanceRunAndNamesIt) {
  test::TempFolder folder;
  const std::string path = folder / "virtqemud.pid";
  {
    const auto first = PidFile::Acquire(path);
    ASSERT_TRUE(first.ok()) << first.status();
    EXPECT_EQ(*ReadFile(path), std::to_string(getpid()) + "\n");
    const absl::Status second = PidFile::Acquire(path).status();
    EXPECT_EQ(ErrorCodeOf(second), ErrorCode::kOperationFailed);
    EXPECT_THAT(MessageOf(second), HasSubstr("another instance is running: process " + std::to_string(getpid()) + " holds '" + path));
  }
  EXPECT_FALSE(ReadFile(path).ok());
  ASSERT_TRUE(WriteFileAtomically(path, "12345\n").ok());
  EXPECT_TRUE(PidFile::Acquire(path).ok()) << "a file that nobody holds is no obstacle";
}

}  // namespace
}  // namespace pleiad::daemon
