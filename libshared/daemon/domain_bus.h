// SPDX-License-Identifier: Apache-2.0
// domain_bus.h: a hypervisor's daemon on the bus of its instance, with the identity and access rules that its sockets have.
#pragma once

#include <memory>
#include <string>

#include "libshared/daemon/daemon.h"
#include "libshared/driver/connection_watch.h"
#include "libshared/driver/domain/bus.h"

namespace pleiad::daemon {

// Serves `driver` as `name` below `root` ("org.libvirt.virtqemud", "/org/libvirt/QEMU") from now on, on the loop's thread. Null
// in an embedded instance, which has no bus to be found on. All outlive it; `watch` may be null.
std::unique_ptr<driver::DomainBus> JoinBus(Daemon& daemon, driver::DomainDriver& driver, std::string name, std::string root,
                                           driver::FrontWatch* watch = nullptr);

}  // namespace pleiad::daemon
