// SPDX-License-Identifier: Apache-2.0
// device_capabilities.h: the <devices> of domain capabilities.
#pragma once

#include <vector>

#include "virtqemud/capabilities/domain_capabilities.h"

namespace pleiad::qemu {

std::vector<conf::DomCapsPart> DeviceCapabilitiesOf(const ResolvedChoice& choice, const host::Host& host);

}  // namespace pleiad::qemu
