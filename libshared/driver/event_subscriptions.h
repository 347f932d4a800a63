// SPDX-License-Identifier: Apache-2.0
// event_subscriptions.h: which clients of the native protocol hear of which events of one kind of object, each registration with
// a number of its own; and telling them, as far as the access check lets them know of the object. What an event is and how it
// travels is its kind's affair (object_events.h).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "libshared/base/caller.h"

namespace pleiad::rpc {
class AccessCheck;
class ClientSession;
}  // namespace pleiad::rpc

namespace pleiad::driver {

// Registration may come from any thread; events are told and sent on the loop's. Held by a shared_ptr: what waits for an
// access check, and clients that leave, find it or find it gone.
class EventSubscriptions : public std::enable_shared_from_this<EventSubscriptions> {
 public:
  // What a client wants to hear of. Nothing is asked for twice, in whatever form.
  struct Wanted {
    int32_t event_id = 0;
    std::optional<std::string> object = std::nullopt;  // that one only, as News names it
    bool in_old_form = false;                          // which does not tell the number of the registration
    // Of events that have names: those that fit. `names` says which, to tell one such registration from another.
    std::string names = {};
    std::function<bool(const std::string& name)> fits = nullptr;
  };
  struct Subscription : Wanted {
    int32_t callback_id = 0;
  };

  // An event that is on its way. The functions are called after Tell, on the loop's thread or (may_hear) on a worker.
  struct News {
    std::vector<int32_t> event_ids;  // under each of which it is sent
    std::string object;
    std::string name = {};
    std::function<bool(rpc::AccessCheck&, const Caller&)> may_hear;
    std::function<void(rpc::ClientSession&, const Subscription&)> send;
  };

  // `kind` is the object's name in messages, e.g. "network". `access` outlives this; with null everybody hears of all.
  EventSubscriptions(std::string kind, rpc::AccessCheck* access) : kind_(std::move(kind)), access_(access) {}

  // Returns the number under which the client hears of it.
  //   Errors  INVALID_ARG (8) when it is registered already, RESOURCE_BUSY (84) beyond the limit
  absl::StatusOr<int32_t> Add(rpc::ClientSession& session, Wanted wanted);
  // INTERNAL_ERROR (1) when there is no such number.
  absl::Status Remove(rpc::ClientSession& session, int32_t callback_id);
  // The one that `is_meant` tells; false when there is none.
  bool Remove(rpc::ClientSession& session, const std::function<bool(const Subscription&)>& is_meant);
  void Tell(News news);

 private:
  struct Client {
    std::weak_ptr<rpc::ClientSession> session;
    int32_t next_callback_id = 0;
    std::vector<Subscription> subscriptions;
  };
  struct Hearer {
    std::shared_ptr<rpc::ClientSession> session;  // let go of on the loop's thread
    Subscription subscription;
    bool may_hear = true;
  };
  struct Telling {
    News news;
    std::vector<Hearer> hearers;
  };

  std::vector<Hearer> HearersOf(const News& news);
  void AskForHearers();
  void Ask(Telling& telling);
  static void Send(const Telling& telling);

  const std::string kind_;
  rpc::AccessCheck* const access_;
  absl::Mutex mutex_;
  absl::flat_hash_map<uint64_t, Client> clients_ ABSL_GUARDED_BY(mutex_);
  std::deque<Telling> tellings_ ABSL_GUARDED_BY(mutex_);  // that wait for the access check
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace pleiad::driver
