// SPDX-License-Identifier: Apache-2.0
#include "libshared/event/loop.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <systemd/sd-event.h>

#include <chrono>
#include <utility>

#include "libshared/base/error.h"

namespace pleiad::event {

// The callback lives apart from the Source, so that a callback may drop its own Source while it runs.
struct Source::State {
  sd_event_source* source = nullptr;
  sd_event* event = nullptr;
  struct Callback {
    std::function<void(uint32_t)> run;
    bool dropped = false;
    bool running = false;
  };
  Callback* callback = nullptr;

  ~State() {
    sd_event_source_disable_unref(source);
    if (callback->running) {
      callback->dropped = true;
    } else {
      delete callback;
    }
  }
};

namespace {
void Invoke(void* userdata, uint32_t events) {
  auto* callback = static_cast<Source::State::Callback*>(userdata);
  callback->running = true;
  callback->run(events);
  callback->running = false;
  if (callback->dropped) delete callback;
}

int OnIo(sd_event_source*, int, uint32_t events, void* userdata) noexcept {
  Invoke(userdata, events);
  return 0;
}

int OnTime(sd_event_source*, uint64_t, void* userdata) noexcept {
  Invoke(userdata, 0);
  return 0;
}

int OnSignal(sd_event_source*, const signalfd_siginfo*, void* userdata) noexcept {
  Invoke(userdata, 0);
  return 0;
}

std::unique_ptr<Source::State> NewState(sd_event* event, std::function<void(uint32_t)> run) {
  auto state = std::make_unique<Source::State>();
  state->event = event;
  state->callback = new Source::State::Callback{.run = std::move(run)};
  return state;
}

uint64_t Microseconds(absl::Duration delay) {
  const int64_t value = absl::ToInt64Microseconds(delay);
  return value < 0 ? 0 : static_cast<uint64_t>(value);
}
}  // namespace

Source::Source() = default;
Source::Source(std::unique_ptr<State> state) : state_(std::move(state)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&&) noexcept = default;
Source::~Source() = default;
void Source::Reset() { state_.reset(); }
void Source::SetEvents(uint32_t events) { sd_event_source_set_io_events(state_->source, events); }

void Source::Arm(absl::Duration delay) {
  sd_event_source_set_time_relative(state_->source, Microseconds(delay));
  sd_event_source_set_enabled(state_->source, SD_EVENT_ONESHOT);
}

void Source::Disarm() { sd_event_source_set_enabled(state_->source, SD_EVENT_OFF); }

absl::StatusOr<std::unique_ptr<Loop>> Loop::Create() {
  std::unique_ptr<Loop> loop(new Loop);
  if (int r = sd_event_new(&loop->event_); r < 0) return SystemError(ErrorDomain::kEvent, -r, "cannot create the event loop");
  loop->wakeup_.Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!loop->wakeup_) return SystemError(ErrorDomain::kEvent, errno, "cannot create an event descriptor");
  loop->wakeup_source_ = loop->AddIo(loop->wakeup_.get(), EPOLLIN, [loop = loop.get()](uint32_t) { loop->RunPosted(); });
  return loop;
}

Loop::~Loop() {
  wakeup_source_.Reset();
  sd_event_unref(event_);
}

Source Loop::AddIo(int fd, uint32_t events, std::function<void(uint32_t)> ready) {
  auto state = NewState(event_, std::move(ready));
  sd_event_add_io(event_, &state->source, fd, events, OnIo, state->callback);
  return Source(std::move(state));
}

Source Loop::AddTimer(absl::Duration delay, std::function<void()> fire) {
  auto state = NewState(event_, [fire = std::move(fire)](uint32_t) { fire(); });
  sd_event_add_time_relative(event_, &state->source, CLOCK_MONOTONIC, Microseconds(delay), /*accuracy=*/1000, OnTime,
                             state->callback);
  return Source(std::move(state));
}

Source Loop::AddSignal(int signal_number, std::function<void()> caught) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal_number);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  auto state = NewState(event_, [caught = std::move(caught)](uint32_t) { caught(); });
  sd_event_add_signal(event_, &state->source, signal_number, OnSignal, state->callback);
  return Source(std::move(state));
}

void Loop::Post(Task task) {
  bool first;
  {
    absl::MutexLock lock(&mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(task));
  }
  // One wake-up covers all tasks posted until it is served.
  if (first) eventfd_write(wakeup_.get(), 1);
}

void Loop::RunPosted() {
  eventfd_t count;
  eventfd_read(wakeup_.get(), &count);
  std::vector<Task> tasks;
  {
    absl::MutexLock lock(&mutex_);
    tasks.swap(posted_);
  }
  for (Task& task : tasks) task();
}

int Loop::Run() {
  thread_ = std::this_thread::get_id();
  while (sd_event_get_state(event_) != SD_EVENT_FINISHED) {
    const int ready = sd_event_prepare(event_);
    if (ready < 0) return ready;
    if (ready == 0 && Wait() < 0) continue;
    sd_event_dispatch(event_);
  }
  RunPosted();  // what came during the last turn
  int code = 0;
  sd_event_get_exit_code(event_, &code);
  return code;
}

// To sleep and be woken by a client on another CPU costs tens of microseconds, several times a small call. So while events
// come in quick succession, the next one is looked for a moment before sleeping: the end of each burst costs kLook of CPU
// time, and a loop that is called now and then never looks. Others who want this CPU get it, by the yield.
int Loop::Wait() {
  constexpr auto kLook = std::chrono::microseconds(100);
  const auto begin = std::chrono::steady_clock::now();
  if (in_burst_) {
    pollfd poller{.fd = sd_event_get_fd(event_), .events = POLLIN, .revents = 0};
    while (poll(&poller, 1, 0) == 0) {
      if (std::chrono::steady_clock::now() - begin > kLook) {
        in_burst_ = false;
        break;
      }
      sched_yield();
    }
  }
  const int result = sd_event_wait(event_, UINT64_MAX);
  in_burst_ = std::chrono::steady_clock::now() - begin < kLook;
  return result;
}

void Loop::RunOnce(absl::Duration timeout) {
  thread_ = std::this_thread::get_id();
  sd_event_run(event_, Microseconds(timeout));
}

void Loop::Exit(int code) {
  Post([this, code] { sd_event_exit(event_, code); });
}

void Loop::EnableWatchdog() { sd_event_set_watchdog(event_, 1); }

}  // namespace pleiad::event
