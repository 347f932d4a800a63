// SPDX-License-Identifier: Apache-2.0
// panic_def.h: <panic>, through which the guest tells that its kernel crashed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libshared/conf/domain/device_info.h"

namespace pleiad::conf {

enum class PanicModel { kDefault, kIsa, kPseries, kHyperv, kS390, kPvpanic };
inline constexpr xml::EnumNames<PanicModel> kPanicModels = {
    {PanicModel::kDefault, "default"}, {PanicModel::kIsa, "isa"}, {PanicModel::kPseries, "pseries"}, {PanicModel::kHyperv, "hyperv"}, {PanicModel::kS390, "s390"}, {PanicModel::kPvpanic, "pvpanic"}};

struct PanicDef {
  PanicModel model = PanicModel::kDefault;
  DeviceInfo info;
};

void Fields(xml::Reader&, PanicDef&);
void Fields(xml::Writer&, PanicDef&);

}  // namespace pleiad::conf
