// SPDX-License-Identifier: Apache-2.0
#include "libshared/driver/domain/events_rpc.h"

#include <regex.h>
#include <strings.h>

#include <algorithm>
#include <array>

#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"
#include "libshared/driver/domain/event_forms.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/qemu.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;

constexpr int32_t kMonitorEvents = -1;
constexpr int32_t kLegacyEvents = 16;  // how many of virDomainEventID have an old form
constexpr int32_t kKnownEvents = 27;   // how many there are
constexpr size_t kMaxSubscriptions = 4096;
constexpr size_t kMaxPatternBytes = 256;
constexpr uint32_t kMatchRegex = 1, kMatchNoCase = 2;  // virConnectDomainQemuMonitorEventRegisterFlags

absl::Status CheckEventId(int32_t id, int32_t known) {
  if (id >= 0 && id < known) return absl::OkStatus();
  return Error(ErrorDomain::kRpc, ErrorCode::kInternalError, "unsupported event ID %d", id);
}

std::string NotRegistered(const char* what, int32_t id) { return absl::StrFormat("%s %d not registered", what, id); }

}  // namespace

// Which of QEMU's events a client wants: all, one by name, or those that a pattern fits.
struct DomainEventFront::MonitorFilter {
  std::string text;
  uint32_t flags = 0;
  bool all = false;
  std::optional<regex_t> pattern;

  static absl::StatusOr<std::shared_ptr<const MonitorFilter>> Create(const std::optional<std::string>& event, uint32_t flags) {
    RETURN_IF_ERROR(RejectFlagsOutside(kMatchRegex | kMatchNoCase, flags, "virDomainQemuMonitorEventStateRegisterID"));
    auto filter = std::make_shared<MonitorFilter>();
    filter->text = event.value_or("");
    filter->flags = flags;
    filter->all = !event.has_value();
    if (event && (flags & kMatchRegex)) {
      regex_t compiled;
      const int options = REG_EXTENDED | REG_NOSUB | ((flags & kMatchNoCase) ? REG_ICASE : 0);
      if (event->size() > kMaxPatternBytes || regcomp(&compiled, event->c_str(), options) != 0) {
        return Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "failed to compile regex '%s'",
                     event->substr(0, kMaxPatternBytes));
      }
      filter->pattern = compiled;
    }
    return filter;
  }
  MonitorFilter() = default;
  MonitorFilter(const MonitorFilter&) = delete;
  MonitorFilter& operator=(const MonitorFilter&) = delete;
  ~MonitorFilter() {
    if (pattern) regfree(&*pattern);
  }
  bool Fits(const std::string& event) const {
    if (all) return true;
    if (pattern) return regexec(&*pattern, event.c_str(), 0, nullptr, 0) == 0;
    return (flags & kMatchNoCase) ? strcasecmp(event.c_str(), text.c_str()) == 0 : event == text;
  }
  bool SameAs(const MonitorFilter& other) const { return all == other.all && text == other.text; }
};

DomainEventFront::DomainEventFront(DomainEventBus& bus, rpc::AccessCheck* access) : access_(access) {
  bus.Subscribe([this](const store::DomainEvent& event) { Deliver(event); });
}

absl::StatusOr<int32_t> DomainEventFront::Add(rpc::ClientSession& session, Subscription wanted) {
  bool is_new = false;
  int32_t callback_id = 0;
  {
    const absl::MutexLock lock(&mutex_);
    auto [client, inserted] = clients_.try_emplace(session.id());
    is_new = inserted;
    if (inserted) client->second.session = session.weak_from_this();
    auto& subscriptions = client->second.subscriptions;
    const bool tracked = std::ranges::any_of(subscriptions, [&wanted](const Subscription& present) {
      return present.event_id == wanted.event_id && present.domain == wanted.domain &&
             (!wanted.monitor || wanted.monitor->SameAs(*present.monitor));
    });
    if (tracked) return MakeError(ErrorDomain::kNone, ErrorCode::kInvalidArg, "event callback already tracked");
    if (subscriptions.size() >= kMaxSubscriptions) {
      return MakeError(ErrorDomain::kRpc, ErrorCode::kResourceBusy, "too many event callbacks are registered on this connection");
    }
    callback_id = wanted.callback_id = client->second.next_callback_id++;
    subscriptions.push_back(std::move(wanted));
  }
  if (is_new) {
    session.OnClose([this, id = session.id()] {
      const absl::MutexLock lock(&mutex_);
      clients_.erase(id);
    });
  }
  return callback_id;
}

