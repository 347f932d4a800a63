// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/sasl_settings.h"

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad::daemon {
namespace {
constexpr int kLeastSsf = 112;
}  // namespace

absl::Status ReadSaslSettings(ConfigFile& config, remote::SaslSettings& sasl) {
  sasl.limits_users = config.Has("sasl_allowed_username_list");
  RETURN_IF_ERROR(config.Get("sasl_allowed_username_list", sasl.allowed_users));
  RETURN_IF_ERROR(config.Get("tcp_min_ssf", sasl.min_ssf));
  if (sasl.min_ssf >= kLeastSsf) return absl::OkStatus();
  return Error(ErrorDomain::kConf, ErrorCode::kConfSyntax, "%s: minimum SSF levels lower than %d are not supported",
               config.name(), kLeastSsf);
}

}  // namespace pleiad::daemon
