// SPDX-License-Identifier: Apache-2.0
// domain/events_rpc.cc: procedures by which clients hear of domains, in the old form (one registration for a kind of event) or
// the new one (each registration with a number of its own), and those of the QEMU program, whose events have names.
#include <regex.h>
#include <strings.h>

#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/driver/domain/event_forms.h"
#include "libshared/driver/domain/rpc.h"
#include "libshared/driver/event_subscriptions.h"
#include "libshared/rpc/client_session.h"
#include "libshared/rpc/table.h"
#include "libshared/rpc/wire/events.h"
#include "libshared/rpc/wire/qemu.h"

namespace pleiad::driver {
namespace {

using namespace permission;
namespace wire = rpc::wire;
using rpc::ClientSession;
using Wanted = EventSubscriptions::Wanted;
using Subscription = EventSubscriptions::Subscription;

constexpr int32_t kLegacyEvents = 16;  // how many of virDomainEventID have an old form
constexpr int32_t kKnownEvents = 27;   // how many there are
constexpr size_t kMaxPatternBytes = 256;
constexpr uint32_t kMatchRegex = 1, kMatchNoCase = 2;  // virConnectDomainQemuMonitorEventRegisterFlags

absl::Status CheckEventId(int32_t id, int32_t known) {
  if (id >= 0 && id < known) return absl::OkStatus();
  return Error(ErrorDomain::kRpc, ErrorCode::kInternalError, "unsupported event ID %d", id);
}

// Which of QEMU's events a client wants: one by name, or those that a pattern fits.
class NamePattern {
 public:
  static absl::StatusOr<std::shared_ptr<const NamePattern>> Create(const std::string& text, uint32_t flags) {
    auto pattern = std::make_shared<NamePattern>();
    pattern->text_ = text;
    pattern->ignores_case_ = (flags & kMatchNoCase) != 0;
    if (flags & kMatchRegex) {
      regex_t compiled;
      const int options = REG_EXTENDED | REG_NOSUB | ((flags & kMatchNoCase) ? REG_ICASE : 0);
      if (text.size() > kMaxPatternBytes || regcomp(&compiled, text.c_str(), options) != 0) {
        return Error(ErrorDomain::kNone, ErrorCode::kInvalidArg, "failed to compile regex '%s'",
                     text.substr(0, kMaxPatternBytes));
      }
      pattern->regex_ = compiled;
    }
    return pattern;
  }
  NamePattern() = default;
  NamePattern(const NamePattern&) = delete;
  NamePattern& operator=(const NamePattern&) = delete;
  ~NamePattern() {
    if (regex_) regfree(&*regex_);
  }
  bool Fits(const std::string& name) const {
    if (regex_) return regexec(&*regex_, name.c_str(), 0, nullptr, 0) == 0;
    return ignores_case_ ? strcasecmp(name.c_str(), text_.c_str()) == 0 : name == text_;
  }

 private:
  std::string text_;
  bool ignores_case_ = false;
  std::optional<regex_t> regex_;
};

// Who hears of domains.
class DomainHearers {
 public:
  explicit DomainHearers(rpc::AccessCheck* access) : all_(std::make_shared<EventSubscriptions>("domain", access)) {}

  void Tell(const store::DomainEvent& event) const {
    const auto shared = std::make_shared<const store::DomainEvent>(event);
    const auto* monitor = std::get_if<store::MonitorEvent>(&event.what);
    all_->Tell(
        {.event_ids = EventIdsOf(event),
         .object = event.domain.uuid.ToString(),
         .name = monitor ? monitor->event : "",
         .may_hear =
             [shared](rpc::AccessCheck& access, const Caller& caller) {
               return access.CheckKnown(caller, {&kDomainGetattr, 1}, &shared->domain, "virConnectDomainEventRegisterAny").ok();
             },
         .send =
             [shared](ClientSession& session, const Subscription& wanted) {
               SendDomainEvent(session, *shared, wanted.event_id,
                               wanted.in_old_form ? std::nullopt : std::optional(wanted.callback_id));
             }});
  }

