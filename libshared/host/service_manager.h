// SPDX-License-Identifier: Apache-2.0
// service_manager.h: systemd as the one who starts long-lived processes for us, and systemd-machined as the registry of
// machines. Each call has a deadline and works from any thread; where no systemd runs, Available() is false.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libshared/base/bitmap.h"

namespace pleiad::host {

// As set_mempolicy(2) counts them.
enum class NumaPolicy { kDefault = 0, kPreferred = 1, kBind = 2, kInterleave = 3 };

// A transient service: what systemd is to start, and within which limits. Empty and absent parts are systemd's defaults.
struct TransientService {
  std::string name;  // "qemu-1-demo.service"
  std::string description;
  std::string slice;  // "machine.slice"
  std::vector<std::string> argv;
  std::optional<uid_t> uid;
  std::optional<gid_t> gid;
  std::vector<std::string> supplementary_groups;
  std::vector<std::pair<std::string, std::string>> device_allow;     // path and "rwm"; with any, no other device is allowed
  std::optional<uint64_t> cpu_weight;                                // 1 to 10000, 100 is everybody's
  std::optional<uint64_t> cpu_quota_us;                              // of CPU time in each second, over all CPUs
  std::optional<uint64_t> memory_high, memory_max, memory_swap_max;  // bytes
  Bitmap cpus;                                                       // where its threads may run at first; empty: anywhere
  std::optional<NumaPolicy> numa_policy;                             // of its memory
  Bitmap numa_nodes;
  std::vector<std::pair<std::string, uint64_t>> limits;  // "NOFILE", 4096
  bool sandbox = true;       // false for helpers that need root's rights and have a sandbox of their own
  bool lock_memory = false;  // unlimited RLIMIT_MEMLOCK
};

class ServiceManager {
 public:
  // The system's or, with `user`, the calling user's manager.
  explicit ServiceManager(bool user) : user_(user) {}

  // Whether a manager is there that can start services.
  bool Available() const;
  // Asks for the service and returns when the manager has taken it in, before the process has run.
  //   Errors  OPERATION_FAILED with systemd's reason; OPERATION_TIMEOUT
  absl::Status Start(const TransientService& service, absl::Duration timeout) const;
  // Kills what is left in the unit and forgets it; fine when it is not there.
  void Stop(const std::string& unit, absl::Duration timeout) const;
  // Whether the unit has failed, ended or is unknown, with nothing queued that would start it; false when nobody answers.
  bool HasEnded(const std::string& unit, absl::Duration timeout) const;
  // The main process of the unit, or nothing.
  std::optional<pid_t> MainPid(const std::string& unit, absl::Duration timeout) const;

  // Makes the process known to machinectl under `name`. Its absence is no error of the caller's: the result is for the log.
  static absl::Status RegisterMachine(const std::string& name, const std::array<uint8_t, 16>& id, pid_t leader,
                                      absl::Duration timeout);
  static void UnregisterMachine(const std::string& name, absl::Duration timeout);

 private:
  bool user_;
};

}  // namespace pleiad::host
