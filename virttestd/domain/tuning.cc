// SPDX-License-Identifier: Apache-2.0
#include "virttestd/domain/tuning.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/metadata_edit.h"
#include "virttestd/domain/cpu_maps.h"

namespace pleiad::test {
namespace {
constexpr uint64_t kUnlimitedKib = 9007199254740991;  // VIR_DOMAIN_MEMORY_PARAM_UNLIMITED

absl::Status InvalidArg(std::string_view text) { return MakeError(ErrorDomain::kTest, ErrorCode::kInvalidArg, text); }

Bitmap PinOfVcpu(const conf::DomainDef& def, uint32_t vcpu) {
  return PinOf(def.cpu_tune.vcpu_pins, vcpu, def.vcpus.cpuset.empty() ? AllCpus() : def.vcpus.cpuset);
}
}  // namespace

absl::Status Tuning::SetMemory(const Caller&, const DomainRef& ref, uint64_t memory_kib, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact | vir::kDomainMemMaximum, flags, "testDomainSetMemoryFlags"));
  return context_.Change(ref, flags, [&](conf::DomainDef& def, bool live) -> absl::Status {
    if ((flags & vir::kDomainMemMaximum) && live) {
      return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "cannot resize the maximum memory on an active domain");
    }
    if (flags & vir::kDomainMemMaximum) {
      def.memory.total_kib = memory_kib;
      def.memory.current_kib = std::min(def.memory.current_kib.value_or(memory_kib), memory_kib);
      return absl::OkStatus();
    }
    if (memory_kib > def.memory.total_kib) return InvalidArg("cannot set memory higher than max memory");
    def.memory.current_kib = memory_kib;
    return absl::OkStatus();
  });
}

absl::Status Tuning::SetVcpus(const Caller&, const DomainRef& ref, uint32_t count, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact | vir::kDomainVcpuMaximum, flags, "testDomainSetVcpusFlags"));
  constexpr uint32_t kMost = 32;  // virConnectGetMaxVcpus of this driver
  if (count > kMost) {
    return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "requested cpu amount exceeds maximum supported amount (%d > %d)",
                 count, kMost);
  }
  return context_.Change(ref, flags, [&](conf::DomainDef& def, bool live) -> absl::Status {
    if ((flags & vir::kDomainVcpuMaximum) && live) return InvalidArg("cannot adjust maximum vcpus on a running domain");
    if (flags & vir::kDomainVcpuMaximum) {
      const uint32_t current = std::min(def.vcpus.Current(), count);
      def.vcpus.maximum = count;
      def.vcpus.SetCurrent(current);
      return absl::OkStatus();
    }
    if (count > def.vcpus.maximum) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "requested cpu amount exceeds maximum (%d > %d)", count,
                   def.vcpus.maximum);
    }
    def.vcpus.SetCurrent(count);
    return absl::OkStatus();
  });
}

absl::StatusOr<int32_t> Tuning::VcpuCount(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact | vir::kDomainVcpuMaximum, flags, "testDomainGetVcpusFlags"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  return static_cast<int32_t>((flags & vir::kDomainVcpuMaximum) ? def->vcpus.maximum : def->vcpus.Current());
}

// Each vCPU runs on the last CPU that it may run on, and has used as much time as has passed since 1970, in ten-thousandths.
absl::StatusOr<driver::VcpuList> Tuning::Vcpus(const Caller&, const DomainRef& ref, int32_t max_info) {
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains().Find(ref));
  const Domain::Snapshot state = domain->snapshot();
  if (!state->active()) {
    return MakeError(ErrorDomain::kTest, ErrorCode::kOperationInvalid, "cannot list vcpus for an inactive domain");
  }
  driver::VcpuList list;
  for (uint32_t i = 0; i < state->live->vcpus.Current() && static_cast<int32_t>(i) < max_info; ++i) {
    const Bitmap cpus = PinOfVcpu(*state->live, i);
    const bool pinned = cpus != AllCpus();
    list.vcpus.push_back({.number = i,
                          .state = vir::kVcpuRunning,
                          .cpu_time_ns = static_cast<uint64_t>(absl::GetCurrentTimeNanos() / 10000),
                          .cpu = pinned ? static_cast<int32_t>(cpus.Last()) : context_.node.info.cpus - 1});
    list.affinities.push_back(MapOf(cpus));
  }
  return list;
}

absl::StatusOr<std::vector<driver::CpuMap>> Tuning::VcpuPinInfo(const Caller&, const DomainRef& ref, int32_t max_vcpus,
                                                                uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetVcpuPinInfo"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  std::vector<driver::CpuMap> maps;
  for (uint32_t i = 0; i < def->vcpus.maximum && static_cast<int32_t>(i) < max_vcpus; ++i)
    maps.push_back(MapOf(PinOfVcpu(*def, i)));
  return maps;
}

absl::Status Tuning::PinVcpu(const Caller&, const DomainRef& ref, uint32_t vcpu, const driver::CpuMap& cpus, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainPinVcpuFlags"));
  ASSIGN_OR_RETURN(const Bitmap map, ReadMap(cpus, "cpu list"));
  return context_.Change(ref, flags, [&](conf::DomainDef& def, bool) -> absl::Status {
    if (vcpu >= def.vcpus.Current()) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "requested vcpu '%d' is not present in the domain", vcpu);
    }
    SetPin(def.cpu_tune.vcpu_pins, vcpu, map);
    return absl::OkStatus();
  });
}

