// SPDX-License-Identifier: Apache-2.0
// agent_test.cc: a guest's agent that is silent costs the call that asked, and no other.
#include "virtqemud/domain/run/agent.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <boost/json.hpp>
#include <thread>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "tests/unit/base/temp_folder.h"

namespace pleiad::qemu {
namespace {

// The host's end of a channel behind which nobody reads.
class SilentGuest {
 public:
  explicit SilentGuest(const std::string& path) : socket_(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(socket_.get(), 1), 0);
  }

 private:
  UniqueFd socket_;
};

TEST(AgentTest, MakesACallWaitForAnotherNoLongerThanItsOwnTime) {
  const test::TempFolder folder;
  const SilentGuest guest(folder / "agent");
  const auto agent = *Agent::Connect(folder / "agent", "web");
  std::thread endless([&] {
    EXPECT_EQ(ErrorCodeOf(agent->ExecuteRaw("{\"execute\":\"guest-ping\"}", absl::InfiniteFuture()).status()),
              ErrorCode::kAgentUnresponsive);
  });
  absl::SleepFor(absl::Milliseconds(20));
  const absl::Time start = absl::Now();
  EXPECT_EQ(ErrorCodeOf(agent->Execute("guest-ping", {}, start + absl::Milliseconds(50)).status()),
            ErrorCode::kAgentUnresponsive);
  EXPECT_LT(absl::Now() - start, absl::Seconds(2));
  agent->Close();
  endless.join();
  EXPECT_LT(absl::Now() - start, absl::Seconds(4)) << "closing ends the call that waits";
  EXPECT_FALSE(agent->Execute("guest-ping", {}, absl::Now() + absl::Seconds(5)).ok());
}

}  // namespace
}  // namespace pleiad::qemu