  absl::Status AddOld(ClientSession& session, int32_t event_id) const {
    return all_->Add(session, {.event_id = event_id, .in_old_form = true}).status();
  }
  absl::Status RemoveOld(ClientSession& session, int32_t event_id) const {
    return Remove(session, "domain event", event_id,
                  [event_id](const Subscription& present) { return present.in_old_form && present.event_id == event_id; });
  }
  absl::StatusOr<int32_t> Add(ClientSession& session, int32_t event_id, const std::optional<DomainRef>& domain) const {
    return all_->Add(session, {.event_id = event_id, .object = KeyOf(domain)});
  }
  absl::Status Remove(ClientSession& session, int32_t callback_id) const {
    return Remove(session, "domain event callback", callback_id, [callback_id](const Subscription& present) {
      return !present.in_old_form && present.event_id != kMonitorEvents && present.callback_id == callback_id;
    });
  }
  absl::StatusOr<int32_t> AddMonitor(ClientSession& session, const wire::QemuConnectDomainMonitorEventRegisterArgs& args) const {
    RETURN_IF_ERROR(RejectFlagsOutside(kMatchRegex | kMatchNoCase, args.flags, "virDomainQemuMonitorEventStateRegisterID"));
    Wanted wanted{.event_id = kMonitorEvents, .object = KeyOf(args.dom)};
    if (args.event) {
      ASSIGN_OR_RETURN(auto pattern, NamePattern::Create(*args.event, args.flags));
      wanted.names = absl::StrCat("=", *args.event);
      wanted.fits = [pattern = std::move(pattern)](const std::string& name) { return pattern->Fits(name); };
    }
    return all_->Add(session, std::move(wanted));
  }
  absl::Status RemoveMonitor(ClientSession& session, int32_t callback_id) const {
    return Remove(session, "qemu monitor event callback", callback_id, [callback_id](const Subscription& present) {
      return present.event_id == kMonitorEvents && present.callback_id == callback_id;
    });
  }

 private:
  static std::optional<std::string> KeyOf(const std::optional<DomainRef>& domain) {
    return domain ? std::optional(domain->uuid.ToString()) : std::nullopt;
  }
  absl::Status Remove(ClientSession& session, const char* what, int32_t number,
                      const std::function<bool(const Subscription&)>& is_meant) const {
    if (all_->Remove(session, is_meant)) return absl::OkStatus();
    return Error(ErrorDomain::kRpc, ErrorCode::kInternalError, "%s %d not registered", what, number);
  }

  std::shared_ptr<EventSubscriptions> all_;
};

void BindOldForm(rpc::Table& table, const DomainHearers& hearers) {
  table.Handle<wire::ConnectDomainEventRegister>(  // 105
      [hearers](ClientSession& session, const wire::None&) -> absl::StatusOr<int32_t> {
        RETURN_IF_ERROR(hearers.AddOld(session, 0));
        return 0;
      },
      {kConnectSearchDomains});
  table.Handle<wire::ConnectDomainEventDeregister>(  // 106
      [hearers](ClientSession& session, const wire::None&) -> absl::StatusOr<int32_t> {
        RETURN_IF_ERROR(hearers.RemoveOld(session, 0));
        return 0;
      },
      {kConnectRead});
  table.Handle<wire::ConnectDomainEventRegisterAny>(  // 167
      [hearers](ClientSession& session, const wire::ConnectDomainEventRegisterAnyArgs& args) -> absl::Status {
        RETURN_IF_ERROR(CheckEventId(args.event_id, kLegacyEvents));
        return hearers.AddOld(session, args.event_id);
      },
      {kConnectSearchDomains});
  table.Handle<wire::ConnectDomainEventDeregisterAny>(  // 168
      [hearers](ClientSession& session, const wire::ConnectDomainEventDeregisterAnyArgs& args) -> absl::Status {
        RETURN_IF_ERROR(CheckEventId(args.event_id, kLegacyEvents));
        return hearers.RemoveOld(session, args.event_id);
      },
      {kConnectRead});
}

}  // namespace

void BindDomainEvents(rpc::Table& table, DomainEventBus& bus, const DomainFront& front) {
  const DomainHearers hearers(front.access);
  bus.Subscribe([hearers](const store::DomainEvent& event) { hearers.Tell(event); });
  BindOldForm(table, hearers);
  table.Handle<wire::ConnectDomainEventCallbackRegisterAny>(  // 316
      [hearers](ClientSession& session, const wire::ConnectDomainEventCallbackRegisterAnyArgs& args) -> absl::StatusOr<int32_t> {
        RETURN_IF_ERROR(CheckEventId(args.event_id, kKnownEvents));
        return hearers.Add(session, args.event_id, args.dom);
      },
      {kConnectSearchDomains});
  table.Handle<wire::ConnectDomainEventCallbackDeregisterAny>(  // 317
      [hearers](ClientSession& session, const wire::ConnectDomainEventCallbackDeregisterAnyArgs& args) {
        return hearers.Remove(session, args.callback_id);
      },
      {kConnectRead});
  table.Handle<wire::QemuConnectDomainMonitorEventRegister>(  // qemu 4
      [hearers](ClientSession& session, const wire::QemuConnectDomainMonitorEventRegisterArgs& args) {
        return hearers.AddMonitor(session, args);
      },
      {kConnectSearchDomains, kConnectWrite});
  table.Handle<wire::QemuConnectDomainMonitorEventDeregister>(  // qemu 5
      [hearers](ClientSession& session, const wire::QemuConnectDomainMonitorEventDeregisterArgs& args) {
        return hearers.RemoveMonitor(session, args.callback_id);
      },
      {kConnectWrite});
}

}  // namespace pleiad::driver
