// SPDX-License-Identifier: Apache-2.0
// private_bus.h: a message bus of the test's own, in a temporary folder, and a client on it.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libshared/base/unique_fd.h"
#include "libshared/event/loop.h"

extern char** environ;

namespace pleiad::dbus {

class PrivateBus {
 public:
  PrivateBus() {
    char folder[] = "/tmp/pleiad-bus-XXXXXX";
    folder_ = mkdtemp(folder);
    std::ofstream(folder_ + "/bus.conf")
        << "<busconfig><type>session</type><listen>unix:path=" << folder_ << "/bus</listen>"
        << "<policy context='default'><allow send_destination='*' eavesdrop='true'/><allow eavesdrop='true'/><allow own='*'/>"
        << "</policy></busconfig>";
    Start();
  }
  ~PrivateBus() {
    Stop();
    std::filesystem::remove_all(folder_);
  }
  void Start() {
    const std::string config = "--config-file=" + folder_ + "/bus.conf";
    int ready[2];
    if (pipe2(ready, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ready[1], 1);
    const char* const arguments[] = {"dbus-daemon", config.c_str(), "--nofork", "--print-address", nullptr};
    if (posix_spawnp(&pid_, "dbus-daemon", &actions, nullptr, const_cast<char**>(arguments), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(ready[1]);
    char line[256] = {};
    if (pid_ > 0 && read(ready[0], line, sizeof line - 1) > 0) address_ = "unix:path=" + folder_ + "/bus";
    close(ready[0]);
  }
  void Stop() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  bool ok() const { return !address_.empty(); }
  const std::string& address() const { return address_; }

 private:
  std::string folder_, address_;
  pid_t pid_ = -1;
};

inline bool RunLoopUntil(event::Loop& loop, const std::function<bool()>& done) {
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (!done() && absl::Now() < deadline) loop.RunOnce(absl::Milliseconds(5));
  return done();
}

}  // namespace pleiad::dbus
