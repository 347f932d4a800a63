// SPDX-License-Identifier: Apache-2.0
// network_interfaces.h: the host's end of a domain's network cards: taps in bridges, macvtaps on the host's cards. The taps
// live as long as QEMU has them open; macvtaps are taken away by Release().
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "virtqemud/command/command_line.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

struct InterfaceFds {
  std::vector<std::vector<int>> taps, vhosts;  // numbers in QEMU, one entry for each interface with a tap, in their order
};

// Makes what `def`'s interfaces need, names it in `def`, and passes the descriptors.
//   Errors  SYSTEM_ERROR (no such bridge, no rights), CONFIG_UNSUPPORTED, OPERATION_INVALID (a network that is not active)
absl::StatusOr<InterfaceFds> ConnectInterfaces(const QemuContext& context, conf::DomainDef& def, PassedFds& fds);
// Takes away what the end of QEMU leaves behind.
void DisconnectInterfaces(const QemuContext& context, const conf::DomainDef& def);

}  // namespace pleiad::qemu
