// SPDX-License-Identifier: Apache-2.0
// network_ports.h: interfaces of type network: which bridge their network has, asked of the daemon that manages networks.
#pragma once

#include "absl/status/status.h"
#include "virtqemud/domain/context.h"

namespace pleiad::qemu {

// Puts the network's bridge into the interface's source.
//   Errors  NO_NETWORK, OPERATION_INVALID (it is not active), SYSTEM_ERROR "Failed to connect socket to '…'" without a daemon
absl::Status FindNetworkBridge(const QemuContext& context, const conf::DomainDef& def, conf::InterfaceDef& interface);

}  // namespace pleiad::qemu
