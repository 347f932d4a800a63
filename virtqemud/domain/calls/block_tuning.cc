// SPDX-License-Identifier: Apache-2.0
// block_tuning.cc: the calls of tuning.h that throttle a disk.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/calls/tuning.h"
#include "virtqemud/domain/calls/tuning_checks.h"
#include "virtqemud/domain/definition_change.h"
#include "virtqemud/monitor/block_throttle.h"

namespace pleiad::qemu {
namespace {
using conf::DiskIoTune;

constexpr uint64_t kLargest = 1000000000000000;  // what QEMU takes

// Values of a family replace each other: who sets one of them sets all, those not named to 0.
enum class Family { kBytes, kOperations, kBytesMax, kOperationsMax, kSize, kBytesLength, kOperationsLength };
struct Limit {
  const char* name;
  uint64_t DiskIoTune::*value;
  Family family;
};
// In the order in which clients show them; the group's name stands before the lengths.
constexpr Limit kLimits[] = {
    {"total_bytes_sec", &DiskIoTune::total_bytes_sec, Family::kBytes},
    {"read_bytes_sec", &DiskIoTune::read_bytes_sec, Family::kBytes},
    {"write_bytes_sec", &DiskIoTune::write_bytes_sec, Family::kBytes},
    {"total_iops_sec", &DiskIoTune::total_iops_sec, Family::kOperations},
    {"read_iops_sec", &DiskIoTune::read_iops_sec, Family::kOperations},
    {"write_iops_sec", &DiskIoTune::write_iops_sec, Family::kOperations},
    {"total_bytes_sec_max", &DiskIoTune::total_bytes_sec_max, Family::kBytesMax},
    {"read_bytes_sec_max", &DiskIoTune::read_bytes_sec_max, Family::kBytesMax},
    {"write_bytes_sec_max", &DiskIoTune::write_bytes_sec_max, Family::kBytesMax},
    {"total_iops_sec_max", &DiskIoTune::total_iops_sec_max, Family::kOperationsMax},
    {"read_iops_sec_max", &DiskIoTune::read_iops_sec_max, Family::kOperationsMax},
    {"write_iops_sec_max", &DiskIoTune::write_iops_sec_max, Family::kOperationsMax},
    {"size_iops_sec", &DiskIoTune::size_iops_sec, Family::kSize},
    {"total_bytes_sec_max_length", &DiskIoTune::total_bytes_sec_max_length, Family::kBytesLength},
    {"read_bytes_sec_max_length", &DiskIoTune::read_bytes_sec_max_length, Family::kBytesLength},
    {"write_bytes_sec_max_length", &DiskIoTune::write_bytes_sec_max_length, Family::kBytesLength},
    {"total_iops_sec_max_length", &DiskIoTune::total_iops_sec_max_length, Family::kOperationsLength},
    {"read_iops_sec_max_length", &DiskIoTune::read_iops_sec_max_length, Family::kOperationsLength},
    {"write_iops_sec_max_length", &DiskIoTune::write_iops_sec_max_length, Family::kOperationsLength},
};

TypedParams ParamsOf(const DiskIoTune& tune) {
  TypedParams params;
  for (const Limit& limit : kLimits) {
    if (limit.family == Family::kBytesLength && FindParam(params, "group_name") == nullptr)
      params.push_back({"group_name", tune.group_name});
    params.push_back({limit.name, tune.*limit.value});
  }
  return params;
}

absl::Status InvalidArg(std::string_view text) { return MakeError(ErrorDomain::kQemu, ErrorCode::kInvalidArg, text); }

absl::Status CheckTogether(const DiskIoTune& t) {
  const auto both = [](uint64_t total, uint64_t read, uint64_t write) { return total && (read || write); };
  const auto wrong = [](const char* what) {
    return InvalidArg(absl::StrCat("total and read/write of ", what, " cannot be set at the same time"));
  };
  if (both(t.total_bytes_sec, t.read_bytes_sec, t.write_bytes_sec)) return wrong("bytes_sec");
  if (both(t.total_iops_sec, t.read_iops_sec, t.write_iops_sec)) return wrong("iops_sec");
  if (both(t.total_bytes_sec_max, t.read_bytes_sec_max, t.write_bytes_sec_max)) return wrong("bytes_sec_max");
  if (both(t.total_iops_sec_max, t.read_iops_sec_max, t.write_iops_sec_max)) return wrong("iops_sec_max");
  return absl::OkStatus();
}

// `params` as far as they go, over what is set now.
DiskIoTune Merge(const DiskIoTune& now, const TypedParams& params) {
  DiskIoTune next = now;
  for (const Limit& limit : kLimits) {
    const auto touches = [&](const Limit& other) { return other.family == limit.family && FindParam(params, other.name); };
    if (std::none_of(std::begin(kLimits), std::end(kLimits), touches)) continue;
    const TypedParam* param = FindParam(params, limit.name);
    next.*limit.value = param ? std::get<uint64_t>(param->value) : 0;
  }
  if (const TypedParam* group = FindParam(params, "group_name")) next.group_name = std::get<std::string>(group->value);
  return next;
}

absl::Status CheckBursts(const DiskIoTune& tune) {
  const auto find = [](const std::string& name) {
    return std::find_if(std::begin(kLimits), std::end(kLimits), [&](const Limit& limit) { return limit.name == name; });
  };
  for (const Limit& limit : kLimits) {
    if (limit.family != Family::kBytes && limit.family != Family::kOperations) continue;
    const Limit& burst = *find(absl::StrCat(limit.name, "_max"));
    const uint64_t rate = tune.*limit.value, most = tune.*burst.value;
    if (most != 0 && rate == 0) {
      return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "cannot reset '%s' when '%s' is set", limit.name,
                   burst.name);
    }
    if (most != 0 && most < rate) {
      return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "value '%s' cannot be smaller than '%s'", burst.name,
                   limit.name);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckValues(const TypedParams& params) {
  RETURN_IF_ERROR(CheckParams(params, ParamsOf({})));
  for (const TypedParam& param : params) {
    const uint64_t* value = std::get_if<uint64_t>(&param.value);
    if (!value || *value <= kLargest) continue;
    return Error(ErrorDomain::kQemu, ErrorCode::kArgumentUnsupported, "block I/O throttle limit value must be no more than %d",
                 kLargest);
  }
  return CheckTogether(Merge({}, params));
}

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
  const DiskIoTune next = Merge(disk.iotune, params);
  RETURN_IF_ERROR(CheckBursts(next));
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
  if (!disk_name) return ParamsOf({});
  const conf::DiskDef* disk = FindDisk(*def, *disk_name);
  if (!disk) return NoDisk(*disk_name);
  if (!ConcernsLive(*domain->snapshot(), flags)) return ParamsOf(disk->iotune);
  ASSIGN_OR_RETURN(const auto monitor, MonitorOf(domain));
  ASSIGN_OR_RETURN(const DiskIoTune tune, QueryBlockThrottle(*monitor, QdevOf(*disk), context_.MonitorDeadline()));
  return ParamsOf(tune);
}

absl::Status Tuning::SetBlockIoTune(const Caller&, const DomainRef& ref, const std::string& disk_name, const TypedParams& params,
                                    uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kImpact, flags, "qemuDomainSetBlockIoTune", ErrorDomain::kQemu));
  RETURN_IF_ERROR(CheckValues(params));
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
    config->iotune = Merge(config->iotune, params);
    ShareInGroup(*config, *change.config());
  }
  RETURN_IF_ERROR(change.Commit());
  if (live)
    context_.events.Emit(
        {.domain = change.domain()->snapshot()->ref(), .what = store::TunableEvent{EventOf(live->target.dev, params)}});
  return absl::OkStatus();
}

}  // namespace pleiad::qemu
