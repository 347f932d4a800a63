// SPDX-License-Identifier: Apache-2.0
#include "libshared/conf/domain/watchdog_def.h"

#include "libshared/conf/domain/device_mapping.h"

namespace pleiad::conf {
namespace {
template <class Map>
void Describe(Map& m, WatchdogDef& watchdog) {
  if constexpr (Map::kReading) {
    if (!m.HasAttribute("model")) return m.Fail(Error(ErrorDomain::kDomain, ErrorCode::kInternalError, "watchdog must contain model name"));
    ChosenAttribute(m, "model", watchdog.model, kWatchdogModels, WatchdogModel::kI6300esb, "unknown watchdog model");
    ChosenAttribute(m, "action", watchdog.action, kWatchdogActions, WatchdogAction::kReset, "unknown watchdog action");
  } else {
    m.Attribute("model", watchdog.model, kWatchdogModels, xml::kRequired);
    m.Attribute("action", watchdog.action, kWatchdogActions, xml::kRequired);
  }
  Fields(m, watchdog.info);
}
}  // namespace

PLEIAD_DESCRIBE_BOTH_WAYS(WatchdogDef)

}  // namespace pleiad::conf
