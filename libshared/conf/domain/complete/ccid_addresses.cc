// SPDX-License-Identifier: Apache-2.0
// Slots of smart card readers; see bus_addresses.h.
#include <algorithm>

#include "libshared/base/error.h"
#include "libshared/conf/domain/complete/bus_addresses.h"

namespace pleiad::conf {

absl::Status AssignCcidAddresses(Devices& d) {
  const auto taken = [&](const CcidAddress& wanted) {
    return std::any_of(d.smartcards.begin(), d.smartcards.end(), [&](const SmartcardDef& card) {
      const auto* address = card.info.As<CcidAddress>();
      return address && *address == wanted;
    });
  };
  for (SmartcardDef& card : d.smartcards) {
    if (card.info.HasAddress()) continue;
    CcidAddress address;  // a reader has one slot
    while (taken(address)) ++address.controller;
    card.info.address = address;
  }
  return absl::OkStatus();
}

}  // namespace pleiad::conf
