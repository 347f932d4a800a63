// SPDX-License-Identifier: Apache-2.0
// monitor_test.cc: commands and answers find each other, events arrive, and a QEMU that is silent or gone fails the call.
#include "virtqemud/monitor/monitor.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <thread>

#include "libshared/base/error.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
// A loop on a thread of its own, and a QMP peer under the test's control.
class MonitorTest : public testing::Test {
 protected:
  void SetUp() override {
    char folder[] = "/tmp/monitor-test-XXXXXX";
    folder_ = mkdtemp(folder);
    path_ = folder_ + "/monitor.sock";
    listener_.Reset(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path_.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(listen(listener_.get(), 1), 0);
    loop_ = *event::Loop::Create();
    thread_ = std::thread([this] { loop_->Run(); });
    monitor_ = *Monitor::Connect(
        *loop_, path_, "demo",
        {.on_event = [this](const QmpEvent& event) { OnEvent(event); }, .on_closed = [this] { Note("closed"); }});
    peer_.Reset(accept(listener_.get(), nullptr, nullptr));
  }
  void TearDown() override {
    if (monitor_) monitor_->Close();
    if (loop_) loop_->Exit(0);
    if (thread_.joinable()) thread_.join();
    unlink(path_.c_str());
    rmdir(folder_.c_str());
  }
  void OnEvent(const QmpEvent& event) { on_event_ ? on_event_(event) : Note(event.name); }
  void Note(const std::string& what) {
    absl::MutexLock lock(&mutex_);
    notes_ += what + ";";
  }
  std::string WaitForNotes(const std::string& wanted) {
    absl::MutexLock lock(&mutex_);
    const auto there = [&] { return notes_ == wanted; };
    mutex_.AwaitWithTimeout(absl::Condition(&there), absl::Seconds(10));
    return notes_;
  }
  json::object ReadCommand() {
    std::string line;
    for (char c = 0; read(peer_.get(), &c, 1) == 1 && c != '\n';) line += c;
    return json::parse(line).as_object();
  }
  void Say(const std::string& text) {
    ASSERT_EQ(write(peer_.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void Answer(const json::object& command, const std::string& rest) {
    Say("{\"id\": " + json::serialize(command.at("id")) + ", " + rest + "}\r\n");
  }

  std::string folder_, path_;
  UniqueFd listener_, peer_;
  std::unique_ptr<event::Loop> loop_;
  std::thread thread_;
  std::shared_ptr<Monitor> monitor_;
  std::function<void(const QmpEvent&)> on_event_;  // set before the event is sent
  absl::Mutex mutex_;
  std::string notes_;
};

TEST_F(MonitorTest, AnswersFindTheirCallsInAnyOrder) {
  absl::StatusOr<json::value> first, second;
  std::thread a([&] { first = monitor_->Execute("a", {}, absl::Now() + absl::Seconds(10)); });
  const json::object command_a = ReadCommand();
  std::thread b([&] { second = monitor_->Execute("b", {{"x", 1}}, absl::Now() + absl::Seconds(10)); });
  const json::object command_b = ReadCommand();
  EXPECT_EQ(command_a.at("execute"), "a");
  EXPECT_EQ(command_b.at("arguments").at("x"), 1);
  Say("{\"QMP\": {}}\r\n{\"event\": \"STOP\", \"timestamp\": {\"seconds\": 1, \"microseconds\": 2}}\r\n");
  Answer(command_b, "\"return\": 2");
  Answer(command_a, "\"return\": 1");
  a.join();
  b.join();
  EXPECT_EQ(first->as_int64(), 1);
  EXPECT_EQ(second->as_int64(), 2);
  EXPECT_EQ(WaitForNotes("STOP;"), "STOP;");
}

TEST_F(MonitorTest, AnErrorOfQemuNamesTheCommandAndItsReason) {
  absl::Status status;
  std::thread a([&] { status = monitor_->Execute("cont", {}, absl::Now() + absl::Seconds(10)).status(); });
  Answer(ReadCommand(), "\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}");
  a.join();
  EXPECT_EQ(MessageOf(status), "internal error: unable to execute QEMU command 'cont': no");
}

TEST_F(MonitorTest, ASilentQemuFailsTheCallAndNamesTheDomain) {
  const absl::Status status = monitor_->Execute("query-balloon", {}, absl::Now() + absl::Milliseconds(20)).status();
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kOperationTimeout);
  EXPECT_NE(MessageOf(status).find("'demo'"), std::string::npos);
  // The answer that comes too late is nobody's.
  Answer(ReadCommand(), "\"return\": {}");
  Say("{\"event\": \"RESUME\"}\n");
  EXPECT_EQ(WaitForNotes("RESUME;"), "RESUME;");
}

TEST_F(MonitorTest, AQemuThatOwesAnAnswerIsAskedNothingMoreUntilItHasGivenIt) {
  monitor_->SetPatience(absl::Milliseconds(20));
  EXPECT_FALSE(monitor_->Execute("a", {}, absl::Now() + absl::Milliseconds(30)).ok());
  const absl::Time before = absl::Now();
  const absl::Status refused = monitor_->Execute("b", {}, absl::Now() + absl::Seconds(10)).status();
  EXPECT_EQ(ErrorCodeOf(refused), ErrorCode::kOperationTimeout);
  EXPECT_NE(MessageOf(refused).find("'demo'"), std::string::npos);
  EXPECT_LT(absl::Now() - before, absl::Seconds(5)) << "at once";
  EXPECT_FALSE(monitor_->CheckAnswers().ok());
  Answer(ReadCommand(), "\"return\": {}");
  Say("{\"event\": \"RESUME\"}\n");
  EXPECT_EQ(WaitForNotes("RESUME;"), "RESUME;");
  EXPECT_TRUE(monitor_->CheckAnswers().ok());
}

TEST_F(MonitorTest, WhoDoesNotWaitIsCalledWhenTheAnswerIsThere) {
  auto pending = monitor_->Begin("qmp_capabilities", {}, [this] { Note("answered"); });
  ASSERT_TRUE(pending.ok());
  Answer(ReadCommand(), "\"return\": {}");
  EXPECT_EQ(WaitForNotes("answered;"), "answered;");
  EXPECT_TRUE(monitor_->Finish(*pending, absl::Now()).ok());
}

TEST_F(MonitorTest, WhoDoesNotWaitIsCalledWhenQemuGoes) {
  auto pending = monitor_->Begin("qmp_capabilities", {}, [this] { Note("answered"); });
  ASSERT_TRUE(pending.ok());
  peer_.Reset();
  EXPECT_EQ(WaitForNotes("answered;closed;"), "answered;closed;");
}

TEST_F(MonitorTest, AQemuThatGoesFailsWhatWaits) {
  absl::Status status;
  std::thread a([&] { status = monitor_->Execute("cont", {}, absl::Now() + absl::Seconds(10)).status(); });
  ReadCommand();
  peer_.Reset();
  a.join();
  EXPECT_EQ(ErrorCodeOf(status), ErrorCode::kOperationFailed);
  EXPECT_EQ(WaitForNotes("closed;"), "closed;");
  EXPECT_FALSE(monitor_->Execute("cont", {}, absl::Now() + absl::Seconds(10)).ok());
}

TEST_F(MonitorTest, NonsenseEndsTheConnection) {
  Say("this is not JSON\r\n");
  EXPECT_EQ(WaitForNotes("closed;"), "closed;");
}

TEST_F(MonitorTest, ItEndsWithWhoeverHoldsItWhenTheLoopHasEndedBefore) {
  Say("{\"event\": \"STOP\"}\n");
  EXPECT_EQ(WaitForNotes("STOP;"), "STOP;");  // the loop has it
  loop_->Exit(0);
  thread_.join();
  const std::weak_ptr<Monitor> watched = monitor_;
  monitor_->Close();
  EXPECT_FALSE(monitor_->Execute("cont", {}, absl::InfiniteFuture()).ok());
  loop_.reset();
  monitor_.reset();
  EXPECT_TRUE(watched.expired());
}

TEST_F(MonitorTest, AnEventMayCloseIt) {
  const std::shared_ptr<Monitor> closed = monitor_;
  on_event_ = [this, closed](const QmpEvent& event) {
    closed->Close();
    Note(event.name + " closes");
  };
  Say("{\"event\": \"SHUTDOWN\"}\n");
  EXPECT_EQ(WaitForNotes("SHUTDOWN closes;"), "SHUTDOWN closes;");
  EXPECT_TRUE(closed->closed());
}

TEST_F(MonitorTest, ARawCommandComesBackWhole) {
  absl::StatusOr<std::string> reply;
  std::thread a(
      [&] { reply = monitor_->ExecuteRaw(R"({"execute":"query-status","id":"mine"})", absl::Now() + absl::Seconds(10)); });
  Answer(ReadCommand(), "\"return\": {\"running\": true}");
  a.join();
  EXPECT_EQ(json::parse(*reply), json::parse(R"({"return":{"running":true},"id":"mine"})"));
  EXPECT_EQ(ErrorCodeOf(monitor_->ExecuteRaw("nope", absl::Now()).status()), ErrorCode::kInternalError);
}
}  // namespace
}  // namespace pleiad::qemu
