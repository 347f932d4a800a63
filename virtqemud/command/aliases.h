// SPDX-License-Identifier: Apache-2.0
// aliases.h: the names that libvirt gives to devices of a running domain ("virtio-disk0"), QEMU's ids of them; one function
// for each kind, so that a device plugged in later gets the next name.
#pragma once

#include <string>

#include "libshared/conf/domain/domain_def.h"

namespace pleiad::qemu {

std::string AliasOf(const conf::DomainDef& def, const conf::ControllerDef& controller);
std::string AliasOf(const conf::DomainDef& def, const conf::DiskDef& disk);
std::string AliasOf(const conf::MemoryDeviceDef& memory);
// "net0", "hostdev3", …: the lowest number above those in use by devices of `def` with this prefix.
std::string NextAlias(const conf::DomainDef& def, const std::string& prefix);

}  // namespace pleiad::qemu
