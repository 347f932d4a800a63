// SPDX-License-Identifier: Apache-2.0
// limits.cc: the calls of tuning.h that limit disks, interfaces and memory nodes, and that count what a domain does.
//   Source  virsh -c test:///default blkiotune, blkdeviotune, domiftune, numatune, perf
#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/base/param_check.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/blkio_params.h"
#include "libshared/conf/domain/iotune_params.h"
#include "virttestd/domain/tuning.h"

namespace pleiad::test {
namespace {
using conf::DiskIoTune;

// Every rate has a burst at least as large.
absl::Status CheckBursts(const DiskIoTune& tune) {
  struct Rate {
    const char* name;
    uint64_t DiskIoTune::*value;
    uint64_t DiskIoTune::*burst;
  };
  constexpr Rate kRates[] = {{"total_bytes_sec", &DiskIoTune::total_bytes_sec, &DiskIoTune::total_bytes_sec_max},
                             {"read_bytes_sec", &DiskIoTune::read_bytes_sec, &DiskIoTune::read_bytes_sec_max},
                             {"write_bytes_sec", &DiskIoTune::write_bytes_sec, &DiskIoTune::write_bytes_sec_max},
                             {"total_iops_sec", &DiskIoTune::total_iops_sec, &DiskIoTune::total_iops_sec_max},
                             {"read_iops_sec", &DiskIoTune::read_iops_sec, &DiskIoTune::read_iops_sec_max},
                             {"write_iops_sec", &DiskIoTune::write_iops_sec, &DiskIoTune::write_iops_sec_max}};
  for (const Rate& rate : kRates) {
    if (tune.*rate.value <= tune.*rate.burst) continue;
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "%s cannot be set higher than %s_max ", rate.name, rate.name);
  }
  return absl::OkStatus();
}

absl::StatusOr<conf::InterfaceDef*> FindInterface(conf::DomainDef& def, const std::string& device) {
  for (conf::InterfaceDef& interface : def.devices.interfaces) {
    if (interface.target_dev == device || interface.mac.address == device) return &interface;
  }
  return Error(ErrorDomain::kDomain, ErrorCode::kInvalidArg, "'%s' is not a known interface", device);
}

// In the order in which clients show them.
struct RateName {
  const char* name;
  std::optional<conf::BandwidthRate> conf::BandwidthDef::*way;
  std::optional<uint64_t> conf::BandwidthRate::*value;
};
constexpr RateName kRateNames[] = {{"inbound.average", &conf::BandwidthDef::inbound, &conf::BandwidthRate::average},
                                   {"inbound.peak", &conf::BandwidthDef::inbound, &conf::BandwidthRate::peak},
                                   {"inbound.burst", &conf::BandwidthDef::inbound, &conf::BandwidthRate::burst},
                                   {"inbound.floor", &conf::BandwidthDef::inbound, &conf::BandwidthRate::floor},
                                   {"outbound.average", &conf::BandwidthDef::outbound, &conf::BandwidthRate::average},
                                   {"outbound.peak", &conf::BandwidthDef::outbound, &conf::BandwidthRate::peak},
                                   {"outbound.burst", &conf::BandwidthDef::outbound, &conf::BandwidthRate::burst}};

TypedParams FormatBandwidth(const conf::BandwidthDef& bandwidth) {
  TypedParams params;
  for (const RateName& rate : kRateNames) {
    const auto& way = bandwidth.*rate.way;
    params.push_back({rate.name, static_cast<uint32_t>(way ? (*way.*rate.value).value_or(0) : 0)});
  }
  return params;
}

// A way that is named is set anew; without an average there is no limit.
void ApplyBandwidth(const TypedParams& params, conf::InterfaceDef& interface) {
  conf::BandwidthDef bandwidth = interface.bandwidth.value_or(conf::BandwidthDef{}), wanted;
  for (const RateName& rate : kRateNames) {
    const TypedParam* param = FindParam(params, rate.name);
    if (!param) continue;
    auto& way = wanted.*rate.way;
    if (!way) way.emplace();
    if (const uint32_t value = std::get<uint32_t>(param->value); value != 0) *way.*rate.value = value;
  }
  const auto take = [](const auto& from, auto& to) {
    if (from) to = from->average ? from : std::nullopt;
  };
  take(wanted.inbound, bandwidth.inbound);
  take(wanted.outbound, bandwidth.outbound);
  interface.bandwidth.reset();
  if (bandwidth.inbound || bandwidth.outbound) interface.bandwidth = bandwidth;
}

absl::StatusOr<conf::NumaMemory> ReadNuma(const TypedParams& params, const conf::NumaMemory& now) {
  conf::NumaMemory wanted = now;
  if (const TypedParam* mode = FindParam(params, "numa_mode")) {
    const int32_t number = std::get<int32_t>(mode->value);
    if (number < 0 || number > static_cast<int32_t>(conf::NumaMode::kRestrictive)) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "unsupported numatune mode: '%d'", number);
    }
    wanted.mode = static_cast<conf::NumaMode>(number);
  }
  if (const TypedParam* nodes = FindParam(params, "numa_nodeset")) {
    const std::string& text = std::get<std::string>(nodes->value);
    wanted.nodes = {};
    if (!FromText(text, wanted.nodes) || wanted.nodes.empty()) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "Invalid nodeset of 'numatune': %s", text);
    }
  }
  if (!wanted.nodes.empty()) return wanted;
  return MakeError(ErrorDomain::kTest, ErrorCode::kConfigUnsupported,
                   "nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
}
}  // namespace

absl::StatusOr<int32_t> Tuning::BlkioParameterCount(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetBlkioParameters"));
  RETURN_IF_ERROR(context_.domains().Find(ref).status());
  return static_cast<int32_t>(conf::BlkioParams({}).size());
}

