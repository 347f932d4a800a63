// SPDX-License-Identifier: Apache-2.0
// x86_known_models.h: the CPU models that documents may name, with what they mean where no emulator is asked. Learned by asking
// libvirt 9.0 for the features of each (virsh -c test:///default cpu-baseline --features).
#pragma once

#include <vector>

#include "libshared/conf/cpu/x86_models.h"

namespace pleiad::conf {

// In the order in which clients are told of them.
const std::vector<X86Model>& KnownX86Models();

}  // namespace pleiad::conf
