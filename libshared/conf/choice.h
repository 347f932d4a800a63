// SPDX-License-Identifier: Apache-2.0
// choice.h: "yes"/"no" and "on"/"off" in documents that may be left out, which leaves the choice to the driver.
#pragma once

#include <optional>

#include "libshared/xml/scalar.h"

namespace pleiad::conf {

using YesNo = std::optional<bool>;
using OnOff = std::optional<xml::OnOff>;

inline bool IsOn(const OnOff& value) { return value && value->value; }
inline bool IsOff(const OnOff& value) { return value && !value->value; }
inline bool IsYes(const YesNo& value) { return value && *value; }
inline bool IsNo(const YesNo& value) { return value && !*value; }

}  // namespace pleiad::conf
