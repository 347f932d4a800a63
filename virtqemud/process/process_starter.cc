// SPDX-License-Identifier: Apache-2.0
#include "virtqemud/process/process_starter.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "libshared/base/error.h"
#include "libshared/base/status_macros.h"
#include "libshared/base/subprocess.h"
#include "virtqemud/process/launch_message.h"

namespace pleiad::qemu {
namespace {
constexpr absl::Duration kUnitPatience = absl::Seconds(5), kUnitPause = absl::Milliseconds(50);
constexpr absl::Duration kUnitGlance = absl::Milliseconds(500);  // between looks at a unit whose launcher has not come yet

absl::Status TimedOut(const std::string& what) {
  return Error(ErrorDomain::kQemu, ErrorCode::kOperationTimeout, "%s did not come up in time", what);
}

std::string ReadSmallFile(const std::string& path) {
  UniqueFd fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char buffer[4096];
  const ssize_t n = fd ? read(fd.get(), buffer, sizeof buffer) : -1;
  return n > 0 ? std::string(buffer, static_cast<size_t>(n)) : std::string();
}

bool WaitReadable(int fd, absl::Time deadline) {
  for (;;) {
    const int64_t left = absl::ToInt64Milliseconds(deadline - absl::Now());
    if (left <= 0) return false;
    pollfd p{.fd = fd, .events = POLLIN, .revents = 0};
    const int r = poll(&p, 1, static_cast<int>(std::min<int64_t>(left, INT32_MAX)));
    if (r > 0) return true;
    if (r < 0 && errno != EINTR) return false;
  }
}

// Set for what is left of the time, so that a launcher which hangs can't hold a worker.
void BoundWrites(int socket, absl::Time deadline) {
  const timeval timeout = absl::ToTimeval(std::max(deadline - absl::Now(), absl::Milliseconds(1)));
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
}

absl::StatusOr<UniqueFd> ListenAt(const std::string& path, std::optional<uid_t> uid, std::optional<gid_t> gid) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (path.size() >= sizeof address.sun_path) {
    return Error(ErrorDomain::kQemu, ErrorCode::kConfigUnsupported, "socket path '%s' is too long", path);
  }
  memcpy(address.sun_path, path.data(), path.size());
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) return SystemError(ErrorDomain::kQemu, errno, "cannot create a socket");
  unlink(path.c_str());
  // Mode 0600 from the start: bind() applies the mode of the socket file.
  fchmod(fd.get(), 0600);
  if (bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) {
    return SystemError(ErrorDomain::kQemu, errno, "cannot bind to '" + path + "'");
  }
  if (uid && chown(path.c_str(), *uid, gid.value_or(static_cast<gid_t>(-1))) < 0) {
    return SystemError(ErrorDomain::kQemu, errno, "cannot give '" + path + "' to the domain's user");
  }
  if (listen(fd.get(), 4) < 0) return SystemError(ErrorDomain::kQemu, errno, "cannot listen on '" + path + "'");
  return fd;
}

pid_t PeerPid(int socket) {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &credentials, &size) < 0) return -1;
  return credentials.pid;
}

// A daemon that was killed in the middle of a start leaves a unit of the same name that is just going, and so does a guest that
// has just ended, for longer where the machine is busy.
absl::Status StartUnit(const host::ServiceManager& manager, const host::TransientService& service, absl::Time deadline) {
  const absl::Time last = std::min(deadline, absl::Now() + kUnitPatience);
  while (true) {
    absl::Status status = manager.Start(service, deadline - absl::Now());
    const bool is_there = !status.ok() && absl::StrContains(ErrorInfoOf(status).text, "was already loaded");
    if (!is_there || absl::Now() >= last) return status;
    absl::SleepFor(kUnitPause);
  }
}

UniqueFd OpenPidfd(pid_t pid) { return UniqueFd(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))); }
}  // namespace

ProcessStarter::ProcessStarter(Options options) : options_(std::move(options)), manager_(options_.user_manager) {}

uint64_t ProcessStarter::StartTimeOf(pid_t pid) {
  const std::string stat = ReadSmallFile("/proc/" + std::to_string(pid) + "/stat");
  // The name in parentheses may contain anything; fields are counted after its end, from field 3 on.
  size_t at = stat.rfind(')');
  if (at == std::string::npos) return 0;
  for (int field = 2; field < 22 && at != std::string::npos; ++field) at = stat.find(' ', at + 1);
  return at == std::string::npos ? 0 : strtoull(stat.c_str() + at + 1, nullptr, 10);
}

std::optional<DomainProcess> ProcessStarter::Find(pid_t pid, uint64_t start_time) {
  if (pid <= 0) return std::nullopt;
  DomainProcess process{.pid = pid, .start_time = start_time, .pidfd = OpenPidfd(pid), .unit = {}};
  // Looked at after the pidfd was opened: from then on it is this process or none.
  if (!process.pidfd || StartTimeOf(pid) != start_time) return std::nullopt;
  return process;
}

