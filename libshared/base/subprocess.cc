// SPDX-License-Identifier: Apache-2.0
#include "libshared/base/subprocess.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

// This header of glibc 2.36 does not say itself that its functions are C.
extern "C" {
#include <sys/pidfd.h>
}

#include <algorithm>
#include <cerrno>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"

namespace pleiad {
namespace {
enum class Group { kOwnGroup, kOwnSession };

// posix_spawn's two descriptions of a child, freed together.
class SpawnPlan {
 public:
  SpawnPlan() {
    posix_spawn_file_actions_init(&actions_);
    posix_spawnattr_init(&attributes_);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void SetStreams(const Process::Streams& streams) {
    SetStream(0, streams.input, O_RDONLY);
    SetStream(1, streams.output, O_WRONLY);
    SetStream(2, streams.errors, O_WRONLY);
  }

  // Copies above all wanted numbers first, so that no dup2 hits a descriptor that is still to be passed.
  absl::Status SetFds(const std::vector<PassedFd>& fds) {
    int top = 2;
    for (const PassedFd& fd : fds) top = std::max(top, fd.theirs);
    std::vector<bool> used(top + 1, false);
    for (const PassedFd& fd : fds) {
      UniqueFd& copy = copies_.emplace_back(fcntl(fd.ours, F_DUPFD_CLOEXEC, top + 1));
      if (!copy) return SystemError(ErrorDomain::kNone, errno, "cannot pass a descriptor on");
      posix_spawn_file_actions_adddup2(&actions_, copy.get(), fd.theirs);
      used[fd.theirs] = true;
    }
    for (int number = 3; number <= top; ++number) {
      if (!used[number]) posix_spawn_file_actions_addclose(&actions_, number);
    }
    posix_spawn_file_actions_addclosefrom_np(&actions_, top + 1);
    return absl::OkStatus();
  }

  void SetDirectory(const std::string& directory) {
    if (!directory.empty()) posix_spawn_file_actions_addchdir_np(&actions_, directory.c_str());
  }

  void SetGroupAndSignals(Group group) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    const int own = group == Group::kOwnSession ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
    posix_spawnattr_setflags(&attributes_, static_cast<short>(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | own));
  }

  const posix_spawn_file_actions_t* actions() const { return &actions_; }
  const posix_spawnattr_t* attributes() const { return &attributes_; }

 private:
  void SetStream(int number, int fd, int flags) {
    if (fd < 0) {
      posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", flags, 0);
    } else {
      posix_spawn_file_actions_adddup2(&actions_, fd, number);
    }
  }

  posix_spawn_file_actions_t actions_;
  posix_spawnattr_t attributes_;
  std::vector<UniqueFd> copies_;
};

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

absl::StatusOr<pid_t> Spawn(const Command& command, const Process::Streams& streams, Group group) {
  if (command.argv.empty()) return MakeError(ErrorDomain::kNone, ErrorCode::kInternalError, "no program to run");
  SpawnPlan plan;
  plan.SetStreams(streams);
  RETURN_IF_ERROR(plan.SetFds(command.fds));
  plan.SetDirectory(command.directory);
  plan.SetGroupAndSignals(group);
  auto argv = Pointers(command.argv);
  std::vector<char*> environment;
  if (command.environment) environment = Pointers(*command.environment);
  pid_t pid = -1;
  const int error = posix_spawnp(&pid, argv[0], plan.actions(), plan.attributes(), argv.data(),
                                 command.environment ? environment.data() : environ);
  if (error != 0) return SystemError(ErrorDomain::kNone, error, absl::StrCat("cannot execute binary ", command.argv[0]));
  return pid;
}

RunResult ResultOf(const siginfo_t& info) {
  RunResult result;
  if (info.si_code == CLD_EXITED) {
    result.exit_code = info.si_status;
  } else {
    result.signal = info.si_status;
  }
  return result;
}

int MillisecondsUntil(absl::Time deadline) {
  const int64_t left = absl::ToInt64Milliseconds(absl::Ceil(deadline - absl::Now(), absl::Milliseconds(1)));
  return static_cast<int>(std::clamp<int64_t>(left, 0, 3600 * 1000));
}

struct Pipe {
  UniqueFd read, write;
  static absl::StatusOr<Pipe> Create() {
    int fds[2];
    if (pipe2(fds, O_CLOEXEC) != 0) return SystemError(ErrorDomain::kNone, errno, "cannot create a pipe");
    return Pipe{UniqueFd(fds[0]), UniqueFd(fds[1])};
  }
};

void SetNonBlocking(const UniqueFd& fd) { fcntl(fd.get(), F_SETFL, fcntl(fd.get(), F_GETFL) | O_NONBLOCK); }

// The conversation with a program that runs: feeds its input, takes its output, until it ends.
class Conversation {
 public:
  Conversation(const Command& command, const RunOptions& options) : command_(command), options_(options), input_(options.input) {}

  absl::StatusOr<RunResult> Run() {
    RETURN_IF_ERROR(Start());
    const absl::Status talked = Talk();
    if (!talked.ok()) kill(-process_pid_, SIGKILL);
    siginfo_t info{};
    while (waitid(P_PID, process_pid_, &info, WEXITED) != 0 && errno == EINTR) {
    }
    RETURN_IF_ERROR(talked);
    RunResult result = ResultOf(info);
    result.output = std::move(output_);
    result.errors = std::move(errors_);
    return result;
  }

