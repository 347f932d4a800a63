// SPDX-License-Identifier: Apache-2.0
#include "libshared/daemon/polkit.h"

#include <systemd/sd-bus.h>

#include <cerrno>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/journal.h"
#include "libshared/base/status_macros.h"

namespace pleiad::daemon {
namespace {
constexpr char kService[] = "org.freedesktop.PolicyKit1";
constexpr char kObject[] = "/org/freedesktop/PolicyKit1/Authority";
constexpr char kInterface[] = "org.freedesktop.PolicyKit1.Authority";
constexpr uint32_t kAllowUserInteraction = 1;

absl::Status PolkitError(ErrorCode code, std::string_view detail) { return MakeError(ErrorDomain::kPolkit, code, detail); }

// The bus ends its sentences with a full stop; ours go on.
std::string ErrorTextOf(const sd_bus_error& error) {
  std::string text = error.message == nullptr ? error.name : error.message;
  if (text.ends_with('.')) text.pop_back();
  return text;
}

struct Verdict {
  bool authorized = false, challenge = false, dismissed = false;
};

// (bba{ss}); the keys tell among other things that the user closed the dialog.
int ReadVerdict(sd_bus_message* reply, Verdict& verdict) {
  int authorized = 0, challenge = 0;
  if (int r = sd_bus_message_enter_container(reply, 'r', "bba{ss}"); r < 0) return r;
  if (int r = sd_bus_message_read(reply, "bb", &authorized, &challenge); r < 0) return r;
  if (int r = sd_bus_message_enter_container(reply, 'a', "{ss}"); r < 0) return r;
  const char *key = nullptr, *value = nullptr;
  while (sd_bus_message_read(reply, "{ss}", &key, &value) > 0) {
    if (strcmp(key, "polkit.dismissed") == 0) verdict.dismissed = true;
  }
  verdict.authorized = authorized != 0;
  verdict.challenge = challenge != 0;
  return 0;
}

int AppendSubject(sd_bus_message* call, const PolkitQuestion& question) {
  if (!question.bus_name.empty()) {
    return sd_bus_message_append(call, "(sa{sv})", "system-bus-name", 1, "name", "s", question.bus_name.c_str());
  }
  return sd_bus_message_append(call, "(sa{sv})", "unix-process", 3, "pid", "u", static_cast<uint32_t>(question.pid), "start-time",
                               "t", question.start_time, "uid", "i", static_cast<int32_t>(question.uid));
}

int AppendQuestion(sd_bus_message* call, const PolkitQuestion& question) {
  if (int r = AppendSubject(call, question); r < 0) return r;
  if (int r = sd_bus_message_append(call, "s", question.action.c_str()); r < 0) return r;
  if (int r = sd_bus_message_open_container(call, 'a', "{ss}"); r < 0) return r;
  for (const auto& [name, value] : question.details) {
    if (int r = sd_bus_message_append(call, "{ss}", name.c_str(), value.c_str()); r < 0) return r;
  }
  if (int r = sd_bus_message_close_container(call); r < 0) return r;
  return sd_bus_message_append(call, "us", question.interactive ? kAllowUserInteraction : 0u, "");
}
}  // namespace

struct Polkit::Pending {
  Polkit& owner;
  PolkitQuestion question;
  Answer answer;
  sd_bus_slot* slot = nullptr;
  ~Pending() { sd_bus_slot_unref(slot); }
};

PolkitQuestion PolkitQuestion::From(const Caller& caller, std::string action) {
  PolkitQuestion question{.action = std::move(action), .bus_name = caller.dbus_name, .details = {}};
  question.pid = caller.pid.value_or(0);
  question.start_time = caller.process_start_time;
  question.uid = caller.uid.value_or(static_cast<uid_t>(-1));
  return question;
}

std::string PolkitQuestion::Subject() const { return absl::StrCat(pid, " ", start_time, " ", uid, " ", bus_name); }

std::string PolkitQuestion::Text() const {
  std::string text = action;
  for (const auto& [name, value] : details) absl::StrAppend(&text, "\n", name, "=", value);
  return text;
}

Polkit::Polkit(event::Loop& loop, std::string group_hint) : loop_(loop), group_hint_(std::move(group_hint)) {}

Polkit::~Polkit() {
  pending_.clear();
  Disconnect();
}

absl::Status Polkit::Connect() {
  if (bus_ != nullptr && sd_bus_is_open(bus_) > 0) return absl::OkStatus();
  Disconnect();
  int r = sd_bus_open_system(&bus_);
  if (r >= 0) r = sd_bus_attach_event(bus_, loop_.raw(), SD_EVENT_PRIORITY_NORMAL);
  if (r >= 0) return Watch();
  Disconnect();
  return Unavailable(absl::StrCat("cannot reach the system bus to ask polkit: ", strerror(-r)));
}

void Polkit::Disconnect() {
  if (bus_ != nullptr) sd_bus_detach_event(bus_);
  bus_ = sd_bus_close_unref(bus_);
}

// What was answered holds until the rules, or the sessions that they look at, have changed.
absl::Status Polkit::Watch() {
  const auto forget = [](sd_bus_message*, void* userdata, sd_bus_error*) {
    static_cast<Polkit*>(userdata)->answers_.Clear();
    return 0;
  };
  int r = sd_bus_match_signal_async(bus_, nullptr, kService, kObject, kInterface, "Changed", forget, nullptr, this);
  if (r >= 0) {
    const std::string restarted = absl::StrCat(
        "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',arg0='", kService,
        "'");
    r = sd_bus_add_match_async(bus_, nullptr, restarted.c_str(), forget, nullptr, this);
  }
  return r >= 0 ? absl::OkStatus() : Unavailable(absl::StrCat("cannot hear of polkit's changes: ", strerror(-r)));
}

absl::Status Polkit::Unavailable(const std::string& why) const {
  return PolkitError(ErrorCode::kAuthUnavailable, absl::StrCat(why, group_hint_));
}

absl::Duration Polkit::DeadlineOf(const PolkitQuestion& question) const {
  return question.interactive ? limits_.deadline : limits_.quick_deadline;
}

void Polkit::Ask(const PolkitQuestion& question, Answer answer) {
  if (auto known = answers_.Find(question.Subject(), question.Text())) return answer(*std::move(known));
  auto pending = std::make_unique<Pending>(*this, question, std::move(answer));
  Pending* key = pending.get();
  pending_.emplace(key, std::move(pending));
  if (absl::Status sent = Send(*key); !sent.ok()) Finish(*key, std::move(sent));
}

absl::Status Polkit::Send(Pending& pending) {
  RETURN_IF_ERROR(Connect());
  sd_bus_message* call = nullptr;
  int r = sd_bus_message_new_method_call(bus_, &call, kService, kObject, kInterface, "CheckAuthorization");
  absl::Cleanup unref = [&call] { sd_bus_message_unref(call); };
  if (r >= 0) r = AppendQuestion(call, pending.question);
  const auto on_reply = [](sd_bus_message* reply, void* userdata, sd_bus_error* error) {
    return OnReply(reply, userdata, error);
  };
  if (r >= 0)
    r = sd_bus_call_async(bus_, &pending.slot, call, on_reply, &pending, absl::ToInt64Microseconds(DeadlineOf(pending.question)));
  if (r >= 0) return absl::OkStatus();
  return Unavailable(absl::StrCat("cannot ask polkit: ", strerror(-r)));
}

int Polkit::OnReply(sd_bus_message* reply, void* userdata, void*) noexcept {
  Pending& pending = *static_cast<Pending*>(userdata);
  Polkit& owner = pending.owner;
  owner.hangs_ = sd_bus_message_get_errno(reply) == ETIMEDOUT;
  if (sd_bus_message_is_method_error(reply, nullptr) > 0) {
    const sd_bus_error* error = sd_bus_message_get_error(reply);
    owner.Finish(pending, owner.Unavailable(absl::StrCat("polkit does not answer: ", ErrorTextOf(*error))));
    return 0;
  }
  Verdict verdict;
  if (ReadVerdict(reply, verdict) < 0) {
    owner.Finish(pending, PolkitError(ErrorCode::kAuthUnavailable, "polkit's answer cannot be read"));
    return 0;
  }
  absl::Status status = owner.StatusOf(verdict.authorized, verdict.challenge, verdict.dismissed, pending.question);
  // Whom somebody has refused at a dialog may be let in at the next one.
  if (status.ok() || !pending.question.interactive)
    owner.answers_.Add(pending.question.Subject(), pending.question.Text(), status);
  owner.Finish(pending, std::move(status));
  return 0;
}

absl::Status Polkit::StatusOf(bool authorized, bool challenge, bool dismissed, const PolkitQuestion& question) const {
  if (authorized) return absl::OkStatus();
  if (dismissed) return PolkitError(ErrorCode::kAuthCancelled, "user cancelled authentication process");
  if (challenge) return Unavailable(absl::StrCat("no polkit agent available to authenticate action '", question.action, "'"));
  return PolkitError(ErrorCode::kAuthFailed, "access denied by policy");
}

void Polkit::Finish(Pending& pending, absl::Status status) {
  auto node = pending_.extract(&pending);
  if (!status.ok())
    log::Info([&] {
      return absl::StrCat("polkit: uid ", pending.question.uid, ", pid ", pending.question.pid, ": ", MessageOf(status));
    });
  pending.answer(std::move(status));
}

absl::Status Polkit::AskAndWait(const PolkitQuestion& question) {
  if (auto known = answers_.Find(question.Subject(), question.Text())) return *std::move(known);
  const bool probes = hangs_;
  if (probes && probing_.exchange(true)) return Unavailable("polkit does not answer");
  const absl::Cleanup probed = [this, probes] {
    if (probes) probing_ = false;
  };
  // Shared with the answer, which may come after this call has given up.
  struct Wait {
    absl::Notification done;
    absl::Status status;
  };
  auto wait = std::make_shared<Wait>();
  loop_.Post([this, question, wait] {
    Ask(question, [wait](absl::Status status) {
      wait->status = std::move(status);
      wait->done.Notify();
    });
  });
  if (wait->done.WaitForNotificationWithTimeout(DeadlineOf(question) + absl::Seconds(5))) return wait->status;
  return Unavailable("polkit does not answer");
}

}  // namespace pleiad::daemon
