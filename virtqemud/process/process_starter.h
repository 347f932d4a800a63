// SPDX-License-Identifier: Apache-2.0
// process_starter.h: starts a domain's process so that it is nobody's child: as a transient service where systemd runs, else
// by a launcher that detaches. Its end shows on a pidfd. Calls run on a worker.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libshared/base/unique_fd.h"
#include "libshared/host/service_manager.h"

namespace pleiad::qemu {

struct LaunchRequest {
  std::vector<std::string> argv, environment;
  std::string directory = "/";
  std::vector<std::pair<int, int>> fds;  // ours (kept by the caller) and its number in QEMU
  int log_fd = -1;                       // standard output and error
  std::optional<uid_t> uid;              // whom it runs as; absent: as the daemon does
  std::optional<gid_t> gid;
  std::string socket_name;         // of the launcher's socket in Options::socket_folder; short, as the kernel allows 107 bytes
  host::TransientService service;  // name, description, slice and limits; argv, uid and gid are filled in
};

struct DomainProcess {
  pid_t pid = -1;
  uint64_t start_time = 0;  // clock ticks since boot (field 22 of /proc/PID/stat)
  UniqueFd pidfd;
  std::string unit;  // empty: it was detached
};

class ProcessStarter {
 public:
  struct Options {
    bool use_systemd = true;    // where it runs; false: always detach
    bool user_manager = false;  // the user's own, for session instances
    std::string launcher;       // path of pleiad-launch
    std::string socket_folder;  // where the launcher of a service finds its socket, which the domain's user must reach
  };
  explicit ProcessStarter(Options options);

  // Starts it. `about_to_run` is called with the process when it is there and waits for its command line: what must be on
  // disk before QEMU can run is written then, and an error of it ends the process.
  //   Errors  INTERNAL_ERROR "process exited…"-like from the launcher, OPERATION_TIMEOUT, SYSTEM_ERROR
  absl::StatusOr<DomainProcess> Start(const LaunchRequest& request,
                                      const std::function<absl::Status(const DomainProcess&)>& about_to_run,
                                      absl::Time deadline) const;

  // The process with this pid if it still is the one that began at `start_time`.
  static std::optional<DomainProcess> Find(pid_t pid, uint64_t start_time);
  // Field 22 of /proc/PID/stat, 0 when there is no such process.
  static uint64_t StartTimeOf(pid_t pid);

 private:
  struct Launcher {
    UniqueFd socket;
    pid_t pid = -1;
  };
  absl::StatusOr<Launcher> StartService(const LaunchRequest& request, absl::Time deadline) const;
  absl::StatusOr<Launcher> StartDetached(const LaunchRequest& request, absl::Time deadline) const;

  Options options_;
  host::ServiceManager manager_;
};

}  // namespace pleiad::qemu
