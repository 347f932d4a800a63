// SPDX-License-Identifier: Apache-2.0
// client_address.h: which socket a connection URI means, by the rules that libvirt's clients go by: DRIVER[+unix]://HOSTLESS/PATH
// with the parameters socket=FILE and mode=auto|direct|legacy. Other transports are for others.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace pleiad::rpc {

struct ClientAddress {
  std::string socket;
  std::string uri;  // what the daemon is asked to open: without transport and parameters

  //   Errors  INVALID_ARG for what is no such URI; NO_SUPPORT for another transport
  static absl::StatusOr<ClientAddress> Of(std::string_view uri, bool read_only);
};

}  // namespace pleiad::rpc
