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
constexpr int64_t kMaxVcpus = 16384;
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

absl::Status PlugInto(Monitor& monitor, const Slot& slot, int64_t index, absl::Time deadline) {
  json::object arguments = slot.place;
  arguments["driver"] = slot.type;
  arguments["id"] = "vcpu" + std::to_string(index);
  return monitor.Execute("device_add", arguments, deadline).status();
}

absl::Status Plug(Monitor& monitor, const std::vector<Slot>& slots, int64_t missing, absl::Time deadline) {
  int64_t index = 0;
  std::vector<std::pair<const Slot*, int64_t>> additions;
  for (const Slot& slot : slots) {
    if (slot.qom_path.empty() && missing >= slot.width) {
      additions.emplace_back(&slot, index);
      missing -= slot.width;
    }
    index += slot.width;
  }
  if (missing != 0) return NoSlots();
  for (const auto& [slot, at] : additions) RETURN_IF_ERROR(PlugInto(monitor, *slot, at, deadline));
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

std::vector<pid_t> ThreadsByVcpu(const std::vector<CpuThread>& cpus) {
  std::vector<pid_t> threads;
  for (const CpuThread& cpu : cpus) {
    if (cpu.index < 0 || cpu.index >= kMaxVcpus) continue;
    threads.resize(std::max(threads.size(), static_cast<size_t>(cpu.index) + 1));
    threads[static_cast<size_t>(cpu.index)] = cpu.thread_id;
  }
  return threads;
}

absl::Status PlugChosenVcpus(Monitor& monitor, const std::vector<conf::Vcpu>& chosen, absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<Slot> slots, QuerySlots(monitor, deadline));
  for (const conf::Vcpu& vcpu : chosen) {
    int64_t index = 0;
    for (const Slot& slot : slots) {
      // One slot may hold several vCPUs; the first of them stands for all.
      if (index == vcpu.id && slot.qom_path.empty()) RETURN_IF_ERROR(PlugInto(monitor, slot, index, deadline));
      index += slot.width;
    }
    if (index <= vcpu.id) return NoSlots();
  }
  return absl::OkStatus();
}

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
      context.domains.Update(domain, [&](DomainState& next) { next.runtime.vcpu_threads = ThreadsByVcpu(cpus); });
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
