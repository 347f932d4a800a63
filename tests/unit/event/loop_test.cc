// SPDX-License-Identifier: Apache-2.0
// loop_test.cc: what is posted runs in order, sources may end inside their own callback, and bursts of events are all served.
#include "libshared/event/loop.h"

#include <gtest/gtest.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"

namespace pleiad::event {
namespace {

std::unique_ptr<Loop> NewLoop() {
  auto loop = Loop::Create();
  EXPECT_TRUE(loop.ok()) << loop.status();
  return *std::move(loop);
}

TEST(LoopTest, RunsWhatIsPostedInOrderAndGivesTheExitCode) {
  auto loop = NewLoop();
  std::vector<int> ran;
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) loop->Post([&ran, i] { ran.push_back(i); });
    loop->Exit(7);
  });
  EXPECT_EQ(loop->Run(), 7);
  other.join();
  ASSERT_EQ(ran.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(ran[i], i);
}

TEST(LoopTest, FiresATimerOnceUntilItIsArmedAgain) {
  auto loop = NewLoop();
  int fired = 0;
  Source timer;
  timer = loop->AddTimer(absl::Milliseconds(1), [&] {
    if (++fired == 3) return loop->Exit(0);
    timer.Arm(absl::Milliseconds(1));
  });
  EXPECT_EQ(loop->Run(), 0);
  EXPECT_EQ(fired, 3);
}

TEST(LoopTest, LetsACallbackDropItsOwnSource) {
  auto loop = NewLoop();
  int pipe_fds[2];
  ASSERT_EQ(pipe(pipe_fds), 0);
  const UniqueFd read_end(pipe_fds[0]), write_end(pipe_fds[1]);
  int called = 0;
  Source source;
  source = loop->AddIo(read_end.get(), EPOLLIN, [&](uint32_t) {
    ++called;
    source.Reset();
    loop->Exit(0);
  });
  ASSERT_EQ(write(write_end.get(), "x", 1), 1);
  EXPECT_EQ(loop->Run(), 0);
  EXPECT_EQ(called, 1);
}

TEST(LoopTest, PassesOverASourceThatAnotherOfTheSameMomentHasDropped) {
  auto loop = NewLoop();
  constexpr int kSources = 100;
  std::vector<Source> sources(kSources);
  std::vector<UniqueFd> ends;
  int called = 0;
  for (int i = 0; i < kSources; ++i) {
    int fds[2];
    ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), 0);
    ends.emplace_back(fds[0]);
    ends.emplace_back(fds[1]);
    ASSERT_EQ(write(fds[1], "x", 1), 1);
    sources[static_cast<size_t>(i)] = loop->AddIo(fds[0], EPOLLIN, [&](uint32_t) {
      ++called;
      sources.clear();
      loop->Exit(0);
    });
  }
  EXPECT_EQ(loop->Run(), 0);
  EXPECT_EQ(called, 1);
}

TEST(LoopTest, CountsATimersDelayFromNowHoweverLongItHasSlept) {
  auto loop = NewLoop();
  absl::SleepFor(absl::Milliseconds(30));
  const absl::Time begin = absl::Now();
  Source late = loop->AddTimer(absl::Milliseconds(20), [&] { loop->Exit(0); });
  Source never = loop->AddTimer(absl::InfiniteDuration(), [&] { loop->Exit(1); });
  Source off = loop->AddTimer(absl::Milliseconds(1), [&] { loop->Exit(2); });
  off.Disarm();
  EXPECT_EQ(loop->Run(), 0);
  EXPECT_GE(absl::Now() - begin, absl::Milliseconds(20));
}

TEST(LoopTest, LetsASourceOutliveIt) {
  Source timer, io;
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  const UniqueFd read_end(fds[0]), write_end(fds[1]);
  {
    auto loop = NewLoop();
    timer = loop->AddTimer(absl::Seconds(9), [] {});
    io = loop->AddIo(read_end.get(), EPOLLIN, [](uint32_t) {});
  }
  io.SetEvents(0);
  timer.Arm(absl::Seconds(1));
}

// In a burst the loop looks for the next event before it sleeps; after a pause it sleeps. Neither may lose one.
TEST(LoopTest, ServesBurstsAndWhatComesAfterAPause) {
  auto loop = NewLoop();
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), 0);
  const UniqueFd here(ends[0]), there(ends[1]);
  const Source echo = loop->AddIo(here.get(), EPOLLIN, [&](uint32_t) {
    char byte;
    ASSERT_EQ(read(here.get(), &byte, 1), 1);
    ASSERT_EQ(write(here.get(), &byte, 1), 1);
  });
  std::string answers;
  std::thread client([&] {
    for (char letter : std::string("aaaaaaaaaab.bbbbbb.c")) {
      if (letter == '.') {
        absl::SleepFor(absl::Milliseconds(2));
        continue;
      }
      char answer = 0;
      if (write(there.get(), &letter, 1) != 1 || read(there.get(), &answer, 1) != 1) break;
      answers += answer;
    }
    loop->Exit(0);
  });
  EXPECT_EQ(loop->Run(), 0);
  client.join();
  EXPECT_EQ(answers, "aaaaaaaaaabbbbbbbc");
}

}  // namespace
}  // namespace pleiad::event