absl::StatusOr<driver::CpuMap> Tuning::EmulatorPinInfo(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetEmulatorPinInfo"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  return MapOf(def->cpu_tune.emulator_pin.empty() ? AllCpus() : def->cpu_tune.emulator_pin);
}

absl::Status Tuning::PinEmulator(const Caller&, const DomainRef& ref, const driver::CpuMap& cpus, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainPinEmulator"));
  ASSIGN_OR_RETURN(const Bitmap map, ReadMap(cpus, "cpu list"));
  return context_.Change(ref, flags, [&map](conf::DomainDef& def, bool) {
    def.cpu_tune.emulator_pin = map;
    return absl::OkStatus();
  });
}

// Plugs or unplugs single ones: the first always stays.
absl::Status Tuning::SetVcpu(const Caller&, const DomainRef& ref, const std::string& vcpus, int32_t state, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetVcpu"));
  Bitmap wanted;
  if (!FromText(vcpus, wanted) || wanted.empty()) return InvalidArg("no vcpus selected for modification");
  if (state != 0 && state != 1) return InvalidArg("unsupported state value");
  return context_.Change(ref, flags, [&](conf::DomainDef& def, bool) -> absl::Status {
    conf::Vcpus& all = def.vcpus;
    if (wanted.Last() >= all.maximum) {
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "vcpu %d is not present in the domain", wanted.Last());
    }
    if (state == 0 && wanted.Has(0)) return InvalidArg("vCPU '0' must be always enabled");
    if (all.list.empty()) {
      for (uint32_t i = 0; i < all.maximum; ++i) all.list.push_back({.id = i, .enabled = i < all.Current(), .hotpluggable = {}});
    }
    uint32_t enabled = 0;
    for (conf::Vcpu& vcpu : all.list) {
      if (wanted.Has(vcpu.id)) vcpu.enabled = state == 1;
      enabled += vcpu.enabled;
    }
    all.current = enabled == all.maximum ? std::optional<uint32_t>() : enabled;
    return absl::OkStatus();
  });
}

absl::StatusOr<driver::SchedulerType> Tuning::GetSchedulerType(const Caller&, const DomainRef& ref) {
  RETURN_IF_ERROR(context_.domains().Find(ref).status());
  return driver::SchedulerType{.type = "fair", .nparams = 1};
}

absl::StatusOr<TypedParams> Tuning::SchedulerParameters(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetSchedulerParametersFlags"));
  RETURN_IF_ERROR(context_.domains().Find(ref).status());
  return TypedParams{{"weight", uint32_t{50}}};
}

// The one parameter is taken and stays what it is, as scripts for libvirt's test driver know it.
absl::Status Tuning::SetSchedulerParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetSchedulerParametersFlags"));
  RETURN_IF_ERROR(context_.domains().Find(ref).status());
  for (const TypedParam& param : params) {
    if (param.name != "weight")
      return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "parameter '%s' not supported", param.name);
  }
  return absl::OkStatus();
}

absl::StatusOr<TypedParams> Tuning::MemoryParameters(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetMemoryParameters"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  return TypedParams{{"hard_limit", def->mem_tune.hard_limit_kib.value_or(kUnlimitedKib)},
                     {"soft_limit", def->mem_tune.soft_limit_kib.value_or(kUnlimitedKib)},
                     {"swap_hard_limit", def->mem_tune.swap_hard_limit_kib.value_or(kUnlimitedKib)}};
}

absl::Status Tuning::SetMemoryParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetMemoryParameters"));
  return context_.Change(ref, flags, [&params](conf::DomainDef& def, bool) -> absl::Status {
    for (const TypedParam& param : params) {
      const uint64_t* value = std::get_if<uint64_t>(&param.value);
      std::optional<uint64_t>* limit = param.name == "hard_limit"        ? &def.mem_tune.hard_limit_kib
                                       : param.name == "soft_limit"      ? &def.mem_tune.soft_limit_kib
                                       : param.name == "swap_hard_limit" ? &def.mem_tune.swap_hard_limit_kib
                                                                         : nullptr;
      if (!limit || !value) return Error(ErrorDomain::kTest, ErrorCode::kInvalidArg, "parameter '%s' not supported", param.name);
      *limit = *value >= kUnlimitedKib ? std::optional<uint64_t>() : *value;
    }
    const conf::MemTune& tune = def.mem_tune;
    if (tune.hard_limit_kib && tune.swap_hard_limit_kib && *tune.hard_limit_kib > *tune.swap_hard_limit_kib) {
      return InvalidArg("memory hard_limit tunable value must be lower than or equal to swap_hard_limit");
    }
    return absl::OkStatus();
  });
}

absl::Status Tuning::SetMetadata(const Caller&, const DomainRef& ref, int32_t type, const std::optional<std::string>& metadata,
                                 const std::optional<std::string>& key, const std::optional<std::string>& uri, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainSetMetadata"));
  RETURN_IF_ERROR(context_.Change(
      ref, flags, [&](conf::DomainDef& def, bool) { return conf::SetDomainMetadata(def, type, metadata, key, uri); }));
  context_.events.Emit(
      {ref, store::MetadataChangeEvent{.type = type, .uri = type == vir::kDomainMetadataElement ? uri.value_or("") : ""}});
  return absl::OkStatus();
}

absl::StatusOr<std::string> Tuning::Metadata(const Caller&, const DomainRef& ref, int32_t type,
                                             const std::optional<std::string>& uri, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(kImpact, flags, "testDomainGetMetadata"));
  ASSIGN_OR_RETURN(const DefPtr def, context_.Definition(ref, flags));
  return conf::GetDomainMetadata(*def, type, uri);
}

}  // namespace pleiad::test
