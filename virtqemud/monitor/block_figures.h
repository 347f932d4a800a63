// SPDX-License-Identifier: Apache-2.0
// block_figures.h: what QEMU counts of a domain's disks, from query-blockstats and query-named-block-nodes.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pleiad::qemu {

struct BlockFigures {
  std::string device;  // the disk's alias, of which QEMU makes the qdev path
  std::string node;    // node name of the image on top
  uint64_t read_requests = 0, read_bytes = 0, read_ns = 0;
  uint64_t write_requests = 0, write_bytes = 0, write_ns = 0;
  uint64_t flush_requests = 0, flush_ns = 0;
  uint64_t highest_offset = 0;  // bytes
};

struct NodeFigures {
  uint64_t capacity = 0;                 // bytes, as the guest sees it
  std::optional<uint64_t> actual_size;  // bytes on the host
};

// The answer of query-blockstats, one for each disk.
std::vector<BlockFigures> ReadBlockStats(const boost::json::value& answer);
// The answer of query-named-block-nodes (flat), by node name.
std::map<std::string, NodeFigures> ReadBlockNodes(const boost::json::value& answer);

}  // namespace pleiad::qemu
