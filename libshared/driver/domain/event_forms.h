// SPDX-License-Identifier: Apache-2.0
// domain/event_forms.h: an event of a domain as a message of the native protocol, in its old form or with a callback's number.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "libshared/store/domain_event.h"

namespace pleiad::rpc {
class ClientSession;
}

namespace pleiad::driver {

// Of those of the QEMU program, which are told apart by their names.
inline constexpr int32_t kMonitorEvents = -1;
// The numbers (virDomainEventID, or kMonitorEvents) under which clients hear of an event.
std::vector<int32_t> EventIdsOf(const store::DomainEvent& event);

// Sends it as event `id`, which must be one of its own. Without a callback's number in the old form; events that have none
// are not sent then.
void SendDomainEvent(rpc::ClientSession& session, const store::DomainEvent& event, int32_t id,
                     std::optional<int32_t> callback_id);

}  // namespace pleiad::driver