absl::Status DomainEventFront::Remove(rpc::ClientSession& session, const Subscription& unwanted, const std::string& otherwise) {
  const absl::MutexLock lock(&mutex_);
  const auto client = clients_.find(session.id());
  const bool is_monitor = unwanted.event_id == kMonitorEvents;
  if (client != clients_.end()) {
    auto& subscriptions = client->second.subscriptions;
    const auto found = std::ranges::find_if(subscriptions, [&](const Subscription& present) {
      if (unwanted.legacy) return present.legacy && present.event_id == unwanted.event_id;
      return !present.legacy && present.callback_id == unwanted.callback_id && (present.event_id == kMonitorEvents) == is_monitor;
    });
    if (found != subscriptions.end()) {
      subscriptions.erase(found);
      return absl::OkStatus();
    }
  }
  return MakeError(ErrorDomain::kRpc, ErrorCode::kInternalError, otherwise);
}

bool DomainEventFront::MayHear(const Hearer& hearer, const DomainRef& domain) {
  return !access_ ||
         access_->CheckKnown(*hearer.session->caller(), {&kDomainGetattr, 1}, &domain, "virConnectDomainEventRegisterAny").ok();
}

// Sending may end a connection, and that forgets the client: not under the lock.
void DomainEventFront::Tell(const Telling& telling) {
  for (const auto& [session, subscription, may_hear] : telling.hearers) {
    if (!may_hear) continue;
    SendDomainEvent(*session, telling.event, subscription.event_id,
                    subscription.legacy ? std::nullopt : std::optional(subscription.callback_id));
  }
}

// On a worker, one at a time, so that events stay in their order.
void DomainEventFront::AskForHearers() {
  for (;;) {
    Telling telling;
    {
      const absl::MutexLock lock(&tellings_mutex_);
      if (tellings_.empty()) {
        asking_ = false;
        return;
      }
      telling = std::move(tellings_.front());
      tellings_.pop_front();
    }
    event::Loop& loop = telling.hearers.front().session->loop();
    for (Hearer& hearer : telling.hearers) hearer.may_hear = MayHear(hearer, telling.event.domain);
    loop.Post([telling = std::move(telling)] { Tell(telling); });
  }
}

void DomainEventFront::Deliver(const store::DomainEvent& event) {
  const EventIds ids = EventIdsOf(event);
  const auto* monitor = std::get_if<store::MonitorEvent>(&event.what);
  std::vector<Hearer> hearers;
  {
    const absl::MutexLock lock(&mutex_);
    for (auto& [id, client] : clients_) {
      for (const Subscription& subscription : client.subscriptions) {
        if (subscription.domain && *subscription.domain != event.domain.uuid) continue;
        const bool fits = subscription.monitor ? monitor && subscription.monitor->Fits(monitor->event)
                                               : !monitor && ids.Has(subscription.event_id);
        if (!fits) continue;
        if (auto session = client.session.lock()) hearers.push_back({std::move(session), subscription});
      }
    }
  }
  if (hearers.empty()) return;
  Telling telling{event, std::move(hearers)};
  // A check that asks others is not made on the loop's thread.
  if (!access_ || !access_->MayWait()) {
    for (Hearer& hearer : telling.hearers) hearer.may_hear = MayHear(hearer, event.domain);
    return Tell(telling);
  }
  event::WorkerPool& workers = telling.hearers.front().session->workers();
  {
    const absl::MutexLock lock(&tellings_mutex_);
    if (tellings_.size() >= kMaxTellings) return log::Warning("an event is lost: too many wait for polkit");
    tellings_.push_back(std::move(telling));
    if (std::exchange(asking_, true)) return;
  }
  workers.Submit([this] { AskForHearers(); });
}

