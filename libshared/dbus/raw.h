// SPDX-License-Identifier: Apache-2.0
// raw.h: from sdbus-c++'s messages to libsystemd's and back, for dbus/ alone. sdbus-c++ 1.2 hides the pointers, but gives
// them to classes derived from Message. What needs them: objects that come and go under a path (sd_bus_add_fallback), the
// loop (sd_bus_attach_event), and a message's signature.
#pragma once

#include <sdbus-c++/sdbus-c++.h>
#include <systemd/sd-bus.h>

namespace pleiad::dbus {

struct RawAccess : sdbus::Message {
  static sd_bus_message* Of(const sdbus::Message& message) { return static_cast<sd_bus_message*>(message.*(&RawAccess::msg_)); }
  static sdbus::internal::ISdBus* SdBusOf(const sdbus::Message& message) { return message.*(&RawAccess::sdbus_); }
};

inline sd_bus_message* RawOf(const sdbus::Message& message) { return RawAccess::Of(message); }

// A call that libsystemd delivered, as a message of sdbus-c++. `kin` is any message of the same connection.
struct IncomingCall : sdbus::MethodCall {
  IncomingCall(sd_bus_message* message, const sdbus::Message& kin) : sdbus::MethodCall(message, RawAccess::SdBusOf(kin)) {}
};

}  // namespace pleiad::dbus
