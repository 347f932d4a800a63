// SPDX-License-Identifier: Apache-2.0
// domain/event_forms.h: an event of a domain as a message of the native protocol, in its old form or with a callback's number.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "libshared/store/domain_event.h"

namespace pleiad::rpc {
class ClientSession;
}

namespace pleiad::driver {

// The numbers (virDomainEventID) under which clients hear of an event; -1 is none.
struct EventIds {
  std::array<int32_t, 2> ids{-1, -1};
  bool Has(int32_t id) const { return std::ranges::find(ids, id) != ids.end(); }
};
EventIds EventIdsOf(const store::DomainEvent& event);

// Sends it as event `id`, which must be one of its own. Without a callback's number in the old form; events that have none
// are not sent then.
void SendDomainEvent(rpc::ClientSession& session, const store::DomainEvent& event, int32_t id,
                     std::optional<int32_t> callback_id);

}  // namespace pleiad::driver
