// SPDX-License-Identifier: Apache-2.0
// resource_tuning.cc: the calls of tuning.h that limit memory and disk I/O and choose NUMA nodes.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/conf/domain/blkio_params.h"
#include "virtqemud/domain/calls/tuning.h"
#include "virtqemud/domain/calls/tuning_checks.h"
#include "virtqemud/domain/definition_change.h"

namespace pleiad::qemu {
namespace {
constexpr uint64_t kUnlimited = 9007199254740991;  // VIR_DOMAIN_MEMORY_PARAM_UNLIMITED, KiB
constexpr int32_t kMemoryParameters = 3;

absl::Status CheckFlags(uint32_t flags, const char* api) { return RejectFlagsOutside(kImpact, flags, api, ErrorDomain::kQemu); }
absl::Status InvalidArg(std::string_view text) { return MakeError(ErrorDomain::kQemu, ErrorCode::kInvalidArg, text); }

// Until a running unit's limits can be changed.
absl::Status NotLive(const char* what) {
  return Error(ErrorDomain::kQemu, ErrorCode::kOperationUnsupported, "%s of a running domain cannot be changed yet", what);
}

absl::Status NeedBlkioSystem(const QemuContext& context) {
  if (context.privileged) return absl::OkStatus();
  return MakeError(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "Block I/O tuning is not available in session mode");
}

absl::Status NeedBlkio() {
  if (host::HasCgroupController("io")) return absl::OkStatus();
  return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "blkio cgroup isn't mounted");
}

}  // namespace

// ---- memory ---------------------------------------------------------------------------------------------------------

absl::StatusOr<int32_t> Tuning::MemoryParameterCount(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(flags, "qemuDomainGetMemoryParameters"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  RETURN_IF_ERROR(NeedSystem(context_, "Memory tuning"));
  RETURN_IF_ERROR(DefinitionFor(*domain->snapshot(), flags).status());
  return kMemoryParameters;
}

absl::StatusOr<TypedParams> Tuning::MemoryParameters(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(flags, "qemuDomainGetMemoryParameters"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  RETURN_IF_ERROR(NeedSystem(context_, "Memory tuning"));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  if (ConcernsLive(*domain->snapshot(), flags)) RETURN_IF_ERROR(NeedController("memory", "memory"));
  const conf::MemTune& tune = def->mem_tune;
  return TypedParams{{"hard_limit", tune.hard_limit_kib.value_or(kUnlimited)},
                     {"soft_limit", tune.soft_limit_kib.value_or(kUnlimited)},
                     {"swap_hard_limit", tune.swap_hard_limit_kib.value_or(kUnlimited)}};
}

absl::Status Tuning::SetMemoryParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(flags, "qemuDomainSetMemoryParameters"));
  RETURN_IF_ERROR(
      CheckParams(params, {{"hard_limit", uint64_t{0}}, {"soft_limit", uint64_t{0}}, {"swap_hard_limit", uint64_t{0}}}));
  RETURN_IF_ERROR(NeedSystem(context_, "Memory tuning"));
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainSetMemoryParameters"));
  if (change.live()) {
    RETURN_IF_ERROR(NeedController("memory", "memory"));
    return NotLive("memory limits");
  }
  conf::MemTune& tune = change.config()->mem_tune;
  const auto value_of = [&params](const char* name, const std::optional<uint64_t>& now) {
    const TypedParam* param = FindParam(params, name);
    return param ? std::min(std::get<uint64_t>(param->value), kUnlimited) : now.value_or(kUnlimited);
  };
  const uint64_t hard = value_of("hard_limit", tune.hard_limit_kib), soft = value_of("soft_limit", tune.soft_limit_kib);
  const uint64_t swap = value_of("swap_hard_limit", tune.swap_hard_limit_kib);
  if (hard > swap) return InvalidArg("memory hard_limit tunable value must be lower than or equal to swap_hard_limit");
  const auto limit = [](uint64_t value) { return value < kUnlimited ? std::optional<uint64_t>(value) : std::nullopt; };
  tune.hard_limit_kib = limit(hard), tune.soft_limit_kib = limit(soft), tune.swap_hard_limit_kib = limit(swap);
  return change.Commit();
}

