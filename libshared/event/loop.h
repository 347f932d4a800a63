// SPDX-License-Identifier: Apache-2.0
// loop.h: the one event loop of a daemon, with its sources as objects that end when they are dropped. Timers, signals, buses and
// the watchdog are sd-event's. Descriptors are waited for beside it: sd-event asks the kernel for all that are ready before it
// serves one, so that a thousand clients at once would cost a million answers.
// Every function is for the loop's thread, save Post() and Exit(). A callback runs on the loop's thread and must not wait.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libshared/base/unique_fd.h"

struct sd_event;
struct sd_event_source;

namespace pleiad::event {

using Task = absl::AnyInvocable<void()>;

// One source of events; dropping it ends it, also from inside its own callback.
class Source {
 public:
  struct State;
  struct Shared;  // what all sources of a loop share
  Source();
  explicit Source(std::unique_ptr<State> state);
  Source(Source&&) noexcept;
  Source& operator=(Source&&) noexcept;
  ~Source();

  explicit operator bool() const { return state_ != nullptr; }
  void Reset();
  // For I/O sources: the epoll events waited for from now on.
  void SetEvents(uint32_t events);
  // For timers: fires (again) after `delay` from now.
  void Arm(absl::Duration delay);
  // For timers: does not fire until armed again.
  void Disarm();

 private:
  std::unique_ptr<State> state_;
};

class Loop {
 public:
  static absl::StatusOr<std::unique_ptr<Loop>> Create();
  ~Loop();

  // Calls `ready` with the epoll events whenever `fd` has some of `events`. The descriptor stays the caller's.
  Source AddIo(int fd, uint32_t events, std::function<void(uint32_t events)> ready);
  // Calls `fire` once, `delay` from now; Arm() makes it fire again.
  Source AddTimer(absl::Duration delay, std::function<void()> fire);
  // Calls `caught` for each SIGNAL, which is blocked for the process's other uses. Block it in every thread before threads start.
  Source AddSignal(int signal_number, std::function<void()> caught);

  // Runs `task` on the loop's thread soon, in the order of posting. From any thread.
  void Post(Task task);
  // Runs until Exit(); returns its code.
  int Run();
  // One turn of at most `timeout`; for tests.
  void RunOnce(absl::Duration timeout);
  // Ends Run(). From any thread.
  void Exit(int code);
  // Petting the service manager's watchdog, when it asked for that (WATCHDOG_USEC).
  void EnableWatchdog();
  bool OnLoopThread() const { return std::this_thread::get_id() == thread_; }
  // For what attaches itself to sd-event (a bus).
  sd_event* raw() {
    attached_ = true;
    return event_;
  }

 private:
  Loop() = default;
  void RunPosted();
  void Turn(int timeout_ms);
  bool ServeTimers();

  std::shared_ptr<Source::Shared> shared_;
  sd_event* event_ = nullptr;
  bool attached_ = false;
  std::optional<int> exit_code_;
  bool in_burst_ = false;  // the event before came soon after the one before it
  std::thread::id thread_ = std::this_thread::get_id();
  UniqueFd wakeup_;
  Source wakeup_source_;
  absl::Mutex mutex_;
  std::vector<Task> posted_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace pleiad::event
