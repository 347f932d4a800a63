// SPDX-License-Identifier: Apache-2.0
// node.h: a pretended host with all that is on it: one for all clients of test:///default, as long as the daemon runs, and one
// for each client of test:///PATH.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libshared/driver/host/driver.h"
#include "virttestd/domain/domain.h"
#include "virttestd/interfaces.h"
#include "virttestd/networks.h"
#include "virttestd/node_devices.h"
#include "virttestd/nwfilters.h"
#include "virttestd/pools.h"
#include "virttestd/secrets.h"

namespace pleiad::test {

// A NUMA cell of the pretended host: eight CPUs, and pages of several sizes.
struct Cell {
  uint64_t memory_kib = 0;
  uint32_t small_page_kib = 4;
  uint64_t small_pages = 0;
};

// Its parts guard themselves.
struct Node {
  explicit Node(event::Loop& loop) : network_events(loop), pool_events(loop), device_events(loop), secret_events(loop) {}

  std::string uri = "test:///default";
  driver::NodeInfo info = {
      .model = "i686", .memory_kib = 3145728, .cpus = 16, .mhz = 1400, .nodes = 2, .sockets = 2, .cores = 2, .threads = 2};
  std::vector<Cell> cells;
  Domains domains;
  driver::NetworkEventBus network_events;
  driver::StoragePoolEventBus pool_events;
  driver::NodeDeviceEventBus device_events;
  driver::SecretEventBus secret_events;
  Networks networks{network_events};
  Interfaces interfaces;
  Pools pools{pool_events};
  NodeDevices devices{device_events};
  Secrets secrets{secret_events};
  Nwfilters nwfilters;
};

// The node that every client of test:///default shares.
absl::StatusOr<std::unique_ptr<Node>> NewDefaultNode(event::Loop& loop);
}  // namespace pleiad::test
