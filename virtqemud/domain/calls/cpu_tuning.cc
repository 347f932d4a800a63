// SPDX-License-Identifier: Apache-2.0
// cpu_tuning.cc: the calls of tuning.h on shares and quotas of CPU time.
#include <optional>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "virtqemud/domain/calls/tuning.h"
#include "virtqemud/domain/calls/tuning_checks.h"
#include "virtqemud/domain/definition_change.h"

namespace pleiad::qemu {
namespace {
using conf::CpuTune;

constexpr uint64_t kMinShares = 2, kMaxShares = 262144;
constexpr uint64_t kMinPeriod = 1000, kMaxPeriod = 1000000;        // us
constexpr int64_t kMinQuota = 1000, kMaxQuota = UINT64_MAX >> 20;  // us
constexpr uint64_t kDefaultPeriod = 100000;

// A running domain has what the kernel takes where nothing is said; a definition has 0 there.
struct Period {
  const char* name;
  std::optional<uint64_t> CpuTune::*value;
};
struct Quota {
  const char* name;
  std::optional<int64_t> CpuTune::*value;
};
constexpr Period kPeriods[] = {{"vcpu_period", &CpuTune::period},
                               {"emulator_period", &CpuTune::emulator_period},
                               {"global_period", &CpuTune::global_period},
                               {"iothread_period", &CpuTune::iothread_period}};
constexpr Quota kQuotas[] = {{"vcpu_quota", &CpuTune::quota},
                             {"emulator_quota", &CpuTune::emulator_quota},
                             {"global_quota", &CpuTune::global_quota},
                             {"iothread_quota", &CpuTune::iothread_quota}};

TypedParams ParamsOf(const CpuTune& tune, bool running) {
  TypedParams params{{"cpu_shares", uint64_t{tune.shares.value_or(0)}}};
  for (size_t i = 0; i < std::size(kPeriods); ++i) {
    params.push_back({kPeriods[i].name, uint64_t{(tune.*kPeriods[i].value).value_or(running ? kDefaultPeriod : 0)}});
    params.push_back({kQuotas[i].name, int64_t{(tune.*kQuotas[i].value).value_or(running ? -1 : 0)}});
  }
  return params;
}

template <class T>
absl::Status OutOfRange(const char* name, T low, T high) {
  return Error(ErrorDomain::kQemu, ErrorCode::kInvalidArg, "value of '%s' is out of range [%d, %d]", name, low, high);
}

absl::Status CheckRanges(const TypedParams& params) {
  for (const TypedParam& param : params) {
    const uint64_t* number = std::get_if<uint64_t>(&param.value);
    if (param.name == "cpu_shares" && number && (*number < kMinShares || *number > kMaxShares)) {
      return OutOfRange("cpu_shares", kMinShares, kMaxShares);
    }
    for (const Period& period : kPeriods) {
      if (param.name == period.name && number && *number != 0 && (*number < kMinPeriod || *number > kMaxPeriod)) {
        return OutOfRange(period.name, kMinPeriod, kMaxPeriod);
      }
    }
    const int64_t* time = std::get_if<int64_t>(&param.value);
    for (const Quota& quota : kQuotas) {
      if (param.name == quota.name && time && *time > 0 && (*time < kMinQuota || *time > kMaxQuota)) {
        return OutOfRange(quota.name, kMinQuota, kMaxQuota);
      }
    }
  }
  return absl::OkStatus();
}
}  // namespace

absl::StatusOr<TypedParams> Tuning::SchedulerParameters(const Caller&, const DomainRef& ref, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kImpact, flags, "qemuDomainGetSchedulerParametersFlags", ErrorDomain::kQemu));
  ASSIGN_OR_RETURN(const DomainPtr domain, context_.domains.Find(ref));
  RETURN_IF_ERROR(NeedSystem(context_, "CPU tuning"));
  const bool running = ConcernsLive(*domain->snapshot(), flags);
  if (running) RETURN_IF_ERROR(NeedController("cpu", "CPU"));
  ASSIGN_OR_RETURN(const DefPtr def, DefinitionFor(*domain->snapshot(), flags));
  return ParamsOf(def->cpu_tune, running);
}

absl::Status Tuning::SetSchedulerParameters(const Caller&, const DomainRef& ref, const TypedParams& params, uint32_t flags) {
  RETURN_IF_ERROR(RejectFlagsOutside(kImpact, flags, "qemuDomainSetSchedulerParametersFlags", ErrorDomain::kQemu));
  RETURN_IF_ERROR(CheckParams(params, ParamsOf({}, false)));
  RETURN_IF_ERROR(NeedSystem(context_, "CPU tuning"));
  RETURN_IF_ERROR(CheckRanges(params));
  ASSIGN_OR_RETURN(DefinitionChange change,
                   DefinitionChange::Begin(context_, ref, flags, "virDomainSetSchedulerParametersFlags"));
  if (change.live()) {
    RETURN_IF_ERROR(NeedController("cpu", "CPU"));
    return MakeError(ErrorDomain::kQemu, ErrorCode::kOperationUnsupported,
                     "CPU shares of a running domain cannot be changed yet");
  }
  CpuTune& tune = change.config()->cpu_tune;
  if (const TypedParam* shares = FindParam(params, "cpu_shares")) tune.shares = std::get<uint64_t>(shares->value);
  for (const Period& period : kPeriods) {
    if (const TypedParam* param = FindParam(params, period.name)) tune.*period.value = std::get<uint64_t>(param->value);
  }
  for (const Quota& quota : kQuotas) {
    if (const TypedParam* param = FindParam(params, quota.name)) tune.*quota.value = std::get<int64_t>(param->value);
  }
  return change.Commit();
}

}  // namespace pleiad::qemu
