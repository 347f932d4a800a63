// SPDX-License-Identifier: Apache-2.0
// thresholds.h: sizes of images that clients want to hear of when they are passed.
#pragma once

#include <optional>

#include "libshared/store/domain_event.h"
#include "virttestd/domain/domain.h"

namespace pleiad::test {

// When the disk's image is beyond its threshold: what clients are told of that, once.
std::optional<store::BlockThresholdEvent> TakeReached(DomainState& state, const conf::DiskDef& disk);

}  // namespace pleiad::test
