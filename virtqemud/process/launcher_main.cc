// SPDX-License-Identifier: Apache-2.0
// launcher_main.cc: pleiad-launch SOCKET | --detach FD [UID GID]: becomes a domain's QEMU.
// It stands in QEMU's place before QEMU does: in the unit, with the user and limits that systemd gave it (or, without systemd,
// in a session of its own), it asks the daemon for the command line and the open descriptors, puts these in place, and execs.
// A daemon that dies before it has answered leaves a launcher that ends, and no QEMU.
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "virtqemud/process/launch_message.h"

namespace pleiad::qemu {
namespace {
constexpr int kAnswerTimeoutSeconds = 60;

int Complain(const std::string& what) {
  fprintf(stderr, "pleiad-launch: %s: %s\n", what.c_str(), strerror(errno));
  return 1;
}

UniqueFd ConnectTo(const char* path) {
  sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
  if (strlen(path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return {};
  }
  strcpy(address.sun_path, path);
  UniqueFd fd(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (fd && connect(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) return {};
  return fd;
}

// The process that the daemon started ends at once; this one is init's child, in a session of its own.
bool Detach() {
  const pid_t child = fork();
  if (child < 0) return false;
  if (child > 0) _exit(0);
  if (setsid() < 0) return false;
  // Whoever started us waits for the end of its pipes.
  const int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
  return null_fd >= 0 && dup2(null_fd, 0) >= 0 && dup2(null_fd, 1) >= 0 && dup2(null_fd, 2) >= 0;
}

bool BecomeUser(uid_t uid, gid_t gid) {
  const passwd* entry = getpwuid(uid);
  const int groups = entry ? initgroups(entry->pw_name, gid) : setgroups(0, nullptr);
  return groups == 0 && setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0;
}

// Gives each descriptor its number. They are first moved above all wanted numbers, so that none is overwritten.
bool PlaceDescriptors(int& socket, std::vector<UniqueFd>& fds, const std::vector<int>& numbers) {
  const int highest = numbers.empty() ? 2 : std::max(2, *std::max_element(numbers.begin(), numbers.end()));
  const int moved_socket = fcntl(socket, F_DUPFD_CLOEXEC, highest + 1);
  if (moved_socket < 0) return false;
  socket = moved_socket;
  for (UniqueFd& fd : fds) {
    const int moved = fcntl(fd.get(), F_DUPFD_CLOEXEC, highest + 1);
    if (moved < 0) return false;
    fd.Reset(moved);
  }
  for (size_t i = 0; i < fds.size(); ++i) {
    if (dup2(fds[i].get(), numbers[i]) < 0) return false;  // without close-on-exec
  }
  return true;
}

std::vector<char*> Pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

int Launch(int socket) {
  auto received = ReceiveLaunchMessage(socket);
  if (!received.ok()) return 1;  // the daemon has gone; nobody is there to tell
  auto& [message, fds] = *received;
  std::string problem;
  if (!PlaceDescriptors(socket, fds, message.fd_numbers)) {
    problem = std::string("cannot place the descriptors: ") + strerror(errno);
  } else if (!message.directory.empty() && chdir(message.directory.c_str()) < 0) {
    problem = "cannot enter '" + message.directory + "': " + strerror(errno);
  } else {
    execve(message.argv[0].c_str(), Pointers(message.argv).data(), Pointers(message.environment).data());
    problem = "cannot execute binary '" + message.argv[0] + "': " + strerror(errno);
  }
  (void)!send(socket, problem.data(), problem.size(), MSG_NOSIGNAL);
  return 1;
}

int Number(const char* text) {
  int value = -1;
  std::from_chars(text, text + strlen(text), value);
  return value;
}

int Main(int argc, char** argv) {
  int socket = -1;
  if (argc == 2) {
    socket = ConnectTo(argv[1]).Release();
    if (socket < 0) return Complain(std::string("cannot connect to '") + argv[1] + "'");
  } else if (argc >= 3 && strcmp(argv[1], "--detach") == 0) {
    socket = Number(argv[2]);
    fcntl(socket, F_SETFD, FD_CLOEXEC);
    if (!Detach()) return Complain("cannot detach");
    // The kernel stamps this byte with the pid, which the daemon can't know otherwise.
    if (send(socket, "", 1, MSG_NOSIGNAL) != 1) return 1;
    if (argc == 5 && !BecomeUser(static_cast<uid_t>(Number(argv[3])), static_cast<gid_t>(Number(argv[4])))) {
      return Complain("cannot become the domain's user");
    }
  } else {
    fprintf(stderr, "usage: pleiad-launch SOCKET | --detach FD [UID GID]\n");
    return 2;
  }
  const timeval timeout{.tv_sec = kAnswerTimeoutSeconds, .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  return Launch(socket);
}
}  // namespace
}  // namespace pleiad::qemu

int main(int argc, char** argv) { return pleiad::qemu::Main(argc, argv); }
