// SPDX-License-Identifier: Apache-2.0
// domain/events_rpc.h: which clients of the native protocol want to hear of which events of domains, and sending them,
// in the old form (one registration for a kind of event) or the new one (each registration with a number of its own).
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "libshared/driver/domain/driver.h"
#include "libshared/rpc/access.h"

namespace pleiad::rpc {
class ClientSession;
class Table;
}  // namespace pleiad::rpc

namespace pleiad::driver {

// Registration may come from any thread (an access check that waits makes it run on a worker); events are sent on the loop's.
class DomainEventFront {
 public:
  // Listens to `bus` from now on. A caller hears only of domains that `access` (null: everybody may) lets it know of.
  DomainEventFront(DomainEventBus& bus, rpc::AccessCheck* access);

  // Procedures 105, 106, 167, 168, 316, 317, and 4 and 5 of the QEMU program.
  void Bind(rpc::Table& table);

 private:
  struct MonitorFilter;
  struct Subscription {
    int32_t callback_id = 0;
    int32_t event_id = 0;  // virDomainEventID, or kMonitorEvents
    bool legacy = false;   // hears the old form, without the callback's number
    std::optional<Uuid> domain = std::nullopt;
    std::shared_ptr<const MonitorFilter> monitor = nullptr;
  };
  struct Client {
    std::weak_ptr<rpc::ClientSession> session;
    int32_t next_callback_id = 0;
    std::vector<Subscription> subscriptions;
  };

  absl::StatusOr<int32_t> Add(rpc::ClientSession& session, Subscription wanted);
  absl::Status Remove(rpc::ClientSession& session, const Subscription& unwanted, const std::string& otherwise);
  struct Hearer {
    std::shared_ptr<rpc::ClientSession> session;  // let go of on the loop's thread
    Subscription subscription;
    bool may_hear = true;
  };
  struct Telling {
    store::DomainEvent event;
    std::vector<Hearer> hearers;
  };
  // Events wait for the access check up to so many; then they are lost for those who are under rules.
  static constexpr size_t kMaxTellings = 4096;

  void Deliver(const store::DomainEvent& event);
  void AskForHearers();
  bool MayHear(const Hearer& hearer, const DomainRef& domain);
  static void Tell(const Telling& telling);

  rpc::AccessCheck* access_;
  absl::Mutex tellings_mutex_;
  std::deque<Telling> tellings_ ABSL_GUARDED_BY(tellings_mutex_);
  bool asking_ ABSL_GUARDED_BY(tellings_mutex_) = false;
  absl::Mutex mutex_;
  absl::flat_hash_map<uint64_t, Client> clients_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::driver
