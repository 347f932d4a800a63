// SPDX-License-Identifier: Apache-2.0
#include "virttestd/test_driver.h"

#include "libshared/base/status_macros.h"
#include "virttestd/served_node.h"

namespace pleiad::test {

TestDriver::TestDriver() = default;
TestDriver::~TestDriver() = default;

absl::Status TestDriver::Start(daemon::Daemon& daemon) {
  ASSIGN_OR_RETURN(auto node, NewDefaultNode(daemon.loop()));
  default_ = std::make_unique<ServedNode>(daemon.loop(), daemon.access(), std::move(node));
  daemon.SetObjects(default_->objects());
  default_->Bind(daemon.table());
  return absl::OkStatus();
}

}  // namespace pleiad::test
