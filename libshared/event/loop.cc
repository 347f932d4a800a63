// SPDX-License-Identifier: Apache-2.0
#include "libshared/event/loop.h"

#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <systemd/sd-event.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "libshared/base/error.h"

namespace pleiad::event {
namespace {
constexpr size_t kBatch = 64;

// While callbacks run, a source that is dropped is kept: the batch may still refer to it, or it may be the one that runs.
class DispatchScope {
 public:
  explicit DispatchScope(Source::Shared& shared);
  ~DispatchScope();

 private:
  Source::Shared& shared_;
};
}  // namespace

// A source outlives its loop where its owner does.
struct Source::Shared {
  UniqueFd epoll;
  int dispatching = 0;
  std::vector<std::unique_ptr<State>> dropped;
  // Something of sd-event's was set, or its descriptor is ready.
  bool timers_changed = true;

  int Wait(std::array<epoll_event, kBatch>& events, int timeout_ms, bool& in_burst) const;
};

struct Source::State {
  std::shared_ptr<Shared> shared;
  std::function<void(uint32_t)> run;
  int fd = -1;                       // of an I/O source
  sd_event_source* timer = nullptr;  // of the others
  bool dropped = false;
};

namespace {
DispatchScope::DispatchScope(Source::Shared& shared) : shared_(shared) { ++shared_.dispatching; }

DispatchScope::~DispatchScope() {
  if (--shared_.dispatching > 0) return;
  // What ends with a source may drop others.
  while (!shared_.dropped.empty()) std::exchange(shared_.dropped, {}).clear();
}

void Drop(std::unique_ptr<Source::State> state) {
  if (!state) return;
  if (state->fd >= 0) epoll_ctl(state->shared->epoll.get(), EPOLL_CTL_DEL, state->fd, nullptr);
  sd_event_source_disable_unref(state->timer);
  state->dropped = true;
  if (const auto shared = state->shared; shared->dispatching > 0) shared->dropped.push_back(std::move(state));
}

int OnTime(sd_event_source*, uint64_t, void* userdata) noexcept {
  static_cast<Source::State*>(userdata)->run(0);
  return 0;
}

int OnSignal(sd_event_source*, const signalfd_siginfo*, void* userdata) noexcept {
  static_cast<Source::State*>(userdata)->run(0);
  return 0;
}

std::unique_ptr<Source::State> NewState(const std::shared_ptr<Source::Shared>& shared, std::function<void(uint32_t)> run) {
  return std::make_unique<Source::State>(Source::State{.shared = shared, .run = std::move(run)});
}

// sd-event's own idea of now is that of its last turn, which may be long ago.
uint64_t MicrosecondsFromNow(absl::Duration delay) {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const uint64_t at = static_cast<uint64_t>(now.tv_sec) * 1'000'000 + static_cast<uint64_t>(now.tv_nsec) / 1000;
  if (delay == absl::InfiniteDuration()) return UINT64_MAX;
  return at + static_cast<uint64_t>(std::max<int64_t>(0, absl::ToInt64Microseconds(delay)));
}
}  // namespace

Source::Source() = default;
Source::Source(std::unique_ptr<State> state) : state_(std::move(state)) {}
Source::Source(Source&&) noexcept = default;
Source& Source::operator=(Source&& other) noexcept {
  if (this != &other) Drop(std::exchange(state_, std::move(other.state_)));
  return *this;
}
Source::~Source() { Reset(); }
void Source::Reset() { Drop(std::move(state_)); }

void Source::SetEvents(uint32_t events) {
  epoll_event event{.events = events, .data = {.ptr = state_.get()}};
  epoll_ctl(state_->shared->epoll.get(), EPOLL_CTL_MOD, state_->fd, &event);
}

void Source::Arm(absl::Duration delay) {
  sd_event_source_set_time(state_->timer, MicrosecondsFromNow(delay));
  sd_event_source_set_enabled(state_->timer, SD_EVENT_ONESHOT);
  state_->shared->timers_changed = true;
}

void Source::Disarm() { sd_event_source_set_enabled(state_->timer, SD_EVENT_OFF); }

absl::StatusOr<std::unique_ptr<Loop>> Loop::Create() {
  std::unique_ptr<Loop> loop(new Loop);
  if (int r = sd_event_new(&loop->event_); r < 0) return SystemError(ErrorDomain::kEvent, -r, "cannot create the event loop");
  loop->shared_ = std::make_shared<Source::Shared>();
  loop->shared_->epoll.Reset(epoll_create1(EPOLL_CLOEXEC));
  loop->wakeup_.Reset(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  epoll_event timers{.events = EPOLLIN, .data = {.ptr = nullptr}};
  if (!loop->shared_->epoll || !loop->wakeup_ ||
      epoll_ctl(loop->shared_->epoll.get(), EPOLL_CTL_ADD, sd_event_get_fd(loop->event_), &timers) != 0) {
    return SystemError(ErrorDomain::kEvent, errno, "cannot create an event descriptor");
  }
  loop->wakeup_source_ = loop->AddIo(loop->wakeup_.get(), EPOLLIN, [loop = loop.get()](uint32_t) { loop->RunPosted(); });
  return loop;
}

Loop::~Loop() {
  wakeup_source_.Reset();
  sd_event_unref(event_);
}

Source Loop::AddIo(int fd, uint32_t events, std::function<void(uint32_t)> ready) {
  auto state = NewState(shared_, std::move(ready));
  state->fd = fd;
  epoll_event event{.events = events, .data = {.ptr = state.get()}};
  epoll_ctl(shared_->epoll.get(), EPOLL_CTL_ADD, fd, &event);
  return Source(std::move(state));
}

Source Loop::AddTimer(absl::Duration delay, std::function<void()> fire) {
  auto state = NewState(shared_, [fire = std::move(fire)](uint32_t) { fire(); });
  sd_event_add_time(event_, &state->timer, CLOCK_MONOTONIC, MicrosecondsFromNow(delay), /*accuracy=*/1000, OnTime, state.get());
  shared_->timers_changed = true;
  return Source(std::move(state));
}

Source Loop::AddSignal(int signal_number, std::function<void()> caught) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal_number);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  auto state = NewState(shared_, [caught = std::move(caught)](uint32_t) { caught(); });
  sd_event_add_signal(event_, &state->timer, signal_number, OnSignal, state.get());
  shared_->timers_changed = true;
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
  while (!exit_code_) Turn(/*timeout_ms=*/-1);
  RunPosted();  // what came during the last turn
  return *exit_code_;
}