absl::StatusOr<ProcessStarter::Launcher> ProcessStarter::StartService(const LaunchRequest& request, absl::Time deadline) const {
  const std::string path = options_.socket_folder + "/" + request.socket_name;
  ASSIGN_OR_RETURN(UniqueFd listener, ListenAt(path, request.uid, request.gid));
  absl::Cleanup remove_socket = [&path] { unlink(path.c_str()); };

  host::TransientService service = request.service;
  service.argv = {options_.launcher, path};
  service.uid = request.uid;
  service.gid = request.gid;
  RETURN_IF_ERROR(StartUnit(manager_, service, deadline));
  absl::Cleanup stop_unit = [&] { manager_.Stop(service.name, absl::Seconds(5)); };
  while (absl::Now() < deadline) {
    if (!WaitReadable(listener.get(), std::min(deadline, absl::Now() + kUnitGlance))) {
      if (!manager_.HasEnded(service.name, kUnitGlance)) continue;
      return Error(ErrorDomain::kQemu, ErrorCode::kInternalError,
                   "Cannot start the domain's process: unit '%s' ended before its launcher '%s' could connect", service.name,
                   options_.launcher);
    }
    Launcher launcher{.socket = UniqueFd(accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC)), .pid = -1};
    launcher.pid = launcher.socket ? PeerPid(launcher.socket.get()) : -1;
    // Another process of the domain's user could come first; only one in the unit gets the descriptors.
    if (ReadSmallFile("/proc/" + std::to_string(launcher.pid) + "/cgroup").find("/" + service.name) == std::string::npos)
      continue;
    std::move(stop_unit).Cancel();
    return launcher;
  }
  return TimedOut("the launcher of unit '" + service.name + "'");
}

absl::StatusOr<ProcessStarter::Launcher> ProcessStarter::StartDetached(const LaunchRequest& request, absl::Time deadline) const {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    return SystemError(ErrorDomain::kQemu, errno, "cannot create a socket");
  UniqueFd ours(pair[0]), theirs(pair[1]);
  const int on = 1;
  setsockopt(ours.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  Command command{.argv = {options_.launcher, "--detach", "3"}, .fds = {{.ours = theirs.get(), .theirs = 3}}};
  if (request.uid && geteuid() == 0) {
    command.argv.push_back(std::to_string(*request.uid));
    command.argv.push_back(std::to_string(request.gid.value_or(*request.uid)));
  }
  ASSIGN_OR_RETURN(RunResult result, RunProgram(command, {.timeout = deadline - absl::Now()}));
  if (!result.ok()) {
    return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "cannot start the launcher '%s': %s", options_.launcher,
                 result.errors);
  }
  theirs.Reset();
  // The process that stays says who it is by a first byte, which the kernel stamps with its pid.
  char byte;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(ucred))];
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = control;
  header.msg_controllen = sizeof control;
  if (!WaitReadable(ours.get(), deadline) || recvmsg(ours.get(), &header, MSG_CMSG_CLOEXEC) != 1) return TimedOut("the launcher");
  Launcher launcher{.socket = std::move(ours), .pid = -1};
  for (cmsghdr* c = CMSG_FIRSTHDR(&header); c; c = CMSG_NXTHDR(&header, c)) {
    if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_CREDENTIALS) {
      ucred credentials;
      memcpy(&credentials, CMSG_DATA(c), sizeof credentials);
      launcher.pid = credentials.pid;
    }
  }
  return launcher;
}

absl::StatusOr<DomainProcess> ProcessStarter::Start(const LaunchRequest& request,
                                                    const std::function<absl::Status(const DomainProcess&)>& about_to_run,
                                                    absl::Time deadline) const {
  const bool as_service = options_.use_systemd && manager_.Available();
  ASSIGN_OR_RETURN(Launcher launcher, as_service ? StartService(request, deadline) : StartDetached(request, deadline));
  DomainProcess process{.pid = launcher.pid,
                        .start_time = StartTimeOf(launcher.pid),
                        .pidfd = OpenPidfd(launcher.pid),
                        .unit = as_service ? request.service.name : std::string()};
  if (!process.pidfd || process.start_time == 0) return SystemError(ErrorDomain::kQemu, ESRCH, "the launcher ended");
  // Closing the socket ends a launcher that has no command line yet; after that the process must be killed.
  RETURN_IF_ERROR(about_to_run(process));

  UniqueFd null_input(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int log = request.log_fd >= 0 ? request.log_fd : null_input.get();
  LaunchMessage message{
      .argv = request.argv, .environment = request.environment, .directory = request.directory, .fd_numbers = {0, 1, 2}};
  std::vector<int> fds = {null_input.get(), log, log};
  for (const auto& [ours, number] : request.fds) {
    fds.push_back(ours);
    message.fd_numbers.push_back(number);
  }
  BoundWrites(launcher.socket.get(), deadline);
  RETURN_IF_ERROR(SendLaunchMessage(launcher.socket.get(), message, fds));

  std::string problem;
  char buffer[1024];
  while (WaitReadable(launcher.socket.get(), deadline)) {
    const ssize_t n = recv(launcher.socket.get(), buffer, sizeof buffer, 0);
    if (n <= 0) {
      if (problem.empty()) return process;
      return Error(ErrorDomain::kQemu, ErrorCode::kInternalError, "Cannot start the domain's process: %s", problem);
    }
    problem.append(buffer, static_cast<size_t>(n));
  }
  syscall(SYS_pidfd_send_signal, process.pidfd.get(), SIGKILL, nullptr, 0);
  return TimedOut("the domain's process");
}

}  // namespace pleiad::qemu
