// SPDX-License-Identifier: Apache-2.0
// polkit.h: asks polkit over the system bus whether somebody may do something, without ever making the loop wait.
// Where no polkit (or no bus) is, the answer is an error that says what else lets a user in.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libshared/base/caller.h"
#include "libshared/daemon/polkit_answers.h"
#include "libshared/event/loop.h"

struct sd_bus;
struct sd_bus_message;

namespace pleiad::daemon {

struct PolkitQuestion {
  std::string action;  // "org.libvirt.unix.manage"
  // Who: a process, or a peer on the bus when `bus_name` is set.
  pid_t pid = 0;
  uint64_t start_time = 0;
  uid_t uid = 0;
  std::string bus_name;
  std::vector<std::pair<std::string, std::string>> details;  // "connect_driver", "domain_name", ...
  bool interactive = true;                                   // an agent may ask the user for a password

  static PolkitQuestion From(const Caller& caller, std::string action);
  std::string Subject() const;  // the same for the same process or peer on the bus
  std::string Text() const;     // the same for the same question
};

// For the loop's thread.
class Polkit {
 public:
  struct Limits {
    absl::Duration deadline = absl::Minutes(2);        // somebody may have to type a password
    absl::Duration quick_deadline = absl::Seconds(5);  // nobody is asked for one
  };
  // AUTH_FAILED (policy says no), AUTH_CANCELLED (the user did), AUTH_UNAVAILABLE (no agent, no polkit), domain POLKIT.
  using Answer = absl::AnyInvocable<void(absl::Status)>;

  Polkit(event::Loop& loop, std::string group_hint);
  ~Polkit();

  // Calls `answer` once, later or at once. Dropping this object drops open questions without an answer.
  void Ask(const PolkitQuestion& question, Answer answer);
  // The same from a worker, which waits for the answer; for questions that are not interactive. A polkit that hangs costs one
  // worker at a time, not all of them.
  absl::Status AskAndWait(const PolkitQuestion& question);

 private:
  struct Pending;
  absl::Status Connect();
  void Disconnect();
  absl::Status Watch();
  absl::Status StatusOf(bool authorized, bool challenge, bool dismissed, const PolkitQuestion& question) const;
  absl::Status Unavailable(const std::string& why) const;
  absl::Duration DeadlineOf(const PolkitQuestion& question) const;
  void Finish(Pending& pending, absl::Status status);
  absl::Status Send(Pending& pending);
  static int OnReply(sd_bus_message* reply, void* userdata, void* error) noexcept;

  event::Loop& loop_;
  const std::string group_hint_;
  const Limits limits_;
  sd_bus* bus_ = nullptr;
  PolkitAnswers answers_;
  std::atomic<bool> hangs_ = false;    // the last question had no answer in time
  std::atomic<bool> probing_ = false;  // somebody waits for whether it still does
  std::map<Pending*, std::unique_ptr<Pending>> pending_;
};

}  // namespace pleiad::daemon
