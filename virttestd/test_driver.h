// SPDX-License-Identifier: Apache-2.0
// test_driver.h: puts the test driver together. Nothing here is on disk or runs: what clients make is gone with the daemon, so
// it does not leave for idleness while anything differs from the default.
#pragma once

#include <memory>
#include <vector>

#include "libshared/daemon/daemon.h"
#include "libshared/driver/connection_watch.h"

namespace pleiad::driver {
class DomainBus;
}

namespace pleiad::test {

class ServedNode;

class TestDriver final : public daemon::Hooks {
 public:
  TestDriver();
  ~TestDriver() override;

  absl::Status Start(daemon::Daemon& daemon) override;
  void Started(daemon::Daemon& daemon) override;
  void Stop() override;
  // Its state is its memory.
  bool IsBusy() override { return true; }
  std::string AccessDriverName() const override { return "TEST"; }

 private:
  absl::Status Open(const rpc::CallContext& context, const std::string& uri);

  daemon::Daemon* daemon_ = nullptr;  // outlives this
  driver::FrontWatch connections_;
  std::unique_ptr<ServedNode> default_;
  std::vector<std::weak_ptr<ServedNode>> own_;  // of clients that have a node to themselves; loop's thread
  std::unique_ptr<driver::DomainBus> bus_;      // null until served, and where there is none
};

}  // namespace pleiad::test
