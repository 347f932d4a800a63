// SPDX-License-Identifier: Apache-2.0
// iotune_params.h: a disk's <iotune> as the typed parameters of virDomainGetBlockIoTune and virDomainSetBlockIoTune.
#pragma once

#include "absl/status/status.h"
#include "libshared/base/error_codes.h"
#include "libshared/base/typed_param.h"
#include "libshared/conf/domain/disk_def.h"

namespace pleiad::conf {

// All of them, those not set as 0 and "".
TypedParams IoTuneParams(const DiskIoTune& tune);
// `params` as far as they go, over what is set now: who sets one value of a family sets all, those not named to 0. The
// parameters have the names and types of the above.
DiskIoTune MergeIoTune(const DiskIoTune& now, const TypedParams& params);

// Errors are raised in `domain`.
//   Errors  ARGUMENT_UNSUPPORTED: a value too large; INVALID_ARG: a total beside its parts
absl::Status CheckIoTuneValues(const TypedParams& params, ErrorDomain domain);
//   Errors  CONFIG_UNSUPPORTED: a burst below its rate, or without one
absl::Status CheckIoTuneBursts(const DiskIoTune& tune, ErrorDomain domain);

}  // namespace pleiad::conf
