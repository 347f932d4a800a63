// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/panic_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {
template <class Map>
void Describe(Map& m, PanicDef& panic) {
  ChosenAttribute(m, "model", panic.model, kPanicModels, PanicModel::kDefault, "unknown panic model");
  Fields(m, panic.info);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(PanicDef)

}  // namespace pleiad::conf