void DomainEventFront::Bind(rpc::Table& table) {
  using rpc::ClientSession;
  table.Handle<wire::ConnectDomainEventRegister>(  // 105
      [this](ClientSession& session, const wire::None&) -> absl::StatusOr<int32_t> {
        RETURN_IF_ERROR(Add(session, {.event_id = 0, .legacy = true}).status());
        return 0;
      },
      {kConnectSearchDomains});
  table.Handle<wire::ConnectDomainEventDeregister>(  // 106
      [this](ClientSession& session, const wire::None&) -> absl::StatusOr<int32_t> {
        RETURN_IF_ERROR(Remove(session, {.event_id = 0, .legacy = true}, NotRegistered("domain event", 0)));
        return 0;
      },
      {kConnectRead});
  table.Handle<wire::ConnectDomainEventRegisterAny>(  // 167
      [this](ClientSession& session, const wire::ConnectDomainEventRegisterAnyArgs& args) -> absl::Status {
        RETURN_IF_ERROR(CheckEventId(args.event_id, kLegacyEvents));
        return Add(session, {.event_id = args.event_id, .legacy = true}).status();
      },
      {kConnectSearchDomains});
  table.Handle<wire::ConnectDomainEventDeregisterAny>(  // 168
      [this](ClientSession& session, const wire::ConnectDomainEventDeregisterAnyArgs& args) -> absl::Status {
        RETURN_IF_ERROR(CheckEventId(args.event_id, kLegacyEvents));
        return Remove(session, {.event_id = args.event_id, .legacy = true}, NotRegistered("domain event", args.event_id));
      },
      {kConnectRead});
  table.Handle<wire::ConnectDomainEventCallbackRegisterAny>(  // 316
      [this](ClientSession& session, const wire::ConnectDomainEventCallbackRegisterAnyArgs& args) -> absl::StatusOr<int32_t> {
        RETURN_IF_ERROR(CheckEventId(args.event_id, kKnownEvents));
        return Add(session, {.event_id = args.event_id, .domain = args.dom ? std::optional(args.dom->uuid) : std::nullopt});
      },
      {kConnectSearchDomains});
  table.Handle<wire::ConnectDomainEventCallbackDeregisterAny>(  // 317
      [this](ClientSession& session, const wire::ConnectDomainEventCallbackDeregisterAnyArgs& args) {
        return Remove(session, {.callback_id = args.callback_id}, NotRegistered("domain event callback", args.callback_id));
      },
      {kConnectRead});
  table.Handle<wire::QemuConnectDomainMonitorEventRegister>(  // qemu 4
      [this](ClientSession& session, const wire::QemuConnectDomainMonitorEventRegisterArgs& args) -> absl::StatusOr<int32_t> {
        ASSIGN_OR_RETURN(auto filter, MonitorFilter::Create(args.event, args.flags));
        return Add(session, {.event_id = kMonitorEvents,
                             .domain = args.dom ? std::optional(args.dom->uuid) : std::nullopt,
                             .monitor = std::move(filter)});
      },
      {kConnectSearchDomains, kConnectWrite});
  table.Handle<wire::QemuConnectDomainMonitorEventDeregister>(  // qemu 5
      [this](ClientSession& session, const wire::QemuConnectDomainMonitorEventDeregisterArgs& args) {
        return Remove(session, {.callback_id = args.callback_id, .event_id = kMonitorEvents},
                      NotRegistered("qemu monitor event callback", args.callback_id));
      },
      {kConnectWrite});
}

}  // namespace pleiad::driver
