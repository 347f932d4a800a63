// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/blkio_params.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/xml/scalar.h"

namespace pleiad::conf {
namespace {
struct DeviceLimit {
  const char* name;
  uint64_t (*get)(const BlkioDevice&);
  void (*set)(BlkioDevice&, uint64_t);
  uint64_t largest;
};
constexpr DeviceLimit kDeviceLimits[] = {
    {"device_weight", [](const BlkioDevice& d) -> uint64_t { return d.weight; },
     [](BlkioDevice& d, uint64_t value) { d.weight = static_cast<uint32_t>(value); }, UINT32_MAX},
    {"device_read_iops_sec", [](const BlkioDevice& d) -> uint64_t { return d.read_iops_sec; },
     [](BlkioDevice& d, uint64_t value) { d.read_iops_sec = static_cast<uint32_t>(value); }, UINT32_MAX},
    {"device_write_iops_sec", [](const BlkioDevice& d) -> uint64_t { return d.write_iops_sec; },
     [](BlkioDevice& d, uint64_t value) { d.write_iops_sec = static_cast<uint32_t>(value); }, UINT32_MAX},
    {"device_read_bytes_sec", [](const BlkioDevice& d) { return d.read_bytes_sec; },
     [](BlkioDevice& d, uint64_t value) { d.read_bytes_sec = value; }, UINT64_MAX},
    {"device_write_bytes_sec", [](const BlkioDevice& d) { return d.write_bytes_sec; },
     [](BlkioDevice& d, uint64_t value) { d.write_bytes_sec = value; }, UINT64_MAX},
};

std::string FormatDevices(const BlkioTune& tune, const DeviceLimit& limit) {
  std::string text;
  for (const BlkioDevice& device : tune.devices) {
    if (const uint64_t value = limit.get(device); value != 0)
      absl::StrAppend(&text, text.empty() ? "" : ",", device.path, ",", value);
  }
  return text;
}

absl::Status MergeDevices(const DeviceLimit& limit, const std::string& text, BlkioTune& tune, ErrorDomain domain) {
  const std::vector<std::string> parts = absl::StrSplit(text, ',');
  if (parts.size() % 2 != 0)
    return Error(domain, ErrorCode::kInvalidArg, "unable to parse blkio device '%s' '%s'", limit.name, text);
  for (size_t i = 0; i < parts.size(); i += 2) {
    uint64_t value = 0;
    if (!xml::FromText(parts[i + 1], value) || value > limit.largest) {
      return Error(domain, ErrorCode::kInvalidArg, "invalid value '%s' for parameter '%s' of device '%s'", parts[i + 1],
                   limit.name, parts[i]);
    }
    const auto same = [&](const BlkioDevice& device) { return device.path == parts[i]; };
    auto at = std::find_if(tune.devices.begin(), tune.devices.end(), same);
    if (at == tune.devices.end()) at = tune.devices.insert(at, BlkioDevice{.path = parts[i]});
    limit.set(*at, value);
  }
  return absl::OkStatus();
}
}  // namespace

absl::Status ApplyBlkioParams(const TypedParams& params, BlkioTune& tune, ErrorDomain domain) {
  for (const TypedParam& param : params) {
    if (param.name == "weight") tune.weight = std::get<uint32_t>(param.value);
    for (const DeviceLimit& limit : kDeviceLimits) {
      if (param.name == limit.name) RETURN_IF_ERROR(MergeDevices(limit, std::get<std::string>(param.value), tune, domain));
    }
  }
  std::erase_if(tune.devices, [](const BlkioDevice& device) {
    return std::all_of(std::begin(kDeviceLimits), std::end(kDeviceLimits),
                       [&](const DeviceLimit& limit) { return limit.get(device) == 0; });
  });
  return absl::OkStatus();
}

TypedParams BlkioParams(const BlkioTune& tune) {
  TypedParams params{{"weight", uint32_t{tune.weight}}};
  for (const DeviceLimit& limit : kDeviceLimits) params.push_back({limit.name, FormatDevices(tune, limit)});
  return params;
}

}  // namespace pleiad::conf
