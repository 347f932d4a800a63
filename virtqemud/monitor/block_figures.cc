// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/monitor/block_figures.h"

#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
// "/machine/peripheral/virtio-disk0/virtio-backend" is of virtio-disk0; other disks have their id alone.
std::string AliasOfQdev(std::string path) {
  constexpr std::string_view kPeripheral = "/machine/peripheral/";
  if (path.starts_with(kPeripheral)) path.erase(0, kPeripheral.size());
  return path.substr(0, path.find('/'));
}

uint64_t Count(const json::object& object, std::string_view key) { return static_cast<uint64_t>(IntIn(object, key)); }

template <class Visit>
void EachObject(const json::value& answer, Visit visit) {
  if (!answer.is_array()) return;
  for (const json::value& item : answer.get_array()) {
    if (item.is_object()) visit(item.get_object());
  }
}
}  // namespace

std::vector<BlockFigures> ReadBlockStats(const json::value& answer) {
  std::vector<BlockFigures> all;
  EachObject(answer, [&all](const json::object& item) {
    const json::object& stats = ObjectIn(item, "stats");
    all.push_back({.device = AliasOfQdev(TextIn(item, "qdev")),
                   .node = TextIn(item, "node-name"),
                   .read_requests = Count(stats, "rd_operations"),
                   .read_bytes = Count(stats, "rd_bytes"),
                   .read_ns = Count(stats, "rd_total_time_ns"),
                   .write_requests = Count(stats, "wr_operations"),
                   .write_bytes = Count(stats, "wr_bytes"),
                   .write_ns = Count(stats, "wr_total_time_ns"),
                   .flush_requests = Count(stats, "flush_operations"),
                   .flush_ns = Count(stats, "flush_total_time_ns"),
                   .highest_offset = Count(stats, "wr_highest_offset")});
  });
  return all;
}

std::map<std::string, NodeFigures> ReadBlockNodes(const json::value& answer) {
  std::map<std::string, NodeFigures> nodes;
  EachObject(answer, [&nodes](const json::object& item) {
    const json::object& image = ObjectIn(item, "image");
    NodeFigures figures{.capacity = Count(image, "virtual-size"), .actual_size = std::nullopt};
    if (MemberOf(image, "actual-size")) figures.actual_size = Count(image, "actual-size");
    nodes[TextIn(item, "node-name")] = figures;
  });
  return nodes;
}

}  // namespace pleiad::qemu
