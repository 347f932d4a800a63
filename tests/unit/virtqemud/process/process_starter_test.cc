// SPDX-License-Identifier: Apache-2.0
// process_starter_test.cc: the real launcher becomes the program, detached; a start that fails leaves nothing behind.
#include "virtqemud/process/process_starter.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fstream>

#include "libshared/base/error.h"

namespace pleiad::qemu {
namespace {
std::string NameOf(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

bool EndsSoon(const DomainProcess& process) {
  pollfd p{.fd = process.pidfd.get(), .events = POLLIN, .revents = 0};
  return poll(&p, 1, 10'000) == 1;
}

class ProcessStarterTest : public testing::Test {
 protected:
  absl::StatusOr<DomainProcess> Start(std::vector<std::string> argv, std::vector<std::pair<int, int>> fds = {}) {
    LaunchRequest request;
    request.argv = std::move(argv);
    request.environment = {"PATH=/usr/bin:/bin"};
    request.fds = std::move(fds);
    return starter_.Start(
        request,
        [this](const DomainProcess& process) {
          seen_ = ProcessStarter::Find(process.pid, process.start_time);
          name_before_ = NameOf(process.pid);
          return refusal_;
        },
        absl::Now() + absl::Seconds(20));
  }

  ProcessStarter starter_{{.use_systemd = false, .user_manager = false, .launcher = LAUNCHER, .socket_folder = "/tmp"}};
  std::optional<DomainProcess> seen_;
  std::string name_before_;
  absl::Status refusal_;
};

TEST_F(ProcessStarterTest, TheLauncherIsKnownBeforeItBecomesTheProgram) {
  auto process = Start({"/bin/sleep", "1000"});
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_EQ(name_before_, "pleiad-launch");
  EXPECT_EQ(NameOf(process->pid), "sleep");
  EXPECT_EQ(getsid(process->pid), process->pid) << "it has a session of its own";
  EXPECT_TRUE(ProcessStarter::Find(process->pid, process->start_time));
  EXPECT_FALSE(ProcessStarter::Find(process->pid, process->start_time + 1)) << "another process that has its pid by now";
  syscall(SYS_pidfd_send_signal, process->pidfd.get(), SIGKILL, nullptr, 0);
  EXPECT_TRUE(EndsSoon(*process));
}

TEST_F(ProcessStarterTest, DescriptorsHaveTheirNumbers) {
  int pipe_fds[2];
  ASSERT_EQ(pipe2(pipe_fds, O_CLOEXEC), 0);
  UniqueFd ours(pipe_fds[0]), theirs(pipe_fds[1]);
  auto process = Start({"/bin/sh", "-c", "echo hello >&7"}, {{theirs.get(), 7}});
  ASSERT_TRUE(process.ok()) << process.status();
  theirs.Reset();
  char text[16] = {};
  EXPECT_EQ(read(ours.get(), text, sizeof text), 6);
  EXPECT_STREQ(text, "hello\n");
  EXPECT_TRUE(EndsSoon(*process));
}

TEST_F(ProcessStarterTest, AProgramThatIsNotThereIsNamed) {
  const absl::Status status = Start({"/nosuch/qemu"}).status();
  EXPECT_NE(MessageOf(status).find("/nosuch/qemu"), std::string::npos) << status;
  ASSERT_TRUE(seen_);
  EXPECT_TRUE(EndsSoon(*seen_));
}

TEST_F(ProcessStarterTest, AStartThatCannotBeRecordedRunsNothing) {
  refusal_ = MakeError(ErrorDomain::kQemu, ErrorCode::kSystemError, "the disk is full");
  EXPECT_EQ(Start({"/bin/sleep", "1000"}).status(), refusal_);
  ASSERT_TRUE(seen_);
  EXPECT_TRUE(EndsSoon(*seen_)) << "the launcher waits for nobody";
}
}  // namespace
}  // namespace pleiad::qemu
