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
  return sd_bus_message_append(call, "(sa{sv})", "unix-process", 3, "pid", "u", static_cast<uint32_t>(question.pid), "start-time", "t",
                               question.start_time, "uid", "i", static_cast<int32_t>(question.uid));
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

std::string PolkitQuestion::Key() const {
  std::string key = absl::StrCat(pid, " ", start_time, " ", uid, " ", bus_name, " ", action);
  for (const auto& [name, value] : details) absl::StrAppend(&key, "\n", name, "=", value);
  return key;
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
  if (r >= 0) return absl::OkStatus();
  Disconnect();
  return PolkitError(ErrorCode::kAuthUnavailable, absl::StrCat("cannot reach the system bus to ask polkit: ", strerror(-r), group_hint_));
}

void Polkit::Disconnect() {
  if (bus_ != nullptr) sd_bus_detach_event(bus_);
  bus_ = sd_bus_close_unref(bus_);
}

bool Polkit::IsRemembered(const std::string& key) {
  auto found = remembered_.find(key);
  if (found == remembered_.end()) return false;
  if (absl::Now() < found->second) return true;
  remembered_.erase(found);
  return false;
}

void Polkit::Remember(std::string key) {
  if (remembered_.size() >= limits_.remembered) remembered_.clear();
  remembered_[std::move(key)] = absl::Now() + limits_.remember;
}

void Polkit::Ask(const PolkitQuestion& question, Answer answer) {
  if (IsRemembered(question.Key())) return answer(absl::OkStatus());
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
  const auto on_reply = [](sd_bus_message* reply, void* userdata, sd_bus_error* error) { return OnReply(reply, userdata, error); };
  if (r >= 0) r = sd_bus_call_async(bus_, &pending.slot, call, on_reply, &pending, absl::ToInt64Microseconds(limits_.deadline));
  if (r >= 0) return absl::OkStatus();
  return PolkitError(ErrorCode::kAuthUnavailable, absl::StrCat("cannot ask polkit: ", strerror(-r), group_hint_));
}

int Polkit::OnReply(sd_bus_message* reply, void* userdata, void*) noexcept {
  Pending& pending = *static_cast<Pending*>(userdata);
  Polkit& owner = pending.owner;
  if (sd_bus_message_is_method_error(reply, nullptr) > 0) {
    const sd_bus_error* error = sd_bus_message_get_error(reply);
    owner.Finish(pending, PolkitError(ErrorCode::kAuthUnavailable,
                                      absl::StrCat("polkit does not answer: ", ErrorTextOf(*error), owner.group_hint_)));
    return 0;
  }
  Verdict verdict;
  if (ReadVerdict(reply, verdict) < 0) {
    owner.Finish(pending, PolkitError(ErrorCode::kAuthUnavailable, "polkit's answer cannot be read"));
  } else if (verdict.authorized) {
    owner.Remember(pending.question.Key());
    owner.Finish(pending, absl::OkStatus());
  } else if (verdict.dismissed) {
    owner.Finish(pending, PolkitError(ErrorCode::kAuthCancelled, "user cancelled authentication process"));
  } else if (verdict.challenge) {
    owner.Finish(pending, PolkitError(ErrorCode::kAuthUnavailable, absl::StrCat("no polkit agent available to authenticate action '",
                                                                              pending.question.action, "'", owner.group_hint_)));
  } else {
    owner.Finish(pending, PolkitError(ErrorCode::kAuthFailed, "access denied by policy"));
  }
  return 0;
}

void Polkit::Finish(Pending& pending, absl::Status status) {
  auto node = pending_.extract(&pending);
  if (!status.ok()) log::Info([&] { return absl::StrCat("polkit: uid ", pending.question.uid, ", pid ", pending.question.pid, ": ", MessageOf(status)); });
  pending.answer(std::move(status));
}

absl::Status Polkit::AskAndWait(const PolkitQuestion& question) {
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
  if (wait->done.WaitForNotificationWithTimeout(limits_.deadline + absl::Seconds(5))) return wait->status;
  return PolkitError(ErrorCode::kAuthUnavailable, absl::StrCat("polkit does not answer", group_hint_));
}

}  // namespace pleiad::daemon
