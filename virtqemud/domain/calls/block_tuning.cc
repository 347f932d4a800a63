// SPDX-License-Identifier: Apache-2.0
// block_tuning.cc: the calls of tuning.h that throttle a disk.
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/iotune_params.h"
#include "virtqemud/domain/calls/tuning.h"
#include "virtqemud/domain/calls/tuning_checks.h"
#include "virtqemud/domain/definition_change.h"
#include "virtqemud/monitor/block_throttle.h"

namespace pleiad::qemu {
namespace {
using conf::DiskIoTune;

template <class Def>
auto FindDisk(Def& def, const std::string& name) -> decltype(def.devices.disks.data()) {
  for (auto& disk : def.devices.disks) {
    if (disk.target.dev == name || (!disk.source.path.empty() && disk.source.path == name)) return &disk;
  }
  return nullptr;
}

absl::Status NoDisk(const std::string& name) {
  return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "disk '%s' not found in domain", name);
}

absl::Status Throttle(const QemuContext& context, const DomainPtr& domain, const TypedParams& params, conf::DiskDef& disk) {
  const DiskIoTune next = conf::MergeIoTune(disk.iotune, params);
  RETURN_IF_ERROR(conf::CheckIoTuneBursts(next, ErrorDomain::kQemu));
  if (!disk.source.IsEmpty()) {
    ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
    RETURN_IF_ERROR(SetBlockThrottle(*monitor, QdevOf(disk), next, context.MonitorDeadline()));
  }
  disk.iotune = next;
  return absl::OkStatus();
}

// Disks of a group share their limits.
void ShareInGroup(const conf::DiskDef& changed, conf::DomainDef& def) {
  if (changed.iotune.group_name.empty()) return;
  const DiskIoTune shared = changed.iotune;
  for (conf::DiskDef& disk : def.devices.disks) {
    if (disk.iotune.group_name == shared.group_name) disk.iotune = shared;
  }
}

TypedParams EventOf(const std::string& disk, const TypedParams& params) {
  TypedParams told{{"blkdeviotune.disk", disk}};
  for (const TypedParam& param : params) told.push_back({"blkdeviotune." + param.name, param.value});
  return told;
}
}  // namespace

absl::StatusOr<TypedParams> Tuning::BlockIoTune(const Caller&, const DomainRef& ref, const std::optional<std::string>& disk_name,
                                                uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kImpact, flags, "qemuDomainGetBlockIoTune", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  if (!disk_name) return conf::IoTuneParams({});
  const conf::DiskDef* disk = FindDisk(*def, *disk_name);
  if (!disk) return NoDisk(*disk_name);
  if (!ConcernsLive(*domain->snapshot(), flags)) return conf::IoTuneParams(disk->iotune);
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  ASSIGN_OR_RETURN(const DiskIoTune tune, QueryBlockThrottle(*monitor, QdevOf(*disk), context_.MonitorDeadline()));
  return conf::IoTuneParams(tune);
}

absl::Status Tuning::SetBlockIoTune(const Caller&, const DomainRef& ref, const std::string& disk_name, const TypedParams& params,
                                    uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kImpact, flags, "qemuDomainSetBlockIoTune", ErrorDomain::kQemu));
  RETURN_IF_ERROR(CheckParams(params, conf::IoTuneParams({})));
  RETURN_IF_ERROR(conf::CheckIoTuneValues(params, ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainSetBlockIoTune"));
  conf::DiskDef* live = change.live() ? FindDisk(*change.live(), disk_name) : nullptr;
  conf::DiskDef* config = change.config() ? FindDisk(*change.config(), disk_name) : nullptr;
  if ((change.live() && !live) || (change.config() && !config)) return NoDisk(disk_name);
  if (live) {
    RETURN_IF_ERROR(Throttle(context_, change.domain(), params, *live));
    ShareInGroup(*live, *change.live());
  }
  if (config) {
    // A definition may hold bursts that no running guest could have; the start says so then.
    config->iotune = conf::MergeIoTune(config->iotune, params);
    ShareInGroup(*config, *change.config());
  }
  RETURN_IF_ERROR(change.Commit());
  if (live)
    context_.events.Emit(
        {.domain = change.domain()->snapshot()->ref(), .what = store::TunableEvent{EventOf(live->target.dev, params)}});
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
