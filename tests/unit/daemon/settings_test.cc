// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/settings.h"

#include <gmock/gmock.h>

#include "libshared/base/error.h"

namespace pleiad::daemon {
namespace {
using ::testing::HasSubstr;

absl::StatusOr<Settings> Read(std::string_view text, Mode mode = Mode::kSystem) {
  auto config = ConfigFile::Parse(text, "virtqemud.conf");
  if (!config.ok()) return config.status();
  return Settings::Read(*config, mode);
}

TEST(SettingsTest, HaveLibvirtsDefaults) {
  const Settings settings = *Read("");
  EXPECT_EQ(settings.limits.max_clients, 5000u);
  EXPECT_EQ(settings.limits.max_client_requests, 64u);
  EXPECT_EQ(settings.limits.keepalive_interval, 5);
  EXPECT_EQ(settings.auth_unix_rw, UnixAuth::kPolkit);
  EXPECT_EQ(settings.unix_sock_rw_perms, 0777u);
  EXPECT_EQ(settings.admin_limits.max_clients, 5000u);
}

TEST(SettingsTest, KeepOthersOutWhereTheModeOfTheSocketDecides) {
  EXPECT_EQ(Read("auth_unix_rw = \"none\"")->unix_sock_rw_perms, 0700u);
  EXPECT_EQ(Read("auth_unix_rw = \"none\"\nunix_sock_rw_perms = \"0770\"")->unix_sock_rw_perms, 0770u);
  const Settings session = *Read("", Mode::kSession);
  EXPECT_EQ(session.auth_unix_rw, UnixAuth::kNone);
  EXPECT_EQ(session.unix_sock_rw_perms, 0700u);
  EXPECT_EQ(session.unix_sock_ro_perms, 0700u);
}

TEST(SettingsTest, RefuseValuesThatCannotBeByKey) {
  for (const char* text : {"auth_unix_rw = \"sasl-ish\"", "max_workers = 0", "max_client_requests = 0", "log_level = 9",
                           "unix_sock_rw_perms = \"rwx\"", "access_drivers = [ \"selinux\" ]", "max_clients = \"many\""}) {
    SCOPED_TRACE(text);
    const absl::Status status = Read(text).status();
    EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kConfSyntax);
    EXPECT_THAT(MessageOf(status), HasSubstr(std::string(text, std::string_view(text).find(' '))));
  }
}

TEST(SettingsTest, SayWhichOfLibvirtsHaveNoEffect) {
  auto config = *ConfigFile::Parse("listen_tcp = 1\nmax_clients = 9\nno_such = 1\novs_timeout = 3\n", "x.conf");
  ASSERT_TRUE(Settings::Read(config, Mode::kSystem).ok());
  EXPECT_THAT(SettingsWithoutEffect(config, /*serves_remote=*/false),
              testing::ElementsAre("x.conf: 'listen_tcp' has no effect: remote clients are virtproxyd's",
                                   "x.conf: 'ovs_timeout' has no effect: no port of Open vSwitch is asked for its figures"));
  EXPECT_THAT(config.UnreadKeys(), testing::ElementsAre("x.conf:3: no_such"));
}

TEST(SettingsTest, LogMoreWhenAskedToBeVerbose) {
  Options options;
  options.verbose = true;
  EXPECT_EQ(Read("")->LogSettings(options).level, log::Level::kInfo);
  EXPECT_EQ(Read("log_level = 1")->LogSettings(options).level, log::Level::kDebug);
  EXPECT_EQ(Read("log_outputs = \"1:file:/x\"")->LogSettings(options).outputs, "1:file:/x");
}

}  // namespace
}  // namespace pleiad::daemon
