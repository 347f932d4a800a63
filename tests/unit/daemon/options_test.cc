// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/options.h"

#include <gmock/gmock.h>

#include "libshared/daemon/paths.h"

namespace pleiad::daemon {
namespace {
using ::testing::HasSubstr;

constexpr Identity kVirtqemud{.name = "virtqemud", .summary = "Manages QEMU and KVM domains"};

CommandLine Parse(std::vector<std::string> words, bool is_root = true) {
  words.insert(words.begin(), "virtqemud");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  return ParseCommandLine(kVirtqemud, static_cast<int>(words.size()), argv.data(), is_root);
}

TEST(OptionsTest, TakesLibvirtsOptionsInBothForms) {
  for (const auto& words : {std::vector<std::string>{"-v", "-d", "-t", "120", "-f", "/x.conf", "-p", "/x.pid"},
                            std::vector<std::string>{"--verbose", "--daemon", "--timeout=120", "--config", "/x.conf", "--pid-file", "/x.pid"}}) {
    const CommandLine line = Parse(words);
    ASSERT_EQ(line.action, CommandLine::Action::kRun) << line.text;
    EXPECT_TRUE(line.options.verbose);
    EXPECT_TRUE(line.options.detach);
    EXPECT_EQ(line.options.timeout, absl::Seconds(120));
    EXPECT_EQ(line.options.config, "/x.conf");
    EXPECT_EQ(line.options.pid_file, "/x.pid");
  }
}

TEST(OptionsTest, ServesTheSystemAsRootAndTheUserOtherwise) {
  EXPECT_EQ(Parse({}, /*is_root=*/true).options.mode, Mode::kSystem);
  EXPECT_EQ(Parse({}, /*is_root=*/false).options.mode, Mode::kSession);
  EXPECT_EQ(Parse({"--session"}, /*is_root=*/true).options.mode, Mode::kSession);
  const Options embedded = Parse({"--root", "/tmp/a/../b"}, /*is_root=*/false).options;
  EXPECT_EQ(embedded.mode, Mode::kEmbedded);
  EXPECT_EQ(embedded.root, "/tmp/b");
}

TEST(OptionsTest, PrintsHelpAndVersion) {
  const CommandLine help = Parse({"--help"});
  EXPECT_EQ(help.action, CommandLine::Action::kPrint);
  for (const char* part : {"--timeout <secs>", "/etc/libvirt/virtqemud.conf", "/run/libvirt/virtqemud-sock-ro", "Manages QEMU"}) {
    EXPECT_THAT(help.text, HasSubstr(part));
  }
  EXPECT_THAT(Parse({"-V"}).text, HasSubstr("virtqemud (libvirt) 9.0.0"));
}

TEST(OptionsTest, RefusesWhatItDoesNotKnowByName) {
  struct Rejected {
    std::vector<std::string> words;
    std::string text;
  };
  for (const Rejected& row : {Rejected{{"--bogus"}, "unrecognized option '--bogus'"},
                              Rejected{{"--timeout", "x"}, "Invalid value for timeout: 'x'"},
                              Rejected{{"--timeout", "0"}, "Invalid value for timeout: '0'"},
                              Rejected{{"--timeout", "-5"}, "Invalid value for timeout: '-5'"},
                              Rejected{{"--config"}, "option '--config' needs a value"},
                              Rejected{{"extra"}, "unexpected argument 'extra'"}}) {
    const CommandLine line = Parse(row.words);
    EXPECT_EQ(line.action, CommandLine::Action::kFail);
    EXPECT_THAT(line.text, HasSubstr("virtqemud: " + row.text));
  }
}

class SessionPathsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    setenv("HOME", "/home/ann", 1);
    for (const char* name : {"XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) unsetenv(name);
  }
};

TEST_F(SessionPathsTest, FollowTheXdgRules) {
  setenv("XDG_RUNTIME_DIR", "/run/user/1000", 1);
  setenv("XDG_CONFIG_HOME", "relative", 1);
  const Paths paths = Paths::Session();
  EXPECT_EQ(paths.Socket("virtqemud"), "/run/user/1000/libvirt/virtqemud-sock");
  EXPECT_EQ(paths.ConfigFile("virtqemud.conf"), "/home/ann/.config/libvirt/virtqemud.conf");
  EXPECT_EQ(paths.lib, "/home/ann/.local/share/libvirt");
  const DriverPaths qemu = paths.Driver("qemu");
  EXPECT_EQ(qemu.config, "/home/ann/.config/libvirt/qemu");
  EXPECT_EQ(qemu.state, "/run/user/1000/libvirt/qemu/run");
  EXPECT_EQ(qemu.log, "/home/ann/.cache/libvirt/qemu/log");
  EXPECT_EQ(qemu.cache, "/home/ann/.cache/libvirt/qemu/cache");
  EXPECT_EQ(qemu.lib, "/home/ann/.config/libvirt/qemu/lib");
}

TEST_F(SessionPathsTest, FallBackToTheCacheWithoutARuntimeFolder) {
  EXPECT_EQ(Paths::Session().Socket("virtqemud"), "/home/ann/.cache/libvirt/virtqemud-sock");
}

TEST(PathsTest, OfTheSystemAreDebians) {
  const Paths paths = Paths::System();
  EXPECT_EQ(paths.Socket("libvirt", "-sock-ro"), "/run/libvirt/libvirt-sock-ro");
  EXPECT_EQ(paths.Driver("qemu").config, "/etc/libvirt/qemu");
  EXPECT_EQ(paths.Driver("qemu").data, "/var/lib/libvirt/qemu");
  EXPECT_EQ(Paths::Embedded("/tmp/x").Driver("qemu").state, "/tmp/x/run/qemu");
}

}  // namespace
}  // namespace pleiad::daemon
