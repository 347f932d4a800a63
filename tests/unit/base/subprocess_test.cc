// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/subprocess.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>

#include "absl/time/clock.h"
#include "libshared/base/error.h"

namespace pleiad {
namespace {
using ::testing::HasSubstr;

Command Shell(const std::string& script) { return {.argv = {"/bin/sh", "-c", script}}; }

TEST(SubprocessTest, FeedsInputAndTakesBothOutputs) {
  const auto result = RunProgram(Shell("cat; echo oops >&2; exit 3"), {.input = std::string(300000, 'x')});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->output, std::string(300000, 'x'));
  EXPECT_EQ(result->errors, "oops\n");
  EXPECT_EQ(result->exit_code, 3);
}

TEST(SubprocessTest, GivesTheEnvironmentAndFolderAskedForAndNothingElse) {
  Command command = Shell("pwd; env");
  command.environment = {"A=1", "PATH=/usr/bin:/bin"};
  command.directory = "/usr";
  const auto output = OutputOf(command);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_THAT(*output, HasSubstr("/usr\n"));
  EXPECT_THAT(*output, HasSubstr("A=1\n"));
  EXPECT_THAT(*output, ::testing::Not(HasSubstr("HOME=")));
}

TEST(SubprocessTest, FindsProgramsInThePath) { EXPECT_EQ(*OutputOf({.argv = {"echo", "hi"}}), "hi\n"); }

TEST(SubprocessTest, PassesNoDescriptorButThoseNamed) {
  const UniqueFd leak(open("/dev/null", O_RDONLY));  // without close-on-exec, as a library may open it
  const UniqueFd wanted(open("/dev/zero", O_RDONLY | O_CLOEXEC));
  Command command = Shell("for f in /proc/$$/fd/*; do echo ${f##*/} $(readlink $f); done");
  command.fds = {{wanted.get(), 7}};
  const auto output = OutputOf(command);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_THAT(*output, HasSubstr("7 /dev/zero"));
  EXPECT_THAT(*output, ::testing::Not(HasSubstr("/dev/null")));
}

TEST(SubprocessTest, PassesDescriptorsWhoseNumbersCross) {
  const UniqueFd a(open("/dev/zero", O_RDONLY | O_CLOEXEC)), b(open("/dev/full", O_RDONLY | O_CLOEXEC));
  Command command = Shell("readlink /proc/$$/fd/" + std::to_string(b.get()) + " /proc/$$/fd/" + std::to_string(a.get()));
  command.fds = {{a.get(), b.get()}, {b.get(), a.get()}};
  EXPECT_EQ(*OutputOf(command), "/dev/zero\n/dev/full\n");
}

TEST(SubprocessTest, KillsTheWholeGroupAtTheDeadline) {
  const absl::Time start = absl::Now();
  const auto result = RunProgram(Shell("sleep 60 & sleep 60"), {.timeout = absl::Milliseconds(100)});
  EXPECT_EQ(ErrorCodeOf(result.status()), ErrorCode::kOperationTimeout);
  EXPECT_THAT(MessageOf(result.status()), HasSubstr("'/bin/sh' did not end within 100ms"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
}

TEST(SubprocessTest, StopsAProgramThatSaysTooMuch) {
  const auto result = RunProgram({.argv = {"yes"}}, {.max_output = 100000});
  EXPECT_EQ(ErrorCodeOf(result.status()), ErrorCode::kOperationFailed);
}

TEST(SubprocessTest, DoesNotWaitForGrandchildrenThatKeepThePipes) {
  const auto result = RunProgram(Shell("sleep 5 & echo $!"), {.timeout = absl::Seconds(3)});
  ASSERT_TRUE(result.ok()) << result.status();
  kill(std::stoi(result->output), SIGKILL);
}

TEST(SubprocessTest, TellsHowAProgramFailed) {
  EXPECT_EQ(MessageOf(OutputOf(Shell("echo bad image >&2; exit 2")).status()),
            "internal error: Child process (/bin/sh -c echo bad image >&2; exit 2) unexpected exit status 2: bad image\n");
  EXPECT_THAT(MessageOf(OutputOf(Shell("kill -9 $$")).status()), HasSubstr("unexpected fatal signal 9"));
  const absl::Status absent = RunProgram({.argv = {"/no/such/program"}}).status();
  EXPECT_EQ(MessageOf(absent), "cannot execute binary /no/such/program: No such file or directory");
  EXPECT_EQ(ErrorInfoOf(absent).int1, ENOENT);
}

TEST(ProcessTest, KeepsAProgramByItsPidfd) {
  auto process = Process::Start({.argv = {"sleep", "60"}}, {});
  ASSERT_TRUE(process.ok()) << process.status();
  EXPECT_FALSE(process->Wait(absl::ZeroDuration()).has_value());
  ASSERT_TRUE(process->Signal(SIGTERM).ok());
  const auto end = process->Wait(absl::Seconds(10));
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->signal, SIGTERM);
}

}  // namespace
}  // namespace pleiad
