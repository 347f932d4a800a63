// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/vcpu_plug.h"

#include <algorithm>
#include <boost/json.hpp>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/monitor/commands.h"
#include "virtqemud/monitor/json_access.h"

namespace pleiad::qemu {
namespace json = boost::json;
namespace {
constexpr absl::Duration kUnplugPatience = absl::Seconds(5);

// A place for a vCPU, as query-hotpluggable-cpus lists it.
struct Slot {
  std::string type;
  json::object place;    // socket-id, core-id, thread-id
  std::string qom_path;  // empty: nothing is plugged
  int64_t width = 1;     // vCPUs that come and go together
};

absl::StatusOr<std::vector<Slot>> QuerySlots(Monitor& monitor, absl::Time deadline) {
  ASSIGN_OR_RETURN(const json::value answer, monitor.Execute("query-hotpluggable-cpus", {}, deadline));
  if (!answer.is_array()) return MalformedAnswer("query-hotpluggable-cpus");
  std::vector<Slot> slots;
  for (const json::value& item : answer.get_array()) {
    if (!item.is_object()) continue;
    const json::object& object = item.get_object();
    slots.push_back({.type = TextIn(object, "type"),
                     .place = ObjectIn(object, "props"),
                     .qom_path = TextIn(object, "qom-path"),
                     .width = std::max<int64_t>(IntIn(object, "vcpus-count"), 1)});
  }
  std::reverse(slots.begin(), slots.end());  // QEMU lists the last place first
  return slots;
}

absl::Status NoSlots() {
  return MakeError(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported,
                   "failed to find appropriate hotpluggable vcpus to reach the desired target vcpu count");
}

absl::Status Plug(Monitor& monitor, const std::vector<Slot>& slots, int64_t missing, absl::Time deadline) {
  int64_t index = 0;
  std::vector<json::object> additions;
  for (const Slot& slot : slots) {
    if (slot.qom_path.empty() && missing >= slot.width) {
      json::object arguments = slot.place;
      arguments["driver"] = slot.type;
      arguments["id"] = "vcpu" + std::to_string(index);
      additions.push_back(std::move(arguments));
      missing -= slot.width;
    }
    index += slot.width;
  }
  if (missing != 0) return NoSlots();
  for (const json::object& arguments : additions) RETURN_IF_ERROR(monitor.Execute("device_add", arguments, deadline).status());
  return absl::OkStatus();
}

absl::Status Unplug(Monitor& monitor, const std::vector<Slot>& slots, int64_t surplus, absl::Time deadline) {
  constexpr std::string_view kPeripheral = "/machine/peripheral/";
  std::vector<std::string> removals;
  for (auto slot = slots.rbegin(); slot != slots.rend() && surplus > 0; ++slot) {
    if (!slot->qom_path.starts_with(kPeripheral) || slot->width > surplus) continue;
    removals.push_back(slot->qom_path.substr(kPeripheral.size()));
    surplus -= slot->width;
  }
  if (surplus != 0) return NoSlots();
  for (const std::string& id : removals) RETURN_IF_ERROR(monitor.Execute("device_del", {{"id", id}}, deadline).status());
  return absl::OkStatus();
}
}  // namespace

absl::Status PlugVcpus(const QemuContext& context, const DomainPtr& domain, conf::DomainDef& live, uint32_t count) {
  const auto monitor = domain->monitor();
  if (!monitor) return NotRunning();
  ASSIGN_OR_RETURN(const std::vector<Slot> slots, QuerySlots(*monitor, context.MonitorDeadline()));
  const int64_t difference = int64_t{count} - live.vcpus.Current();
  if (difference > 0) RETURN_IF_ERROR(Plug(*monitor, slots, difference, context.MonitorDeadline()));
  if (difference < 0) RETURN_IF_ERROR(Unplug(*monitor, slots, -difference, context.MonitorDeadline()));
  // A guest gives vCPUs back when it likes: what counts is what QEMU has in the end.
  const absl::Time deadline = absl::Now() + kUnplugPatience;
  for (;;) {
    ASSIGN_OR_RETURN(const std::vector<CpuThread> cpus, QueryCpus(*monitor, context.MonitorDeadline()));
    if (cpus.size() == count) {
      context.domains.Update(domain, [&](DomainState& next) {
        next.runtime.vcpu_threads.clear();
        for (const CpuThread& cpu : cpus) next.runtime.vcpu_threads.push_back(cpu.thread_id);
      });
      live.vcpus.SetCurrent(count);
      return absl::OkStatus();
    }
    if (absl::Now() > deadline) {
      return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout,
                   "vcpu unplug request timed out. Unplug result must be manually inspected in the domain '%s'", live.name);
    }
    absl::SleepFor(absl::Milliseconds(50));
  }
}

}  // namespace pleiad::qemu
