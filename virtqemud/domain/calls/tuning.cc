// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/domain/calls/tuning.h"

#include <boost/json.hpp>

#include "libshared/base/bitmap.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/metadata_edit.h"
#include "virtqemud/domain/calls/affinity.h"
#include "virtqemud/domain/calls/process_stats.h"
#include "virtqemud/domain/calls/tuning_checks.h"
#include "virtqemud/domain/calls/vcpu_plug.h"
#include "virtqemud/domain/definition_change.h"
#include "virtqemud/monitor/commands.h"

namespace pleiad::qemu {
namespace {
absl::Status InvalidArg(std::string_view text) { return MakeError(ErrorDomain::kQemu, ErrorCode::kInvalidArg, text); }
absl::Status Invalid(std::string_view text) { return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, text); }

absl::Status CheckFlags(uint32_t known, uint32_t flags, const char* api) {
  return RejectFlagsOutside(known, flags, api, ErrorDomain::kQemu);
}

}  // namespace

// ---- memory ---------------------------------------------------------------------------------------------------------

absl::Status Tuning::SetMemory(const Caller&, const DomainRef& ref, uint64_t memory_kib, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact | vir::kDomainMemMaximum, flags, "qemuDomainSetMemoryFlags"));
  if (memory_kib == 0) return InvalidArg("memory in virDomainSetMemoryFlags must not be zero");
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainSetMemoryFlags"));
  if (flags & vir::kDomainMemMaximum) {
    if (change.live()) return Invalid("cannot resize the maximum memory on an active domain");
    conf::Memory& memory = change.config()->memory;
    memory.total_kib = memory_kib;
    if (memory.current_kib && *memory.current_kib > memory_kib) memory.current_kib = memory_kib;
    return change.Commit();
  }
  const auto too_much = [memory_kib](const conf::DomainDef* def) { return def && memory_kib > def->memory.total_kib; };
  if (too_much(change.live()) || too_much(change.config())) return InvalidArg("cannot set memory higher than max memory");
  if (change.live()) {
    const auto monitor = change.domain()->monitor();
    if (!monitor) return NotRunning();
    const auto& balloon = change.live()->devices.memballoon;
    if (!balloon || balloon->model == conf::MemballoonModel::kNone) {
      return Invalid("Unable to change memory of active domain without the balloon device and guest OS balloon driver");
    }
    // The guest gives its memory back in its own time; BALLOON_CHANGE tells of it.
    RETURN_IF_ERROR(SetBalloon(*monitor, memory_kib * 1024, context_.MonitorDeadline()));
  }
  if (change.config()) change.config()->memory.current_kib = memory_kib;
  return change.Commit();
}

// ---- virtual CPUs ---------------------------------------------------------------------------------------------------

absl::Status Tuning::SetVcpus(const Caller&, const DomainRef& ref, uint32_t count, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact | vir::kDomainVcpuMaximum | vir::kDomainVcpuHotpluggable, flags, "qemuDomainSetVcpusFlags"));
  if (count == 0) return InvalidArg("nvcpus in virDomainSetVcpusFlags must not be zero");
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainSetVcpusFlags"));
  if (flags & vir::kDomainVcpuMaximum) {
    if (change.live()) return InvalidArg("maximum vcpu count of a live domain can't be modified");
    conf::Vcpus& vcpus = change.config()->vcpus;
    const uint32_t current = std::min(vcpus.Current(), count);
    vcpus.maximum = count;
    vcpus.list.clear();
    vcpus.SetCurrent(current);
    RETURN_IF_ERROR(conf::CheckDomain(*change.config()));
    return change.Commit();
  }
  const auto check = [count](const conf::DomainDef* def, const char* which) -> absl::Status {
    if (!def || count <= def->vcpus.maximum) return absl::OkStatus();
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg,
                 "requested vcpus is greater than max allowable vcpus for the %s domain: %d > %d", which, count,
                 def->vcpus.maximum);
  };
  RETURN_IF_ERROR(check(change.live(), "live"));
  RETURN_IF_ERROR(check(change.config(), "persistent"));
  if (change.live()) RETURN_IF_ERROR(PlugVcpus(context_, change.domain(), *change.live(), count));
  if (change.config()) change.config()->vcpus.SetCurrent(count);
  return change.Commit();
}

absl::StatusOr<int32_t> Tuning::VcpuCount(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact | vir::kDomainVcpuMaximum | vir::kDomainVcpuGuest, flags, "qemuDomainGetVcpusFlags"));
  if (flags & vir::kDomainVcpuGuest) return driver::Unsupported("virDomainGetVcpusFlags");
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  return static_cast<int32_t>((flags & vir::kDomainVcpuMaximum) ? def->vcpus.maximum : def->vcpus.Current());
}

