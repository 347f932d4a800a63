// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/iotune_params.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::conf {
namespace {
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

absl::Status CheckTogether(const DiskIoTune& t, ErrorDomain domain) {
  const auto both = [](uint64_t total, uint64_t read, uint64_t write) { return total && (read || write); };
  const auto wrong = [domain](const char* what) {
    return Error(domain, ErrorCode::kInvalidArg, "total and read/write of %s cannot be set at the same time", what);
  };
  if (both(t.total_bytes_sec, t.read_bytes_sec, t.write_bytes_sec)) return wrong("bytes_sec");
  if (both(t.total_iops_sec, t.read_iops_sec, t.write_iops_sec)) return wrong("iops_sec");
  if (both(t.total_bytes_sec_max, t.read_bytes_sec_max, t.write_bytes_sec_max)) return wrong("bytes_sec_max");
  if (both(t.total_iops_sec_max, t.read_iops_sec_max, t.write_iops_sec_max)) return wrong("iops_sec_max");
  return absl::OkStatus();
}
}  // namespace

TypedParams IoTuneParams(const DiskIoTune& tune) {
  TypedParams params;
  for (const Limit& limit : kLimits) {
    if (limit.family == Family::kBytesLength && FindParam(params, "group_name") == nullptr)
      params.push_back({"group_name", tune.group_name});
    params.push_back({limit.name, tune.*limit.value});
  }
  return params;
}

DiskIoTune MergeIoTune(const DiskIoTune& now, const TypedParams& params) {
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

absl::Status CheckIoTuneBursts(const DiskIoTune& tune, ErrorDomain domain) {
  const auto find = [](const std::string& name) {
    return std::find_if(std::begin(kLimits), std::end(kLimits), [&](const Limit& limit) { return limit.name == name; });
  };
  for (const Limit& limit : kLimits) {
    if (limit.family != Family::kBytes && limit.family != Family::kOperations) continue;
    const Limit& burst = *find(absl::StrCat(limit.name, "_max"));
    const uint64_t rate = tune.*limit.value, most = tune.*burst.value;
    if (most != 0 && rate == 0) {
      return Error(domain, ErrorCode::kConfigUnsupported, "cannot reset '%s' when '%s' is set", limit.name, burst.name);
    }
    if (most != 0 && most < rate) {
      return Error(domain, ErrorCode::kConfigUnsupported, "value '%s' cannot be smaller than '%s'", burst.name, limit.name);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckIoTuneValues(const TypedParams& params, ErrorDomain domain) {
  for (const TypedParam& param : params) {
    const uint64_t* value = std::get_if<uint64_t>(&param.value);
    if (!value || *value <= kLargest) continue;
    return Error(domain, ErrorCode::kArgumentUnsupported, "block I/O throttle limit value must be no more than %d", kLargest);
  }
  return CheckTogether(MergeIoTune({}, params), domain);
}

}  // namespace pleiad::conf
