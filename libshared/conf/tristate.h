// SPDX-License-Identifier: Apache-2.0
// tristate.h: a choice that a document may leave open. Some elements write it yes/no, others on/off.
#pragma once

#include "libshared/xml/scalar.h"

namespace pleiad::conf {

enum class Tristate { kAbsent, kNo, kYes };

inline constexpr xml::EnumNames<Tristate> kYesNo = {{Tristate::kYes, "yes"}, {Tristate::kNo, "no"}};
inline constexpr xml::EnumNames<Tristate> kOnOff = {{Tristate::kYes, "on"}, {Tristate::kNo, "off"}};

inline Tristate TristateOf(bool value) { return value ? Tristate::kYes : Tristate::kNo; }

}  // namespace pleiad::conf
