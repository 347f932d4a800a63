// SPDX-License-Identifier: Apache-2.0
// chardev_lookup.h: the character devices that clients open.
#pragma once

#include <optional>
#include <string>

#include "libshared/conf/domain/domain_def.h"

namespace pleiad::conf {

// The device of that alias, or the first that a console can be on; null when there is none.
const ChardevDef* FindConsole(const DomainDef& def, const std::optional<std::string>& alias);
// The channel of that name, or the first.
const ChardevDef* FindChannel(const DomainDef& def, const std::optional<std::string>& name);

}  // namespace pleiad::conf
