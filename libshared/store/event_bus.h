// SPDX-License-Identifier: Apache-2.0
// event_bus.h: carries events from the threads that raise them to the front ends, in the order of raising.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "libshared/event/loop.h"

namespace pleiad::store {

template <class Event>
class EventBus {
 public:
  explicit EventBus(event::Loop& loop) : loop_(loop) {}  // outlives this object

  // From any thread; subscribers hear of it on the loop's thread, after what was emitted before.
  void Emit(Event event) {
    loop_.Post([this, event = std::move(event)] { Deliver(event); });
  }

  // On the loop's thread. Subscribers live as long as the bus; clients that come and go are kept by the front ends.
  void Subscribe(std::function<void(const Event&)> subscriber) { subscribers_.push_back(std::move(subscriber)); }

 private:
  void Deliver(const Event& event) {
    for (const auto& subscriber : subscribers_) subscriber(event);
  }
  event::Loop& loop_;
  std::vector<std::function<void(const Event&)>> subscribers_;
};

}  // namespace pleiad::store
