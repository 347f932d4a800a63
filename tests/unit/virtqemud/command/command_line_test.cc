// SPDX-License-Identifier: Apache-2.0
// command_line_test.cc: documents of tests/data/qemu: NAME.xml becomes NAME.args, and the real emulator starts with it. With
// UPDATE_GOLDEN=1 in the environment the latter is rewritten, and its diff is what there is to review.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/conf/domain/domain_def.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/command/command_line.h"

namespace pleiad::qemu {
namespace {
std::string FileText(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const QemuPaths& Paths() {
  static const auto* const paths =
      new QemuPaths(QemuPaths::System("/run/libvirt", "/etc/libvirt", "/var/lib/libvirt", "/var/log/libvirt", "/var/cache/libvirt"));
  return *paths;
}

absl::StatusOr<CommandLine> Build(conf::DomainDef& def, const std::string& folder) {
  static auto* const emulators = new CapabilitiesCache({.folder = {}, .allow_kvm = false, .host = {}});
  auto emulator = emulators->Get(def.devices.emulator);
  if (!emulator.ok()) return emulator.status();
  AssignAliases(def);
  return BuildCommandLine(def, {.emulator = **emulator,
                                .config = QemuConfig(),
                                .paths = Paths(),
                                .folder = folder,
                                .monitor_path = folder + "/monitor.sock",
                                .incoming = {},
                                .tap_fds = {},
                                .vhost_fds = {}});
}

class CommandLineTest : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (access("/usr/bin/qemu-system-x86_64", X_OK) != 0) GTEST_SKIP() << "qemu-system-x86_64 is not installed";
    auto def = conf::ParseDomain(FileText(Base() + ".xml"));
    ASSERT_TRUE(def.ok()) << def.status();
    def_ = *std::move(def);
  }
  static std::string Base() { return std::string(PLEIAD_TEST_DATA) + "/qemu/" + GetParam(); }

  conf::DomainDef def_;
};

TEST_P(CommandLineTest, SaysWhatTheDocumentAsksFor) {
  auto command = Build(def_, "/var/lib/libvirt/qemu/domain-1-test");
  ASSERT_TRUE(command.ok()) << command.status();
  command->environment.clear();
  const std::string got = FormatCommandLine(*command, /*one_line=*/false) + "\n";
  if (getenv("UPDATE_GOLDEN")) std::ofstream(Base() + ".args") << got;
  EXPECT_EQ(got, FileText(Base() + ".args"));
}

// The first bytes that a monitor sends, or "" when the process ended or stayed silent.
std::string Greeting(const std::string& path, pid_t pid) {
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  while (absl::Now() < deadline && waitpid(pid, nullptr, WNOHANG) == 0) {
    const UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      char text[8] = {};
      return read(fd.get(), text, 7) == 7 ? text : "";
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
  return "";
}

TEST_P(CommandLineTest, StartsTheEmulator) {
  char folder[] = "/tmp/pleiad-command-XXXXXX";
  ASSERT_NE(mkdtemp(folder), nullptr);
  auto command = Build(def_, folder);
  ASSERT_TRUE(command.ok()) << command.status();
  std::vector<char*> argv;
  for (std::string& argument : command->argv) argv.push_back(argument.data());
  argv.push_back(nullptr);
  const pid_t pid = fork();
  if (pid == 0) {
    execv(argv[0], argv.data());
    _exit(127);
  }
  EXPECT_EQ(Greeting(std::string(folder) + "/monitor.sock", pid), "{\"QMP\":");
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  std::filesystem::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(Documents, CommandLineTest, testing::Values("pc", "q35"));

TEST(FormatCommandLineTest, QuotesWhatAShellWouldTakeApart) {
  const CommandLine command{.argv = {"/usr/bin/qemu", "-name", "guest=a b", "-S", "-append", "", "-x", "it's"}, .environment = {"LC_ALL=C", "A="}};
  EXPECT_EQ(FormatCommandLine(command, /*one_line=*/true), "LC_ALL=C A= /usr/bin/qemu -name 'guest=a b' -S -append '' -x 'it'\\''s'");
  EXPECT_EQ(FormatCommandLine(command, /*one_line=*/false), "LC_ALL=C \\\nA= \\\n/usr/bin/qemu \\\n-name 'guest=a b' \\\n-S \\\n-append '' \\\n-x 'it'\\''s'");
}
}  // namespace
}  // namespace pleiad::qemu
