// SPDX-License-Identifier: Apache-2.0
// device_check.h: devices that a machine can't have, or not with those others.
#pragma once

#include "absl/status/status.h"
#include "libshared/conf/domain/complete/machine_kind.h"
#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

//   Errors  as for CheckCompleted
absl::Status CheckDevicesTogether(const DomainDef& def, const MachineKind& machine);

}  // namespace pleiad::conf
