// SPDX-License-Identifier: Apache-2.0
// A whole daemon in a folder of its own, with the hooks of no driver.
#include <gmock/gmock.h>

#include <filesystem>
#include <thread>

#include "libshared/base/atomic_file.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/daemon/daemon.h"
#include "libshared/rpc/upstream.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad::daemon {
namespace {
using ::testing::HasSubstr;

constexpr Identity kIdentity{.name = "virttestd", .summary = "Tests."};

class TestHooks : public Hooks {
 public:
  absl::Status Start(Daemon&) override { return start_status; }
  void Started(Daemon& daemon) override {
    if (started) started(daemon);
  }
  void Reload(Daemon&) override { ++reloads; }
  bool IsBusy() override { return busy_turns-- > 0; }
  void PrepareToLeave(std::function<void()> ready) override {
    if (leaving) late_client = leaving();
    ready();
  }
  void Stay() override { ++stays; }
  void Stop() override { ++stops; }

  absl::Status start_status;
  std::function<void(Daemon&)> started;
  std::function<absl::StatusOr<UniqueFd>()> leaving;
  absl::StatusOr<UniqueFd> late_client = UniqueFd();
  int reloads = 0, stops = 0, stays = 0, busy_turns = 0;
};

class DaemonTest : public ::testing::Test {
 protected:
  void SetUp() override {
    options_.mode = Mode::kEmbedded;
    options_.root = folder_.path();
  }
  void TearDown() override { EXPECT_TRUE(log::Configure({}).ok()); }
  void Configure(const std::string& text) {
    ASSERT_TRUE(EnsureDirectory(folder_ / "etc").ok());
    ASSERT_TRUE(WriteFileAtomically(folder_ / "etc/virttestd.conf", text).ok());
  }
  auto Create() { return Daemon::Create(kIdentity, options_, hooks_); }
  bool Exists(const std::string& name) { return std::filesystem::exists(folder_ / name); }

  test::TempFolder folder_;
  Options options_;
  TestHooks hooks_;
};

TEST_F(DaemonTest, ServesItsSocketsAndCleansUpAfterItself) {
  {
    auto daemon = Create();
    ASSERT_TRUE(daemon.ok()) << daemon.status();
    for (const char* name : {"run/virttestd-sock", "run/virttestd-sock-ro", "run/virttestd-admin-sock"}) {
      EXPECT_TRUE(rpc::DialUnix(folder_ / name).ok()) << name;
    }
    EXPECT_EQ(*ReadFile(folder_ / "run/virttestd.pid"), std::to_string(getpid()) + "\n");
    (*daemon)->Quit();
    EXPECT_EQ((*daemon)->Run(), 0);
  }
  EXPECT_EQ(hooks_.stops, 1);
  EXPECT_FALSE(Exists("run/virttestd-sock"));
  EXPECT_FALSE(Exists("run/virttestd.pid"));
}

TEST_F(DaemonTest, RefusesToRunTwice) {
  const auto first = Create();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(MessageOf(Create().status()), HasSubstr("another instance is running"));
  EXPECT_TRUE(rpc::DialUnix(folder_ / "run/virttestd-sock").ok()) << "the first one is not disturbed";
}

TEST_F(DaemonTest, TellsWhereTheConfigurationIsWrong) {
  Configure("# heading\nmax_clients = \"many\"\n");
  const absl::Status status = Create().status();
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kConfSyntax);
  EXPECT_THAT(MessageOf(status), HasSubstr("virttestd.conf:2: expected a number for 'max_clients'"));
  EXPECT_EQ(hooks_.stops, 0) << "what was not started is not stopped";
}

TEST_F(DaemonTest, LeavesWhenIdleButNotWhileItsDriverIsBusy) {
  options_.timeout = absl::Milliseconds(20);
  hooks_.busy_turns = 2;
  auto daemon = Create();
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  EXPECT_EQ((*daemon)->Run(), 0);
  EXPECT_LT(hooks_.busy_turns, 0);
}

TEST_F(DaemonTest, StaysWhileAClientIsConnected) {
  options_.timeout = absl::Milliseconds(20);
  auto daemon = Create();
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  auto client = rpc::DialUnix(folder_ / "run/virttestd-sock");
  auto later = (*daemon)->loop().AddTimer(absl::Milliseconds(150), [&] { client->Reset(); });
  const absl::Time start = absl::Now();
  EXPECT_EQ((*daemon)->Run(), 0);
  EXPECT_GE(absl::Now() - start, absl::Milliseconds(150));
}

// Whoever dials at the very moment in which the daemon leaves is served: by it, or by the next one.
TEST_F(DaemonTest, SendsNobodyAwayWhoComesAtTheLastMoment) {
  options_.timeout = absl::Milliseconds(20);
  hooks_.leaving = [&] { return rpc::DialUnix(folder_ / "run/virttestd-sock"); };
  auto daemon = Create();
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  auto later = (*daemon)->loop().AddTimer(absl::Milliseconds(150), [&] {
    EXPECT_EQ((*daemon)->server().client_count(), 1u);
    EXPECT_TRUE(rpc::DialUnix(folder_ / "run/virttestd-sock").ok()) << "there is a socket again";
    hooks_.late_client->Reset();
    hooks_.leaving = nullptr;
  });
  EXPECT_EQ((*daemon)->Run(), 0);
  EXPECT_EQ(hooks_.stays, 1);
}

TEST_F(DaemonTest, WaitsForOneThatIsAboutToEnd) {
  const std::string path = folder_ / "x.pid";
  auto former = std::make_unique<PidFile>(*PidFile::Acquire(path));
  std::thread ends([&] {
    absl::SleepFor(absl::Milliseconds(100));
    former.reset();
  });
  EXPECT_TRUE(PidFile::Acquire(path, absl::Seconds(10), [] { return false; }).ok());
  ends.join();
}

TEST_F(DaemonTest, TakesInTheConfigurationAgainOnSighupAndKeepsTheOldOneWhenItIsWrong) {
  auto daemon = Create();
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  Configure("max_clients = 7\nmax_anonymous_clients = 5\n");
  raise(SIGHUP);
  (*daemon)->loop().RunOnce(absl::Seconds(5));
  EXPECT_EQ((*daemon)->server().max_clients(), 7u);
  EXPECT_EQ(hooks_.reloads, 1);
  Configure("max_clients = -1\n");
  raise(SIGHUP);
  (*daemon)->loop().RunOnce(absl::Seconds(5));
  EXPECT_EQ((*daemon)->settings().limits.max_clients, 7u);
  EXPECT_EQ(hooks_.reloads, 1);
}

TEST_F(DaemonTest, EndsOnSigterm) {
  auto daemon = Create();
  ASSERT_TRUE(daemon.ok()) << daemon.status();
  raise(SIGTERM);
  EXPECT_EQ((*daemon)->Run(), 0);
}

TEST_F(DaemonTest, PassesOnWhyADriverCannotStart) {
  hooks_.start_status = MakeError(ErrorDomain::kQemu, ErrorCode::kInternalError, "no emulator");
  EXPECT_THAT(MessageOf(Create().status()), HasSubstr("no emulator"));
  EXPECT_EQ(hooks_.stops, 1);
  EXPECT_FALSE(Exists("run/virttestd-sock"));
}

}  // namespace
}  // namespace pleiad::daemon