absl::StatusOr<TypedParams> Tuning::BlkioParameters(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetBlkioParameters"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  return conf::BlkioParams(def->blkio_tune);
}

absl::Status Tuning::SetBlkioParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetBlkioParameters"));
  RETURN_IF_ERROR(CheckParams(params, conf::BlkioParams({})));
  return context_.Change(ref, flags, [&params](conf::DomainDef& def, bool) {
    return conf::ApplyBlkioParams(params, def.blkio_tune, ErrorDomain::kTest);
  });
}

absl::StatusOr<TypedParams> Tuning::NumaParameters(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetNumaParameters"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  const conf::NumaMemory memory = def->numa_tune.memory.value_or(conf::NumaMemory{});
  return TypedParams{{"numa_mode", static_cast<int32_t>(memory.mode)}, {"numa_nodeset", memory.nodes.ToString()}};
}

absl::Status Tuning::SetNumaParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetNumaParameters"));
  RETURN_IF_ERROR(CheckParams(params, {{"numa_mode", int32_t{0}}, {"numa_nodeset", std::string()}}));
  return context_.Change(ref, flags, [&params](conf::DomainDef& def, bool live) -> absl::Status {
    const conf::NumaMemory now = def.numa_tune.memory.value_or(conf::NumaMemory{});
    ASSIGN_OR_RETURN(conf::NumaMemory wanted, ReadNuma(params, now));
    if (live && wanted.mode != now.mode) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "can't change numatune mode for running domain");
    }
    def.numa_tune.memory = std::move(wanted);
    return absl::OkStatus();
  });
}

absl::StatusOr<TypedParams> Tuning::BlockIoTune(const Caller&, const DomainRef& ref, const std::optional<std::string>& disk,
                                                uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetBlockIoTune"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  if (!disk) return conf::IoTuneParams({});
  if (const conf::DiskDef* found = FindDisk(*def, *disk)) return conf::IoTuneParams(found->iotune);
  return NoDisk(*disk);
}

absl::Status Tuning::SetBlockIoTune(const Caller&, const DomainRef& ref, const std::string& disk, const TypedParams& params,
                                    uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetBlockIoTune"));
  RETURN_IF_ERROR(CheckParams(params, conf::IoTuneParams({})));
  TypedParams told;
  RETURN_IF_ERROR(context_.Change(ref, flags, [&](conf::DomainDef& def, bool live) -> absl::Status {
    conf::DiskDef* found = FindDisk(def, disk);
    if (!found) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "missing persistent configuration for disk '%s'", disk);
    }
    // Each value stands for itself: those that are not named stay.
    TypedParams all = conf::IoTuneParams(found->iotune);
    for (TypedParam& value : all) {
      if (const TypedParam* param = FindParam(params, value.name)) value = *param;
    }
    RETURN_IF_ERROR(conf::CheckIoTuneValues(all, ErrorDomain::kTest));
    const DiskIoTune next = conf::MergeIoTune({}, all);
    RETURN_IF_ERROR(CheckBursts(next));
    found->iotune = next;
    if (live) told.push_back({"blkdeviotune.disk", found->target.dev});
    return absl::OkStatus();
  }));
  if (told.empty()) return absl::OkStatus();
  for (const TypedParam& param : params) told.push_back({"blkdeviotune." + param.name, param.value});
  context_.Emit(ref, store::TunableEvent{std::move(told)});
  return absl::OkStatus();
}

absl::StatusOr<TypedParams> Tuning::InterfaceParameters(const Caller&, const DomainRef& ref, const std::string& device,
                                                        uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetInterfaceParameters"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  if (device.empty()) return FormatBandwidth({});  // how many there are
  conf::DomainDef copy = *def;
  ASSIGN_OR_RETURN(const conf::InterfaceDef* interface, FindInterface(copy, device));
  return FormatBandwidth(interface->bandwidth.value_or(conf::BandwidthDef{}));
}

absl::Status Tuning::SetInterfaceParameters(const Caller&, const DomainRef& ref, const std::string& device,
                                            const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetInterfaceParameters"));
  RETURN_IF_ERROR(CheckParams(params, FormatBandwidth({})));
  return context_.Change(ref, flags, [&](conf::DomainDef& def, bool) -> absl::Status {
    ASSIGN_OR_RETURN(conf::InterfaceDef * interface, FindInterface(def, device));
    ApplyBandwidth(params, *interface);
    return absl::OkStatus();
  });
}

absl::StatusOr<TypedParams> Tuning::PerfEvents(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetPerfEvents"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  TypedParams params;
  for (const auto& [event, name] : conf::kPerfEventNames) {
    const auto counts = [event = event](const conf::PerfEvent& e) { return e.name == event && e.enabled; };
    params.push_back({std::string(name), std::any_of(def->perf.events.begin(), def->perf.events.end(), counts)});
  }
  return params;
}

absl::Status Tuning::SetPerfEvents(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetPerfEvents"));
  TypedParams known;
  for (const auto& [event, name] : conf::kPerfEventNames) known.push_back({std::string(name), false});
  RETURN_IF_ERROR(CheckParams(params, known));
  return context_.Change(ref, flags, [&params](conf::DomainDef& def, bool) {
    auto& events = def.perf.events;
    for (const TypedParam& param : params) {
      conf::PerfEvent wanted{.enabled = std::get<bool>(param.value)};
      xml::ValueOf(conf::kPerfEventNames, param.name, wanted.name);
      std::erase_if(events, [&](const conf::PerfEvent& event) { return event.name == wanted.name; });
      events.push_back(wanted);
    }
    std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return absl::OkStatus();
  });
}

}  // namespace pleiad::test