absl::StatusOr<driver::VcpuList> Tuning::Vcpus(const Caller&, const DomainRef& ref, int32_t max_info) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  const Snapshot state = domain->snapshot();
  if (!state->active()) return Invalid("cannot retrieve vcpu information for inactive domain");
  driver::VcpuList list;
  const std::vector<pid_t>& threads = state->runtime.vcpu_threads;
  for (size_t i = 0; i < threads.size() && static_cast<int32_t>(list.vcpus.size()) < max_info; ++i) {
    if (threads[i] <= 0) continue;  // that vCPU is not plugged
    const CpuTimes times = ReadCpuTimes(state->runtime.pid, threads[i]);
    list.vcpus.push_back(
        {.number = static_cast<uint32_t>(i), .state = vir::kVcpuRunning, .cpu_time_ns = times.total_ns, .cpu = times.last_cpu});
    list.affinities.push_back(ToMap(AffinityOf(threads[i])));
  }
  return list;
}

absl::StatusOr<std::vector<driver::CpuMap>> Tuning::VcpuPinInfo(const Caller&, const DomainRef& ref, int32_t max_vcpus,
                                                                uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "qemuDomainGetVcpuPinInfo"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  std::vector<driver::CpuMap> maps;
  for (uint32_t i = 0; i < def->vcpus.maximum && static_cast<int32_t>(i) < max_vcpus; ++i)
    maps.push_back(ToMap(PinOf(*def, def->cpu_tune.vcpu_pins, i)));
  return maps;
}

absl::Status Tuning::PinVcpu(const Caller&, const DomainRef& ref, uint32_t vcpu, const driver::CpuMap& cpus, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "qemuDomainPinVcpuFlags"));
  ASSIGN_OR_RETURN(const Bitmap map, ParseCpuMap(cpus));
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainPinVcpuFlags"));
  const auto out_of_range = [vcpu](const conf::DomainDef* def) { return def && vcpu >= def->vcpus.maximum; };
  if (out_of_range(change.live()) || out_of_range(change.config())) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "vcpu %d is out of range of %s cpu count", vcpu,
                 out_of_range(change.live()) ? "live" : "persistent");
  }
  if (change.live()) {
    const std::vector<pid_t>& threads = change.domain()->snapshot()->runtime.vcpu_threads;
    if (vcpu < threads.size() && threads[vcpu] > 0) RETURN_IF_ERROR(SetAffinity(threads[vcpu], map));
  }
  change.Each([&](conf::DomainDef& def) { SetPin(def.cpu_tune.vcpu_pins, vcpu, map); });
  return change.Commit();
}

absl::StatusOr<driver::CpuMap> Tuning::EmulatorPinInfo(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "qemuDomainGetEmulatorPinInfo"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  if (!def->cpu_tune.emulator_pin.empty()) return ToMap(def->cpu_tune.emulator_pin);
  return ToMap(def->vcpus.cpuset.empty() ? AllHostCpus() : def->vcpus.cpuset);
}

absl::Status Tuning::PinEmulator(const Caller&, const DomainRef& ref, const driver::CpuMap& cpus, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "qemuDomainPinEmulator"));
  ASSIGN_OR_RETURN(const Bitmap map, ParseCpuMap(cpus));
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainPinEmulator"));
  if (change.live()) RETURN_IF_ERROR(SetAffinity(change.domain()->snapshot()->runtime.pid, map));
  change.Each([&](conf::DomainDef& def) { def.cpu_tune.emulator_pin = map; });
  return change.Commit();
}

// ---- scheduling -----------------------------------------------------------------------------------------------------

absl::StatusOr<driver::SchedulerType> Tuning::GetSchedulerType(const Caller&, const DomainRef& ref) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  RETURN_IF_ERROR(NeedSystem(context_, "CPU tuning"));
  if (domain->snapshot()->active()) RETURN_IF_ERROR(NeedController("cpu", "CPU"));
  return driver::SchedulerType{.type = "posix", .nparams = 9};
}

// ---- metadata -------------------------------------------------------------------------------------------------------

absl::Status Tuning::SetMetadata(const Caller&, const DomainRef& ref, int32_t type, const std::optional<std::string>& metadata,
                                 const std::optional<std::string>& key, const std::optional<std::string>& uri, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "qemuDomainSetMetadata"));
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainSetMetadata"));
  absl::Status edited;
  change.Each([&](conf::DomainDef& def) { edited.Update(conf::SetDomainMetadata(def, type, metadata, key, uri)); });
  RETURN_IF_ERROR(edited);
  RETURN_IF_ERROR(change.Commit());
  context_.events.Emit(
      {.domain = change.domain()->snapshot()->ref(),
       .what = store::MetadataChangeEvent{.type = type, .uri = type == vir::kDomainMetadataElement ? *uri : ""}});
  return absl::OkStatus();
}

absl::StatusOr<std::string> Tuning::Metadata(const Caller&, const DomainRef& ref, int32_t type,
                                             const std::optional<std::string>& uri, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "qemuDomainGetMetadata"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  return conf::GetDomainMetadata(*def, type, uri);
}

}  // namespace pleiad::qemu
