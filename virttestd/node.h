// SPDX-License-Identifier: Apache-2.0
// node.h: the pretended host with all that is on it: one for all clients of test:///default, as long as the daemon runs.
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
#include "virttestd/pools.h"

namespace pleiad::test {

// A NUMA cell of the pretended host: eight CPUs, and pages of several sizes.
struct Cell {
  uint64_t memory_kib = 0;
  uint32_t small_page_kib = 4;
  uint64_t small_pages = 0;
};

// Its parts guard themselves.
struct Node {
  driver::NodeInfo info;
  std::vector<Cell> cells;
  Domains domains;
  std::unique_ptr<Networks> networks;
  std::unique_ptr<Interfaces> interfaces;
  std::unique_ptr<Pools> pools;
};

// The node that every client of test:///default shares.
absl::StatusOr<std::unique_ptr<Node>> NewDefaultNode();
}  // namespace pleiad::test