// ---- disk I/O -------------------------------------------------------------------------------------------------------

absl::StatusOr<int32_t> Tuning::BlkioParameterCount(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(flags, "qemuDomainGetBlkioParameters"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  RETURN_IF_ERROR(NeedBlkioSystem(context_));
  RETURN_IF_ERROR(DefinitionFor(*domain->snapshot(), flags).status());
  return static_cast<int32_t>(conf::BlkioParams({}).size());
}

absl::StatusOr<TypedParams> Tuning::BlkioParameters(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(flags, "qemuDomainGetBlkioParameters"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  RETURN_IF_ERROR(NeedBlkioSystem(context_));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  if (ConcernsLive(*domain->snapshot(), flags)) RETURN_IF_ERROR(NeedBlkio());
  return conf::BlkioParams(def->blkio_tune);
}

absl::Status Tuning::SetBlkioParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(flags, "qemuDomainSetBlkioParameters"));
  RETURN_IF_ERROR(CheckParams(params, conf::BlkioParams({})));
  RETURN_IF_ERROR(NeedBlkioSystem(context_));
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainSetBlkioParameters"));
  if (change.live()) {
    RETURN_IF_ERROR(NeedBlkio());
    return NotLive("block I/O weights and limits");
  }
  RETURN_IF_ERROR(conf::ApplyBlkioParams(params, change.config()->blkio_tune, ErrorDomain::kQemu));
  return change.Commit();
}

// ---- NUMA -----------------------------------------------------------------------------------------------------------

absl::StatusOr<TypedParams> Tuning::NumaParameters(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(flags, "qemuDomainGetNumaParameters"));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  const conf::NumaMemory memory = def->numa_tune.memory.value_or(conf::NumaMemory{});
  return TypedParams{{"numa_mode", static_cast<int32_t>(memory.mode)}, {"numa_nodeset", memory.nodes.ToString()}};
}

absl::Status Tuning::SetNumaParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(CheckFlags(flags, "qemuDomainSetNumaParameters"));
  RETURN_IF_ERROR(CheckParams(params, {{"numa_mode", int32_t{0}}, {"numa_nodeset", std::string()}}));
  const TypedParam *mode = FindParam(params, "numa_mode"), *nodes = FindParam(params, "numa_nodeset");
  conf::NumaMemory wanted;
  if (mode) {
    const int32_t number = std::get<int32_t>(mode->value);
    if (number < 0 || number > static_cast<int32_t>(conf::NumaMode::kRestrictive)) {
      return InvalidArg(absl::StrCat("unsupported numatune mode: '", number, "'"));
    }
    wanted.mode = static_cast<conf::NumaMode>(number);
  }
  if (nodes) {
    const std::string& text = std::get<std::string>(nodes->value);
    if (!FromText(text, wanted.nodes)) return InvalidArg(absl::StrCat("Invalid nodeset of 'numatune': ", text));
    if (wanted.nodes.empty()) {
      return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationInvalid, "Invalid nodeset of 'numatune': " + text);
    }
  }
  ASSIGN_OR_RETURN(DefinitionChange change, DefinitionChange::Begin(context_, ref, flags, "virDomainSetNumaParameters"));
  if (change.live()) {
    RETURN_IF_ERROR(NeedSystem(context_, "NUMA tuning"));
    RETURN_IF_ERROR(NeedController("cpuset", "cpuset"));
    return NotLive("NUMA nodes");
  }
  std::optional<conf::NumaMemory>& memory = change.config()->numa_tune.memory;
  if (!memory) memory.emplace();
  if (mode) memory->mode = wanted.mode;
  if (nodes) memory->nodes = wanted.nodes;
  if (memory->nodes.empty()) memory.reset();  // a mode alone says nothing
  return change.Commit();
}

}  // namespace pleiad::qemu
