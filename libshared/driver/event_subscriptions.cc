// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/event_subscriptions.h"

#include <algorithm>
#include <utility>

#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/rpc/access.h"
#include "libshared/rpc/client_session.h"

namespace pleiad::driver {
namespace {
constexpr size_t kMaxSubscriptions = 4096;  // of a client
// Events wait for the access check up to so many; then they are lost for those who are under rules.
constexpr size_t kMaxTellings = 4096;
}  // namespace

absl::StatusOr<int32_t> EventSubscriptions::Add(rpc::ClientSession& session, Wanted wanted) {
  bool is_new = false;
  int32_t callback_id = 0;
  {
    const absl::MutexLock lock(&mutex_);
    Client& client = clients_[session.id()];
    auto& subscriptions = client.subscriptions;
    const bool tracked = std::ranges::any_of(subscriptions, [&wanted](const Subscription& present) {
      return present.event_id == wanted.event_id && present.object == wanted.object && present.names == wanted.names;
    });
    if (tracked) return MakeError(ErrorDomain::kNone, ErrorCode::kInvalidArg, "event callback already tracked");
    if (subscriptions.size() >= kMaxSubscriptions) {
      return MakeError(ErrorDomain::kRpc, ErrorCode::kResourceBusy, "too many event callbacks are registered on this connection");
    }
    is_new = client.next_callback_id == 0;
    if (is_new) client.session = session.weak_from_this();
    callback_id = client.next_callback_id++;
    subscriptions.push_back({std::move(wanted), callback_id});
  }
  if (is_new) {
    session.OnClose([self = weak_from_this(), id = session.id()] {
      const auto subscriptions = self.lock();
      if (!subscriptions) return;
      const absl::MutexLock lock(&subscriptions->mutex_);
      subscriptions->clients_.erase(id);
    });
  }
  return callback_id;
}

absl::Status EventSubscriptions::Remove(rpc::ClientSession& session, int32_t callback_id) {
  const auto is_meant = [callback_id](const Subscription& present) { return present.callback_id == callback_id; };
  if (Remove(session, is_meant)) return absl::OkStatus();
  return Error(ErrorDomain::kRpc, ErrorCode::kInternalError, "%s event callback %d not registered", kind_, callback_id);
}

bool EventSubscriptions::Remove(rpc::ClientSession& session, const std::function<bool(const Subscription&)>& is_meant) {
  const absl::MutexLock lock(&mutex_);
  const auto client = clients_.find(session.id());
  return client != clients_.end() && std::erase_if(client->second.subscriptions, is_meant) > 0;
}

std::vector<EventSubscriptions::Hearer> EventSubscriptions::HearersOf(const News& news) {
  std::vector<Hearer> hearers;
  const absl::MutexLock lock(&mutex_);
  for (const auto& [id, client] : clients_) {
    for (const Subscription& subscription : client.subscriptions) {
      if (std::ranges::find(news.event_ids, subscription.event_id) == news.event_ids.end()) continue;
      if (subscription.object && *subscription.object != news.object) continue;
      if (subscription.fits && !subscription.fits(news.name)) continue;
      if (auto session = client.session.lock()) hearers.push_back({std::move(session), subscription});
    }
  }
  return hearers;
}

void EventSubscriptions::Tell(News news) {
  Telling telling{std::move(news), {}};
  telling.hearers = HearersOf(telling.news);
  if (telling.hearers.empty()) return;
  // A check that asks others is not made on the loop's thread.
  if (!access_ || !access_->MayWait()) {
    Ask(telling);
    return Send(telling);
  }
  event::WorkerPool& workers = telling.hearers.front().session->workers();
  {
    const absl::MutexLock lock(&mutex_);
    if (tellings_.size() >= kMaxTellings) return log::Warning("an event is lost: too many wait for polkit");
    tellings_.push_back(std::move(telling));
    if (std::exchange(asking_, true)) return;
  }
  workers.Submit([self = shared_from_this()] { self->AskForHearers(); });
}

// On a worker, one at a time, so that events stay in their order.
void EventSubscriptions::AskForHearers() {
  for (;;) {
    Telling telling;
    {
      const absl::MutexLock lock(&mutex_);
      if (tellings_.empty()) {
        asking_ = false;
        return;
      }
      telling = std::move(tellings_.front());
      tellings_.pop_front();
    }
    event::Loop& loop = telling.hearers.front().session->loop();
    Ask(telling);
    loop.Post([telling = std::move(telling)] { Send(telling); });
  }
}

void EventSubscriptions::Ask(Telling& telling) {
  if (!access_) return;
  for (Hearer& hearer : telling.hearers) hearer.may_hear = telling.news.may_hear(*access_, *hearer.session->caller());
}

// Sending may end a connection, and that forgets the client: not under the lock.
void EventSubscriptions::Send(const Telling& telling) {
  for (const Hearer& hearer : telling.hearers) {
    if (hearer.may_hear) telling.news.send(*hearer.session, hearer.subscription);
  }
}

}  // namespace pleiad::driver
