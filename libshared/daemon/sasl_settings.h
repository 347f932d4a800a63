// SPDX-License-Identifier: Apache-2.0
// sasl_settings.h: sasl_allowed_username_list and tcp_min_ssf of a daemon's configuration.
#pragma once

#include "absl/status/status.h"
#include "libshared/base/config_file.h"
#include "libshared/remote/sasl.h"

namespace pleiad::daemon {

//   Errors  CONF_SYNTAX for values that cannot be
absl::Status ReadSaslSettings(ConfigFile& config, remote::SaslSettings& sasl);

}  // namespace pleiad::daemon
