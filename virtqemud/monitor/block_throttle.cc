// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/monitor/block_throttle.h"

#include <algorithm>
#include <boost/json.hpp>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/monitor/commands.h"
#include "virtqemud/monitor/json_access.h"
#include "virtqemud/monitor/monitor.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
struct Limit {
  const char* name;  // in QMP
  uint64_t conf::DiskIoTune::*value;
};
constexpr Limit kLimits[] = {
    {"bps", &conf::DiskIoTune::total_bytes_sec},
    {"bps_rd", &conf::DiskIoTune::read_bytes_sec},
    {"bps_wr", &conf::DiskIoTune::write_bytes_sec},
    {"iops", &conf::DiskIoTune::total_iops_sec},
    {"iops_rd", &conf::DiskIoTune::read_iops_sec},
    {"iops_wr", &conf::DiskIoTune::write_iops_sec},
    {"bps_max", &conf::DiskIoTune::total_bytes_sec_max},
    {"bps_rd_max", &conf::DiskIoTune::read_bytes_sec_max},
    {"bps_wr_max", &conf::DiskIoTune::write_bytes_sec_max},
    {"iops_max", &conf::DiskIoTune::total_iops_sec_max},
    {"iops_rd_max", &conf::DiskIoTune::read_iops_sec_max},
    {"iops_wr_max", &conf::DiskIoTune::write_iops_sec_max},
    {"iops_size", &conf::DiskIoTune::size_iops_sec},
};
// Seconds; QEMU refuses them without a burst to last for so long.
constexpr Limit kLengths[] = {
    {"bps_max_length", &conf::DiskIoTune::total_bytes_sec_max_length},
    {"bps_rd_max_length", &conf::DiskIoTune::read_bytes_sec_max_length},
    {"bps_wr_max_length", &conf::DiskIoTune::write_bytes_sec_max_length},
    {"iops_max_length", &conf::DiskIoTune::total_iops_sec_max_length},
    {"iops_rd_max_length", &conf::DiskIoTune::read_iops_sec_max_length},
    {"iops_wr_max_length", &conf::DiskIoTune::write_iops_sec_max_length},
};
}  // namespace

std::string QdevOf(const conf::DiskDef& disk) {
  if (disk.target.bus != conf::DiskBus::kVirtio) return disk.info.alias;
  return "/machine/peripheral/" + disk.info.alias + "/virtio-backend";
}

bool HasLimits(const conf::DiskIoTune& tune) {
  const auto is_set = [&tune](const Limit& limit) { return tune.*limit.value != 0; };
  return !tune.group_name.empty() || std::any_of(std::begin(kLimits), std::end(kLimits), is_set) ||
         std::any_of(std::begin(kLengths), std::end(kLengths), is_set);
}

absl::Status SetBlockThrottle(Monitor& monitor, const std::string& qdev, const conf::DiskIoTune& tune, absl::Time deadline) {
  json::object arguments{{"id", qdev}};
  for (const Limit& limit : kLimits) arguments[limit.name] = tune.*limit.value;
  for (const Limit& limit : kLengths) {
    if (tune.*limit.value != 0) arguments[limit.name] = tune.*limit.value;
  }
  if (!tune.group_name.empty()) arguments["group"] = tune.group_name;
  return monitor.Execute("block_set_io_throttle", arguments, deadline).status();
}

absl::StatusOr<conf::DiskIoTune> QueryBlockThrottle(Monitor& monitor, const std::string& qdev, absl::Time deadline) {
  ASSIGN_OR_RETURN(const json::value answer, monitor.Execute("query-block", {}, deadline));
  if (!answer.is_array()) return MalformedAnswer("query-block");
  for (const json::value& item : answer.get_array()) {
    if (!item.is_object() || TextIn(item.get_object(), "qdev") != qdev) continue;
    const json::value* inserted = MemberOf(item.get_object(), "inserted");
    if (!inserted || !inserted->is_object()) break;
    conf::DiskIoTune tune;
    const auto read = [&](const Limit& limit) {
      tune.*limit.value = static_cast<uint64_t>(IntIn(inserted->get_object(), limit.name));
    };
    for (const Limit& limit : kLimits) read(limit);
    for (const Limit& limit : kLengths) read(limit);
    tune.group_name = TextIn(inserted->get_object(), "group");
    return tune;
  }
  return MakeError(ErrorDomain::kQemu, ErrorCode::kInternalError, "block_io_throttle inserted entry was not in expected format");
}

}  // namespace pleiad::qemu
