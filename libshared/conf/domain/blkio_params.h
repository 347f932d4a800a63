// SPDX-License-Identifier: Apache-2.0
// blkio_params.h: <blkiotune> as the typed parameters of virDomainGetBlkioParameters and virDomainSetBlkioParameters, where
// limits of devices stand as "PATH,VALUE,PATH,VALUE".
#pragma once

#include "absl/status/status.h"
#include "libshared/base/error_codes.h"
#include "libshared/base/typed_param.h"
#include "libshared/conf/domain/blkiotune_def.h"

namespace pleiad::conf {

// All of them, those not set as 0 and "".
TypedParams BlkioParams(const BlkioTune& tune);
// Sets those that are given; a device whose limits are all 0 is dropped. The parameters have the names and types of the above.
//   Errors  INVALID_ARG, raised in `domain`, for a text that is no list of devices
absl::Status ApplyBlkioParams(const TypedParams& params, BlkioTune& tune, ErrorDomain domain);

}  // namespace pleiad::conf
