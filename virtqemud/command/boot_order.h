// SPDX-License-Identifier: Apache-2.0
// boot_order.h: which device the firmware tries when.
#pragma once

#include "libshared/conf/domain/domain_def.h"

namespace pleiad::qemu {

// The bootindex of a device of `def`: its own <boot order>, or what the list in <os> gives to the first of its kind. 0: none.
uint32_t BootIndexOf(const conf::DomainDef& def, const conf::DeviceInfo& info);

}  // namespace pleiad::qemu