 private:
  absl::Status Start() {
    ASSIGN_OR_RETURN(Pipe in, Pipe::Create());
    ASSIGN_OR_RETURN(Pipe out, Pipe::Create());
    ASSIGN_OR_RETURN(Pipe err, Pipe::Create());
    ASSIGN_OR_RETURN(process_pid_, Spawn(command_, {in.read.get(), out.write.get(), err.write.get()}, Group::kOwnGroup));
    pidfd_.Reset(pidfd_open(process_pid_, 0));
    if (!pidfd_) {
      const int error_number = errno;
      kill(-process_pid_, SIGKILL);
      waitpid(process_pid_, nullptr, 0);
      return SystemError(ErrorDomain::kNone, error_number, absl::StrCat("cannot watch process ", process_pid_));
    }
    to_input_ = std::move(in.write);
    from_output_ = std::move(out.read);
    from_errors_ = std::move(err.read);
    for (const UniqueFd* fd : {&to_input_, &from_output_, &from_errors_}) SetNonBlocking(*fd);
    if (input_.empty()) to_input_.Reset();
    return absl::OkStatus();
  }

  absl::Status Talk() {
    const absl::Time deadline = absl::Now() + options_.timeout;
    while (true) {
      pollfd waits[] = {{pidfd_.get(), POLLIN, 0},
                        {from_output_.get(), POLLIN, 0},
                        {from_errors_.get(), POLLIN, 0},
                        {to_input_.get(), POLLOUT, 0}};
      const int ready = poll(waits, 4, MillisecondsUntil(deadline));
      if (ready < 0 && errno != EINTR) return SystemError(ErrorDomain::kNone, errno, "cannot wait for a program");
      if (ready == 0 && absl::Now() >= deadline) return TimedOut();
      if (waits[3].revents != 0) Feed();
      // Also once the program has ended: what it said last is in the pipes still.
      RETURN_IF_ERROR(Take(from_output_, output_));
      RETURN_IF_ERROR(Take(from_errors_, errors_));
      if (waits[0].revents != 0) return absl::OkStatus();
    }
  }

  void Feed() {
    const ssize_t written = write(to_input_.get(), input_.data(), input_.size());
    if (written > 0) input_.remove_prefix(written);
    // A program need not read all of its input: EPIPE is no error of ours (and SIGPIPE is ignored in every daemon).
    if (input_.empty() || (written < 0 && errno != EAGAIN && errno != EINTR)) to_input_.Reset();
  }

  absl::Status Take(UniqueFd& fd, std::string& text) {
    char buffer[16384];
    while (fd) {
      const ssize_t got = read(fd.get(), buffer, sizeof buffer);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0 && errno == EAGAIN) break;
      if (got <= 0) {
        fd.Reset();
        break;
      }
      text.append(buffer, got);
      if (text.size() > options_.max_output) return TooMuch();
    }
    return absl::OkStatus();
  }

  absl::Status TimedOut() const {
    return Error(ErrorDomain::kNone, ErrorCode::kOperationTimeout, "'%s' did not end within %s", command_.argv[0],
                 absl::FormatDuration(options_.timeout));
  }
  absl::Status TooMuch() const {
    return Error(ErrorDomain::kNone, ErrorCode::kOperationFailed, "output of '%s' is longer than %d bytes", command_.argv[0],
                 options_.max_output);
  }

  const Command& command_;
  const RunOptions& options_;
  std::string_view input_;
  pid_t process_pid_ = -1;
  UniqueFd pidfd_, to_input_, from_output_, from_errors_;
  std::string output_, errors_;
};
}  // namespace

std::string Command::ToString() const { return absl::StrJoin(argv, " "); }

absl::StatusOr<RunResult> RunProgram(const Command& command, const RunOptions& options) {
  return Conversation(command, options).Run();
}

absl::StatusOr<std::string> OutputOf(const Command& command, const RunOptions& options) {
  ASSIGN_OR_RETURN(RunResult result, RunProgram(command, options));
  if (result.ok()) return std::move(result.output);
  const std::string end = result.signal != 0 ? absl::StrCat("unexpected fatal signal ", result.signal)
                                             : absl::StrCat("unexpected exit status ", result.exit_code);
  return Error(ErrorDomain::kNone, ErrorCode::kInternalError, "Child process (%s) %s: %s", command.ToString(), end, result.errors);
}

absl::StatusOr<Process> Process::Start(const Command& command, Streams streams) {
  Process process;
  ASSIGN_OR_RETURN(process.pid_, Spawn(command, streams, Group::kOwnSession));
  process.pidfd_.Reset(pidfd_open(process.pid_, 0));
  if (!process.pidfd_) return SystemError(ErrorDomain::kNone, errno, absl::StrCat("cannot watch process ", process.pid_));
  return process;
}

absl::Status Process::Signal(int signal_number) const {
  if (pidfd_send_signal(pidfd_.get(), signal_number, nullptr, 0) == 0) return absl::OkStatus();
  return SystemError(ErrorDomain::kNone, errno, absl::StrCat("cannot send signal ", signal_number, " to process ", pid_));
}

std::optional<RunResult> Process::Wait(absl::Duration timeout) {
  const absl::Time deadline = absl::Now() + timeout;
  while (true) {
    pollfd wait = {pidfd_.get(), POLLIN, 0};
    const int ready = poll(&wait, 1, timeout == absl::ZeroDuration() ? 0 : MillisecondsUntil(deadline));
    if (ready > 0) break;
    if (ready == 0 && absl::Now() >= deadline) return std::nullopt;
    if (ready < 0 && errno != EINTR) return std::nullopt;
  }
  siginfo_t info{};
  if (waitid(P_PIDFD, pidfd_.get(), &info, WEXITED) != 0) return RunResult{};
  return ResultOf(info);
}

}  // namespace pleiad