void Loop::Turn(int timeout_ms) {
  const DispatchScope scope(*shared_);
  const bool more = ServeTimers();
  if (exit_code_) return;
  std::array<epoll_event, kBatch> events;
  const int count = shared_->Wait(events, more ? 0 : timeout_ms, in_burst_);
  for (int i = 0; i < count; ++i) {
    auto* const state = static_cast<Source::State*>(events[static_cast<size_t>(i)].data.ptr);
    if (state == nullptr) {
      shared_->timers_changed = true;
    } else if (!state->dropped) {
      state->run(events[static_cast<size_t>(i)].events);
    }
  }
  if (shared_->timers_changed) ServeTimers();
}

// Timers, signals, and what has attached itself. Returns whether something is left, or something was done on which RunOnce waits.
bool Loop::ServeTimers() {
  constexpr int kMost = 64;  // so that nobody's timers keep clients waiting
  bool served = false;
  // What is attached prepares itself before every wait.
  if (!shared_->timers_changed && !attached_) return served;
  for (int i = 0; i < kMost; ++i) {
    if (sd_event_get_state(event_) == SD_EVENT_ARMED) sd_event_wait(event_, 0);
    if (sd_event_get_state(event_) == SD_EVENT_PENDING) {
      served = true;
      sd_event_dispatch(event_);
      continue;
    }
    shared_->timers_changed = false;
    if (sd_event_prepare(event_) == 0 && !shared_->timers_changed) return served;
  }
  shared_->timers_changed = true;
  return true;
}

// To sleep and be woken by a client on another CPU costs tens of microseconds, several times a small call. So while events
// come in quick succession, the next one is looked for a moment before sleeping: the end of each burst costs kLook of CPU
// time, and a loop that is called now and then never looks. Others who want this CPU get it, by the yield.
int Source::Shared::Wait(std::array<epoll_event, kBatch>& events, int timeout_ms, bool& in_burst) const {
  constexpr auto kLook = std::chrono::microseconds(100);
  const auto begin = std::chrono::steady_clock::now();
  while (in_burst && timeout_ms != 0) {
    const int count = epoll_wait(epoll.get(), events.data(), kBatch, 0);
    if (count != 0) return count;
    in_burst = std::chrono::steady_clock::now() - begin < kLook;
    sched_yield();
  }
  const int count = epoll_wait(epoll.get(), events.data(), kBatch, timeout_ms);
  in_burst = std::chrono::steady_clock::now() - begin < kLook;
  return count;
}

void Loop::RunOnce(absl::Duration timeout) {
  thread_ = std::this_thread::get_id();
  Turn(static_cast<int>(absl::ToInt64Milliseconds(absl::Ceil(timeout, absl::Milliseconds(1)))));
}

void Loop::Exit(int code) {
  Post([this, code] { exit_code_ = code; });
}

void Loop::EnableWatchdog() {
  sd_event_set_watchdog(event_, 1);
  shared_->timers_changed = true;
}

}  // namespace pleiad::event
