// SPDX-License-Identifier: Apache-2.0
// main.cc: virt-ssh-helper [-r] URI: what clients of libvirt run over ssh on the host that they manage. It connects its standard
// input and output to the daemon that serves the URI, and nothing else: the daemon knows who the user is by the kernel's word.
#include <getopt.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>

#include "virt-ssh-helper/endpoint.h"

namespace pleiad::ssh_helper {
namespace {
constexpr char kUsage[] =
    "Usage:\n"
    "  virt-ssh-helper [OPTION] URI\n\n"
    "Connects standard input and output to the daemon that serves URI. Clients run it over ssh; it is of no use by itself.\n\n"
    "Options:\n"
    "  -h, --help       show this and leave\n"
    "  -r, --readonly   connect for looking only\n"
    "  -V, --version    tell the version and leave\n";

// -1 with errno.
int Connect(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return errno = ENAMETOOLONG, -1;
  memcpy(address.sun_path, path.c_str(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  const int why = errno;
  close(fd);
  return errno = why, -1;
}

// The last error is the one that is told: that of the socket which stands for all daemons.
int ConnectToAny(const std::vector<std::string>& sockets) {
  for (const std::string& path : sockets) {
    if (const int fd = Connect(path); fd >= 0) return fd;
  }
  return -1;
}

// A user's own daemon leaves when it is idle, and nothing has to have started it before. It returns when it serves.
void StartSessionDaemon(const std::string& daemon) {
  const std::string program = std::string(PLEIAD_SBINDIR) + "/" + daemon;
  const pid_t child = fork();
  if (child == 0) {
    // What it prints is no part of the client's connection.
    dup2(STDERR_FILENO, STDOUT_FILENO);
    close(STDIN_FILENO);
    execl(program.c_str(), daemon.c_str(), "--daemon", "--timeout=120", nullptr);
    _exit(127);
  }
  if (child > 0) waitpid(child, nullptr, 0);
}

bool WriteAll(int to, const char* data, size_t size) {
  while (size > 0) {
    const ssize_t written = write(to, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    data += written;
    size -= static_cast<size_t>(written);
  }
  return true;
}

// Until `from` ends or `to` takes no more.
void Copy(int from, int to) {
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || !WriteAll(to, buffer.data(), static_cast<size_t>(got))) return;
  }
}

// The daemon closes when the client has, and then this program has nothing left to do.
int Relay(int daemon) {
  signal(SIGPIPE, SIG_IGN);
  std::thread([daemon] {
    Copy(STDIN_FILENO, daemon);
    shutdown(daemon, SHUT_WR);
  }).detach();
  Copy(daemon, STDOUT_FILENO);
  _exit(0);
}

int Serve(const std::string& uri, bool read_only) {
  const Place place = PlaceOf(uri);
  const std::vector<std::string> sockets = SocketsOf(place, RunFolder(place.session), read_only);
  int daemon = ConnectToAny(sockets);
  if (daemon < 0 && place.session && !place.daemon.empty()) {
    StartSessionDaemon(place.daemon);
    daemon = ConnectToAny(sockets);
  }
  if (daemon >= 0) return Relay(daemon);
  fprintf(stderr, "virt-ssh-helper: cannot connect to '%s': %s\n", sockets.front().c_str(), strerror(errno));
  return 1;
}

int Main(int argc, char** argv) {
  constexpr option kOptions[] = {
      {"help", no_argument, nullptr, 'h'}, {"readonly", no_argument, nullptr, 'r'}, {"version", no_argument, nullptr, 'V'}, {}};
  bool read_only = false;
  for (int choice; (choice = getopt_long(argc, argv, "hrV", kOptions, nullptr)) != -1;) {
    if (choice == 'h') return fputs(kUsage, stdout), 0;
    if (choice == 'V') return puts("virt-ssh-helper (Pleiad) " PLEIAD_VERSION), 0;
    if (choice != 'r') return fputs(kUsage, stderr), 1;
    read_only = true;
  }
  if (argc - optind != 1) return fputs(kUsage, stderr), 1;
  return Serve(argv[optind], read_only);
}
}  // namespace
}  // namespace pleiad::ssh_helper

int main(int argc, char** argv) { return pleiad::ssh_helper::Main(argc, argv); }
