// SPDX-License-Identifier: Apache-2.0
// network_update.h: changes of a part of a network's definition, as virNetworkUpdate asks for them.
#pragma once

#include <cstdint>
#include <string_view>

#include "absl/status/status.h"
#include "libshared/conf/network/network_def.h"

namespace pleiad::conf {

// As virNetworkUpdateCommand and virNetworkUpdateSection count them.
enum class NetworkCommand : uint32_t { kNone, kModify, kDelete, kAddLast, kAddFirst };
enum class NetworkSection : uint32_t {
  kNone,
  kBridge,
  kDomain,
  kIp,
  kIpDhcpHost,
  kIpDhcpRange,
  kForward,
  kForwardInterface,
  kForwardPf,
  kPortGroup,
  kDnsHost,
  kDnsText,
  kDnsService
};

// Applies `xml`, an element of that section. `parent_index` says which <ip> has it, -1 is the one with DHCP. The network is as
// it was after an error:
//   Errors  OPERATION_INVALID (55) what is there already, or is not; OPERATION_UNSUPPORTED (84); XML_ERROR (27), XML_DETAIL (35)
absl::Status UpdateNetwork(NetworkDef& network, NetworkCommand command, NetworkSection section, int32_t parent_index,
                           std::string_view xml);

}  // namespace pleiad::conf
