// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/run/running_facts.h"

#include <boost/json.hpp>

#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/host/service_manager.h"
#include "virtqemud/capabilities/capabilities_cache.h"
#include "virtqemud/domain/calls/vcpu_plug.h"
#include "virtqemud/domain/run/guest_cpu.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kMachinedPatience = absl::Seconds(5);

// A pty's path is known when QEMU has opened it.
void FillPtys(conf::DomainDef& def, const std::vector<CharDevice>& devices) {
  const auto fill = [&devices](conf::ChardevDef& chardev) {
    if (chardev.source.type != conf::ChardevType::kPty) return;
    for (const CharDevice& device : devices) {
      if (device.name == "char" + chardev.info.alias && device.filename.starts_with("pty:"))
        chardev.source.path = device.filename.substr(4);
    }
  };
  for (auto* list : {&def.devices.serials, &def.devices.parallels, &def.devices.consoles, &def.devices.channels}) {
    for (conf::ChardevDef& chardev : *list) fill(chardev);
  }
  // The first console of type serial is the first serial port under another name.
  if (!def.devices.consoles.empty() && !def.devices.serials.empty() &&
      def.devices.consoles[0].target == conf::ChardevTarget::kSerial) {
    def.devices.consoles[0].source = def.devices.serials[0].source;
    def.devices.consoles[0].info.alias = def.devices.serials[0].info.alias;
  }
}

absl::Status LearnCpu(const QemuContext& context, Monitor& monitor, const std::string& qom_path, conf::DomainDef& live) {
  if (!HasCorrectableCpu(live)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const EmulatorPtr emulator, context.capabilities.Get(live.devices.emulator));
  ASSIGN_OR_RETURN(const GuestCpuFacts facts, QueryGuestCpu(monitor, qom_path, context.MonitorDeadline()));
  return CorrectGuestCpu(*emulator, facts, live);
}
}  // namespace

absl::Status LearnRunningFacts(const QemuContext& context, const DomainPtr& domain) {
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  ASSIGN_OR_RETURN(const std::vector<CharDevice> chardevs, QueryCharDevices(*monitor, context.MonitorDeadline()));
  ASSIGN_OR_RETURN(const std::vector<CpuThread> cpus, QueryCpus(*monitor, context.MonitorDeadline()));
  conf::DomainDef known = *domain->snapshot()->live;
  if (!cpus.empty()) RETURN_IF_ERROR(LearnCpu(context, *monitor, cpus[0].qom_path, known));
  context.domains.Update(domain, [&](DomainState& next) {
    if (!next.active()) return;
    auto live = std::make_shared<conf::DomainDef>(*next.live);
    FillPtys(*live, chardevs);
    live->cpu = known.cpu;
    next.live = std::move(live);
    next.runtime.vcpu_threads = ThreadsByVcpu(cpus);
  });
  return absl::OkStatus();
}

absl::Status SetUpBalloon(const QemuContext& context, const DomainPtr& domain) {
  const Snapshot state = domain->snapshot();
  if (!state->active()) return NotRunning();
  const conf::DomainDef& def = *state->live;
  if (!def.devices.memballoon || def.devices.memballoon->model == conf::MemballoonModel::kNone) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  if (def.memory.current_kib && *def.memory.current_kib != def.memory.total_kib) {
    RETURN_IF_ERROR(SetBalloon(*monitor, *def.memory.current_kib * 1024, context.MonitorDeadline()));
    // The guest gives memory back when it runs and has a driver; until then it has all.
    ASSIGN_OR_RETURN(const uint64_t bytes, QueryBalloon(*monitor, context.MonitorDeadline()));
    context.domains.Update(domain, [bytes](DomainState& next) { next.balloon_kib = bytes / 1024; });
  }
  if (def.devices.memballoon->stats_period == 0) return absl::OkStatus();
  return SetBalloonStatsPeriod(*monitor, def.devices.memballoon->info.alias, def.devices.memballoon->stats_period,
                               context.MonitorDeadline());
}

void RegisterMachineLater(const QemuContext& context, const DomainPtr& domain) {
  if (!context.privileged) return;
  context.workers.Submit([domain] {
    const Snapshot state = domain->snapshot();
    if (!state->active() || state->runtime.unit.empty()) return;
    // machined takes names that are host names; the prefix is libvirt's, which users of machinectl know.
    const std::string name = "qemu-" + std::to_string(state->id()) + "-" + state->name();
    const absl::Status status =
        host::ServiceManager::RegisterMachine(name, state->uuid().bytes, state->runtime.pid, kMachinedPatience);
    if (!status.ok()) log::Failure("domain " + state->name() + " is not known to systemd-machined", status);
  });
}

}  // namespace pleiad::qemu
